import type { RecordText } from '../text-lines.ts'

export const text: RecordText = {
  name: 'Zure erabakia',
  data: ['zure erantzunak', 'haien data', 'nabigatzaile honen sinadura-gakoa, zerbait baimentzen duzunean'],
  reason: 'Zure erabakia betetzeko eta frogatu ahal izateko.',
  benefit: 'Ez zaizu berriro galdetuko, eta sinatutako ziurtagiri bat duzu.',
}
