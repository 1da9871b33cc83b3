import type { Texts } from '../texts.ts'

export const text: Texts = {
  title: 'Uw gegevens, uw keuze',
  lead: '{site} wil graag cookies en vergelijkbare technieken gebruiken voor: {purposes}. Niets daarvan start voordat u het toestaat, en u kunt uw keuze altijd wijzigen.',
  leadOptOut:
    '{site} gebruikt cookies en vergelijkbare technieken voor: {purposes}. U kunt op elk moment bezwaar maken.',
  policy: 'Privacyverklaring',
  accept: 'Alles accepteren',
  reject: 'Alles weigeren',
  choose: 'Kiezen',
  choices: 'Privacykeuzes',
  more: async () => (await import('./nl-center.ts')).text,
}
