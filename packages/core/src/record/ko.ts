import type { RecordText } from '../text-lines.ts'

export const text: RecordText = {
  name: '내 결정',
  data: ['내 답변', '답변한 날짜', '무언가를 허용하면 이 브라우저의 서명 키'],
  reason: '결정을 따르고 이를 증명하기 위해서입니다.',
  benefit: '다시 묻지 않으며 서명된 확인증을 갖게 됩니다.',
}
