import type { Texts } from '../texts.ts'

export const text: Texts = {
  title: 'Vaši podaci, vaš izbor',
  lead: '{site} želi koristiti kolačiće i slične tehnologije za: {purposes}. Ništa od toga ne radi bez vašeg dopuštenja, a izbor možete promijeniti u svakom trenutku.',
  leadOptOut: '{site} koristi kolačiće i slične tehnologije za: {purposes}. Možete se usprotiviti u svakom trenutku.',
  policy: 'Pravila o privatnosti',
  accept: 'Prihvati sve',
  reject: 'Odbij sve',
  choose: 'Odaberi',
  choices: 'Postavke privatnosti',
  more: async () => (await import('./hr-center.ts')).text,
}
