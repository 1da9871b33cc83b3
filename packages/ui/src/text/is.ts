import type { Texts } from '../texts.ts'

export const text: Texts = {
  title: 'Gögnin þín, valið þitt',
  lead: '{site} vill nota vafrakökur og svipaða tækni í þessum tilgangi: {purposes}. Ekkert af þessu fer í gang fyrr en þú leyfir það og þú getur skipt um skoðun hvenær sem er.',
  leadOptOut: '{site} notar vafrakökur og svipaða tækni í þessum tilgangi: {purposes}. Þú getur andmælt hvenær sem er.',
  policy: 'Persónuverndarstefna',
  accept: 'Samþykkja allt',
  reject: 'Hafna öllu',
  choose: 'Velja',
  choices: 'Persónuverndarval',
  more: async () => (await import('./is-center.ts')).text,
}
