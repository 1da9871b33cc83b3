import type { Texts } from '../texts.ts'

export const text: Texts = {
  title: 'Dina uppgifter, ditt val',
  lead: '{site} vill använda kakor och liknande teknik för: {purposes}. Inget av detta körs förrän du tillåter det, och du kan ändra dig när som helst.',
  leadOptOut: '{site} använder kakor och liknande teknik för: {purposes}. Du kan när som helst invända mot det.',
  policy: 'Integritetspolicy',
  accept: 'Godkänn alla',
  reject: 'Avvisa alla',
  choose: 'Välj',
  choices: 'Integritetsval',
  more: async () => (await import('./sv-center.ts')).text,
}
