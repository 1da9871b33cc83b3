import type { Texts } from '../texts.ts'

export const text: Texts = {
  title: 'Ihre Daten, Ihre Entscheidung',
  lead: '{site} möchte Cookies und ähnliche Techniken nutzen für: {purposes}. Nichts davon läuft, bevor Sie es erlauben, und Sie können Ihre Wahl jederzeit ändern.',
  leadOptOut: '{site} nutzt Cookies und ähnliche Techniken für: {purposes}. Sie können jederzeit widersprechen.',
  policy: 'Datenschutzerklärung',
  accept: 'Alle akzeptieren',
  reject: 'Alle ablehnen',
  choose: 'Auswählen',
  choices: 'Datenschutz-Einstellungen',
  more: async () => (await import('./de-center.ts')).text,
}
