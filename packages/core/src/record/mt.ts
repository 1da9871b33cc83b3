import type { RecordText } from '../text-lines.ts'

export const text: RecordText = {
  name: 'Id-deċiżjoni tiegħek',
  data: ['it-tweġibiet tiegħek', 'il-jum tagħhom', 'ċavetta tal-firma ta’ dan il-browser meta tippermetti xi ħaġa'],
  reason: 'Biex tiġi segwita d-deċiżjoni tiegħek u tkun tista’ tiġi ppruvata.',
  benefit: 'Ma terġax tiġi mistoqsi u għandek irċevuta ffirmata.',
}
