import type { Texts } from '../texts.ts'

export const text: Texts = {
  title: 'Id-data tiegħek, l-għażla tiegħek',
  lead: '{site} jixtieq juża cookies u teknoloġiji simili għal: {purposes}. Xejn minn dan ma jibda qabel ma tippermettih int, u tista’ tbiddel fehmtek meta trid.',
  leadOptOut: '{site} juża cookies u teknoloġiji simili għal: {purposes}. Tista’ toġġezzjona meta trid.',
  policy: 'Politika tal-privatezza',
  accept: 'Aċċetta kollox',
  reject: 'Irrifjuta kollox',
  choose: 'Agħżel',
  choices: 'Għażliet tal-privatezza',
  more: async () => (await import('./mt-center.ts')).text,
}
