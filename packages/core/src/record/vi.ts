import type { RecordText } from '../text-lines.ts'

export const text: RecordText = {
  name: 'Quyết định của bạn',
  data: ['câu trả lời của bạn', 'ngày trả lời', 'khóa ký của trình duyệt này khi bạn cho phép điều gì đó'],
  reason: 'Để làm theo quyết định của bạn và có thể chứng minh.',
  benefit: 'Bạn không bị hỏi lại và bạn giữ một biên nhận đã ký.',
}
