import type { Texts } from '../texts.ts'

export const text: Texts = {
  title: 'Zure datuak, zure aukera',
  lead: 'Zure baimenarekin, {site} arduradunak cookieak erabiltzen ditu, baita antzeko teknologiak ere, honetarako: {purposes}. Horietako ezer ez da baimenik gabe abiaraziko, eta edonoiz alda dezakezu zure aukera.',
  leadOptOut:
    '{site} arduradunak cookieak erabiltzen ditu, baita antzeko teknologiak ere, honetarako: {purposes}. Edonoiz egin dezakezu aurka.',
  policy: 'Pribatutasun-politika',
  accept: 'Onartu dena',
  reject: 'Baztertu dena',
  choose: 'Aukeratu',
  choices: 'Pribatutasun-aukerak',
  more: async () => (await import('./eu-center.ts')).text,
}
