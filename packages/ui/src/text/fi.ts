import type { Texts } from '../texts.ts'

export const text: Texts = {
  title: 'Sinun tietosi, sinun valintasi',
  lead: '{site} haluaisi käyttää evästeitä ja vastaavia tekniikoita näihin tarkoituksiin: {purposes}. Mikään näistä ei käynnisty ennen kuin sallit sen, ja voit muuttaa mieltäsi milloin tahansa.',
  leadOptOut:
    '{site} käyttää evästeitä ja vastaavia tekniikoita näihin tarkoituksiin: {purposes}. Voit vastustaa käyttöä milloin tahansa.',
  policy: 'Tietosuojaseloste',
  accept: 'Hyväksy kaikki',
  reject: 'Hylkää kaikki',
  choose: 'Valitse',
  choices: 'Tietosuojavalinnat',
  more: async () => (await import('./fi-center.ts')).text,
}
