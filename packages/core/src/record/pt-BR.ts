import type { RecordText } from '../text-lines.ts'

export const text: RecordText = {
  name: 'Sua decisão',
  data: [
    'suas respostas',
    'a data de cada uma',
    'uma chave de assinatura deste navegador assim que você permitir algo',
  ],
  reason: 'Para seguir sua decisão e poder comprová-la.',
  benefit: 'Não perguntamos de novo, e você fica com um comprovante assinado.',
}
