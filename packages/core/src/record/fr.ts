import type { RecordText } from '../text-lines.ts'

export const text: RecordText = {
  name: 'Votre décision',
  data: ['vos réponses', 'leur date', 'une clé de signature de ce navigateur, dès que vous autorisez quelque chose'],
  reason: 'Pour suivre votre décision et pouvoir en apporter la preuve.',
  benefit: 'La question ne vous est pas posée à nouveau et vous détenez un reçu signé.',
}
