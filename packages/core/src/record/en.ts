import type { RecordText } from '../text-lines.ts'

export const text: RecordText = {
  name: 'Your decision',
  data: ['your answers', 'their day', 'a signing key of this browser once you allow something'],
  reason: 'To follow your decision and to be able to prove it.',
  benefit: 'You are not asked again, and you hold a signed receipt.',
}
