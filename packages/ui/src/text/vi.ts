import type { Texts } from '../texts.ts'

export const text: Texts = {
  title: 'Dữ liệu của bạn, lựa chọn của bạn',
  lead: '{site} muốn dùng cookie và công nghệ tương tự cho: {purposes}. Không mục nào trong số này hoạt động cho đến khi bạn cho phép, và bạn có thể đổi ý bất cứ lúc nào.',
  leadOptOut: '{site} dùng cookie và công nghệ tương tự cho: {purposes}. Bạn có thể phản đối bất cứ lúc nào.',
  policy: 'Chính sách quyền riêng tư',
  accept: 'Chấp nhận tất cả',
  reject: 'Từ chối tất cả',
  choose: 'Chọn',
  choices: 'Lựa chọn quyền riêng tư',
  more: async () => (await import('./vi-center.ts')).text,
}
