import type { RecordText } from '../text-lines.ts'

export const text: RecordText = {
  name: 'Ihre Entscheidung',
  data: ['Ihre Antworten', 'deren Tag', 'ein Signaturschlüssel dieses Browsers, sobald Sie etwas erlauben'],
  reason: 'Um Ihrer Entscheidung zu folgen und sie nachweisen zu können.',
  benefit: 'Sie werden nicht erneut gefragt und erhalten einen signierten Beleg.',
}
