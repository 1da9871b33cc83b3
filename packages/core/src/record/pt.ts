import type { RecordText } from '../text-lines.ts'

export const text: RecordText = {
  name: 'A sua decisão',
  data: ['as suas respostas', 'a respetiva data', 'uma chave de assinatura deste navegador assim que permitir algo'],
  reason: 'Para seguir a sua decisão e poder prová-la.',
  benefit: 'Não voltamos a perguntar e fica com um comprovativo assinado.',
}
