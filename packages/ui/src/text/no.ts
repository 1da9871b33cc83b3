import type { Texts } from '../texts.ts'

export const text: Texts = {
  title: 'Dine data, ditt valg',
  lead: '{site} ønsker å bruke informasjonskapsler og lignende teknologi til: {purposes}. Ingenting av dette kjører før du tillater det, og du kan når som helst ombestemme deg.',
  leadOptOut:
    '{site} bruker informasjonskapsler og lignende teknologi til: {purposes}. Du kan når som helst protestere.',
  policy: 'Personvernerklæring',
  accept: 'Godta alle',
  reject: 'Avvis alle',
  choose: 'Velg',
  choices: 'Personvernvalg',
  more: async () => (await import('./no-center.ts')).text,
}
