import type { Texts } from '../texts.ts'

export const text: Texts = {
  title: 'Vaše údaje, vaša voľba',
  lead: '{site} chce používať súbory cookie a podobné technológie na tieto účely: {purposes}. Nič z toho sa bez vášho súhlasu nespustí a rozhodnutie môžete kedykoľvek zmeniť.',
  leadOptOut:
    '{site} používa súbory cookie a podobné technológie na tieto účely: {purposes}. Kedykoľvek môžete namietať.',
  policy: 'Zásady ochrany súkromia',
  accept: 'Prijať všetko',
  reject: 'Odmietnuť všetko',
  choose: 'Vybrať',
  choices: 'Voľby súkromia',
  more: async () => (await import('./sk-center.ts')).text,
}
