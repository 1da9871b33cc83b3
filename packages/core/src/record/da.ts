import type { RecordText } from '../text-lines.ts'

export const text: RecordText = {
  name: 'Din beslutning',
  data: ['dine svar', 'deres dato', 'en signeringsnøgle i denne browser, når du tillader noget'],
  reason: 'For at følge din beslutning og kunne dokumentere den.',
  benefit: 'Du bliver ikke spurgt igen, og du har en underskrevet kvittering.',
}
