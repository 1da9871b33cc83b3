import type { RecordText } from '../text-lines.ts'

export const text: RecordText = {
  name: 'ההחלטה שלכם',
  data: ['התשובות שלכם', 'התאריך שלהן', 'מפתח חתימה של הדפדפן הזה ברגע שתאשרו משהו'],
  reason: 'כדי לפעול לפי ההחלטה שלכם וכדי שיהיה אפשר להוכיח אותה.',
  benefit: 'לא תישאלו שוב, ויש לכם אישור חתום.',
}
