import type { Texts } from '../texts.ts'

export const text: Texts = {
  title: 'Datele dumneavoastră, alegerea dumneavoastră',
  lead: '{site} dorește să folosească module cookie și tehnologii similare pentru: {purposes}. Nimic din toate acestea nu pornește fără acordul dumneavoastră, iar alegerea o puteți schimba oricând.',
  leadOptOut: '{site} folosește module cookie și tehnologii similare pentru: {purposes}. Puteți să vă opuneți oricând.',
  policy: 'Politica de confidențialitate',
  accept: 'Accept tot',
  reject: 'Refuz tot',
  choose: 'Aleg',
  choices: 'Opțiuni de confidențialitate',
  more: async () => (await import('./ro-center.ts')).text,
}
