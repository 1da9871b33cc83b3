import type { RecordText } from '../text-lines.ts'

export const text: RecordText = {
  name: 'Su decisión',
  data: ['sus respuestas', 'su fecha', 'una clave de firma de este navegador en cuanto permita algo'],
  reason: 'Para cumplir su decisión y poder demostrarla.',
  benefit: 'No se le vuelve a preguntar y usted tiene un comprobante firmado.',
}
