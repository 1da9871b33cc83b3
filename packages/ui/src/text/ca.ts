import type { Texts } from '../texts.ts'

export const text: Texts = {
  title: 'Les vostres dades, la vostra elecció',
  lead: 'Amb el vostre permís, a {site} utilitzem galetes i tecnologies similars per a: {purposes}. Res d’això no s’activa abans, i podeu canviar d’opinió en qualsevol moment.',
  leadOptOut:
    'A {site} utilitzem galetes i tecnologies similars per a: {purposes}. Us hi podeu oposar en qualsevol moment.',
  policy: 'Política de privadesa',
  accept: 'Accepta-ho tot',
  reject: 'Rebutja-ho tot',
  choose: 'Tria',
  choices: 'Opcions de privadesa',
  more: async () => (await import('./ca-center.ts')).text,
}
