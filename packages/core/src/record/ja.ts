import type { RecordText } from '../text-lines.ts'

export const text: RecordText = {
  name: 'あなたの決定',
  data: ['あなたの回答', '回答日', '何かを許可した場合は、このブラウザの署名鍵'],
  reason: 'あなたの決定に従い、それを証明できるようにするため。',
  benefit: '再び尋ねられることがなく、署名済みの受領証が手元に残ります。',
}
