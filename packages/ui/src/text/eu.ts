import type { Texts } from '../texts.ts'

export const text: Texts = {
  title: 'Zure datuak, zure aukera',
  lead: '{site} arduradunak cookieak eta antzeko teknologiak erabili nahi ditu honetarako: {purposes}. Horietako ezer ez da abiaraziko zuk baimendu arte, eta edonoiz alda dezakezu zure aukera.',
  leadOptOut:
    '{site} arduradunak cookieak eta antzeko teknologiak erabiltzen ditu honetarako: {purposes}. Edonoiz egin dezakezu aurka.',
  policy: 'Pribatutasun-politika',
  accept: 'Onartu dena',
  reject: 'Baztertu dena',
  choose: 'Aukeratu',
  choices: 'Pribatutasun-aukerak',
  more: async () => (await import('./eu-center.ts')).text,
}
