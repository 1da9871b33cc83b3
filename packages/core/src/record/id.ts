import type { RecordText } from '../text-lines.ts'

export const text: RecordText = {
  name: 'Keputusan Anda',
  data: ['jawaban Anda', 'tanggalnya', 'kunci tanda tangan browser ini setelah Anda mengizinkan sesuatu'],
  reason: 'Untuk mengikuti keputusan Anda dan dapat membuktikannya.',
  benefit: 'Anda tidak ditanya lagi dan memegang tanda bukti bertanda tangan.',
}
