import type { CenterTexts } from '../texts.ts'

export const text: CenterTexts = {
  save: 'Simpan pilihan saya',
  close: 'Tutup',
  always: 'Selalu aktif',
  data: 'Data',
  reason: 'Untuk apa',
  benefit: 'Manfaat bagi Anda',
  recipients: 'Siapa yang menerimanya',
  retention: 'Berapa lama disimpan',
  nobody: 'Tidak ada pihak lain',
  details: 'Rincian',
  gpc: 'Browser Anda mengirim Global Privacy Control. Ini dipatuhi: apa pun yang dapat dijual atau dibagikan tidak aktif.',
  receipts: 'Tanda bukti saya',
  receiptsLead:
    'Setiap keputusan ditandatangani oleh browser ini. Tanda bukti itu milik Anda; siapa pun dapat memeriksanya.',
  noReceipts: 'Belum ada tanda bukti.',
  download: 'Unduh tanda bukti saya',
  forget: 'Hapus semua di sini',
  events: {
    given: 'Diizinkan',
    refused: 'Ditolak',
    changed: 'Diubah',
    withdrawn: 'Ditarik',
    renewed: 'Dikonfirmasi',
    signal: 'Sinyal browser',
    imported: 'Diimpor',
    disposed: 'Dihapus',
  },
  status: {
    local: 'ditandatangani, hanya disimpan di sini',
    pending: 'ditandatangani, sedang dikirim',
    acknowledged: 'diterima oleh {site}',
    countersigned: 'ditandatangani juga oleh {site}',
    rejected: 'tidak diterima oleh {site}',
  },
}
