import type { Texts } from '../texts.ts'

export const text: Texts = {
  title: 'Vos données, votre choix',
  lead: '{site} souhaite utiliser des cookies et des technologies similaires pour : {purposes}. Rien de tout cela n’est activé sans votre accord, et vous pouvez changer d’avis à tout moment.',
  leadOptOut:
    '{site} utilise des cookies et des technologies similaires pour : {purposes}. Vous pouvez vous y opposer à tout moment.',
  policy: 'Politique de confidentialité',
  accept: 'Tout accepter',
  reject: 'Tout refuser',
  choose: 'Choisir',
  choices: 'Choix de confidentialité',
  more: async () => (await import('./fr-center.ts')).text,
}
