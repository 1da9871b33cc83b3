import type { Texts } from '../texts.ts'

export const text: Texts = {
  title: 'Jūsu dati, jūsu izvēle',
  lead: '{site} vēlas izmantot sīkdatnes un līdzīgas tehnoloģijas šādiem mērķiem: {purposes}. Nekas no tā nesāk darboties bez jūsu atļaujas, un izvēli varat mainīt jebkurā laikā.',
  leadOptOut:
    '{site} izmanto sīkdatnes un līdzīgas tehnoloģijas šādiem mērķiem: {purposes}. Jūs varat iebilst jebkurā laikā.',
  policy: 'Privātuma politika',
  accept: 'Pieņemt visu',
  reject: 'Noraidīt visu',
  choose: 'Izvēlēties',
  choices: 'Privātuma izvēles',
  more: async () => (await import('./lv-center.ts')).text,
}
