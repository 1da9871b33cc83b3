import type { Texts } from '../texts.ts'

export const text: Texts = {
  title: 'Vaši podatki, vaša izbira',
  lead: '{site} želi uporabljati piškotke in podobne tehnologije za: {purposes}. Nič od tega ne deluje brez vašega dovoljenja, svojo izbiro pa lahko kadar koli spremenite.',
  leadOptOut: '{site} uporablja piškotke in podobne tehnologije za: {purposes}. Kadar koli lahko ugovarjate.',
  policy: 'Politika zasebnosti',
  accept: 'Sprejmi vse',
  reject: 'Zavrni vse',
  choose: 'Izberi',
  choices: 'Izbire zasebnosti',
  more: async () => (await import('./sl-center.ts')).text,
}
