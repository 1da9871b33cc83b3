import type { RecordText } from '../text-lines.ts'

export const text: RecordText = {
  name: '您的决定',
  data: ['您的回答', '回答日期', '您允许某项内容后，此浏览器的签名密钥'],
  reason: '用于遵循您的决定并能够加以证明。',
  benefit: '不会再次询问您，您还持有一份已签名的凭证。',
}
