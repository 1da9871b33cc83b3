import type { RecordText } from '../text-lines.ts'

export const text: RecordText = {
  name: 'Sinu otsus',
  data: ['sinu vastused', 'nende kuupäev', 'selle brauseri allkirjavõti niipea, kui midagi lubad'],
  reason: 'Et sinu otsust järgida ja seda tõendada.',
  benefit: 'Sinult ei küsita uuesti ja sul on allkirjastatud kviitung.',
}
