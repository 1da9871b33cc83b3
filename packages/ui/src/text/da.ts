import type { Texts } from '../texts.ts'

export const text: Texts = {
  title: 'Dine data, dit valg',
  lead: '{site} vil gerne bruge cookies og lignende teknologier til: {purposes}. Intet af dette kører, før du tillader det, og du kan altid ændre dit valg.',
  leadOptOut: '{site} bruger cookies og lignende teknologier til: {purposes}. Du kan gøre indsigelse når som helst.',
  policy: 'Privatlivspolitik',
  accept: 'Tillad alle',
  reject: 'Afvis alle',
  choose: 'Vælg',
  choices: 'Privatlivsvalg',
  more: async () => (await import('./da-center.ts')).text,
}
