import type { RecordText } from '../text-lines.ts'

export const text: RecordText = {
  name: 'قرارك',
  data: ['إجاباتك', 'تاريخها', 'مفتاح توقيع لهذا المتصفح عندما تسمح بشيء ما'],
  reason: 'لاتباع قرارك والقدرة على إثباته.',
  benefit: 'لن تُسأل مرة أخرى، ولديك إيصال موقّع.',
}
