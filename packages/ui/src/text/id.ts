import type { Texts } from '../texts.ts'

export const text: Texts = {
  title: 'Data Anda, pilihan Anda',
  lead: '{site} ingin menggunakan cookie dan teknologi serupa untuk: {purposes}. Semua ini tidak berjalan sebelum Anda mengizinkannya, dan Anda dapat berubah pikiran kapan saja.',
  leadOptOut:
    '{site} menggunakan cookie dan teknologi serupa untuk: {purposes}. Anda dapat menyatakan keberatan kapan saja.',
  policy: 'Kebijakan privasi',
  accept: 'Terima semua',
  reject: 'Tolak semua',
  choose: 'Pilih',
  choices: 'Pilihan privasi',
  more: async () => (await import('./id-center.ts')).text,
}
