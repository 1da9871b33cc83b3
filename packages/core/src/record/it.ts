import type { RecordText } from '../text-lines.ts'

export const text: RecordText = {
  name: 'La tua decisione',
  data: ['le tue risposte', 'la loro data', 'una chiave di firma di questo browser non appena consenti qualcosa'],
  reason: 'Per seguire la tua decisione e poterla dimostrare.',
  benefit: 'Non ti viene chiesto di nuovo e hai una ricevuta firmata.',
}
