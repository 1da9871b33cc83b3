import type { RecordText } from '../text-lines.ts'

export const text: RecordText = {
  name: '您的決定',
  data: ['您的回答', '回答日期', '您允許某項內容後，此瀏覽器的簽署金鑰'],
  reason: '用於遵循您的決定並能加以證明。',
  benefit: '不會再次詢問您，您還持有一份已簽署的憑證。',
}
