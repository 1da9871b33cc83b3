import type { RecordText } from '../text-lines.ts'

export const text: RecordText = {
  name: 'Din avgjørelse',
  data: ['svarene dine', 'datoen for dem', 'en signeringsnøkkel i denne nettleseren så snart du tillater noe'],
  reason: 'For å følge avgjørelsen din og kunne dokumentere den.',
  benefit: 'Du blir ikke spurt på nytt, og du har en signert kvittering.',
}
