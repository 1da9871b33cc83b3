import type { Texts } from '../texts.ts'

export const text: Texts = {
  title: 'Vaše data, vaše volba',
  lead: '{site} chce používat cookies a podobné technologie pro tyto účely: {purposes}. Nic z toho se bez vašeho svolení nespustí a rozhodnutí můžete kdykoli změnit.',
  leadOptOut: '{site} používá cookies a podobné technologie pro tyto účely: {purposes}. Kdykoli můžete vznést námitku.',
  policy: 'Zásady ochrany soukromí',
  accept: 'Přijmout vše',
  reject: 'Odmítnout vše',
  choose: 'Vybrat',
  choices: 'Volby soukromí',
  more: async () => (await import('./cs-center.ts')).text,
}
