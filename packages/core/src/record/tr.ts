import type { RecordText } from '../text-lines.ts'

export const text: RecordText = {
  name: 'Kararınız',
  data: ['yanıtlarınız', 'yanıtların tarihi', 'bir şeye izin verdiğinizde bu tarayıcının imza anahtarı'],
  reason: 'Kararınıza uymak ve bunu kanıtlayabilmek için.',
  benefit: 'Size yeniden sorulmaz ve imzalı bir makbuzunuz olur.',
}
