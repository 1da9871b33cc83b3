import type { RecordText } from '../text-lines.ts'

export const text: RecordText = {
  name: 'Uw beslissing',
  data: ['uw antwoorden', 'de dag ervan', 'een ondertekeningssleutel van deze browser zodra u iets toestaat'],
  reason: 'Om uw beslissing te volgen en te kunnen aantonen.',
  benefit: 'U krijgt de vraag niet opnieuw en u hebt een ondertekend bewijs.',
}
