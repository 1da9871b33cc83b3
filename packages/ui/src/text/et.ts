import type { Texts } from '../texts.ts'

export const text: Texts = {
  title: 'Sinu andmed, sinu valik',
  lead: '{site} soovib kasutada küpsiseid ja sarnaseid tehnoloogiaid järgmistel eesmärkidel: {purposes}. Miski sellest ei käivitu enne, kui sa seda lubad, ja võid igal ajal meelt muuta.',
  leadOptOut:
    '{site} kasutab küpsiseid ja sarnaseid tehnoloogiaid järgmistel eesmärkidel: {purposes}. Võid igal ajal vastuväite esitada.',
  policy: 'Privaatsuspoliitika',
  accept: 'Luba kõik',
  reject: 'Keela kõik',
  choose: 'Vali',
  choices: 'Privaatsusvalikud',
  more: async () => (await import('./et-center.ts')).text,
}
