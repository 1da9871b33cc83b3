import type { RecordText } from '../text-lines.ts'

export const text: RecordText = {
  name: 'Jūsu lēmums',
  data: ['jūsu atbildes', 'to datums', 'šī pārlūka paraksta atslēga, tiklīdz kaut ko atļaujat'],
  reason: 'Lai izpildītu jūsu lēmumu un varētu to pierādīt.',
  benefit: 'Jums vairs nejautās, un jums ir parakstīts apliecinājums.',
}
