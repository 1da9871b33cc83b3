import type { RecordText } from '../text-lines.ts'

export const text: RecordText = {
  name: 'La vostra decisió',
  data: [
    'les vostres respostes',
    'la seva data',
    'una clau de signatura d’aquest navegador així que permeteu alguna cosa',
  ],
  reason: 'Per seguir la vostra decisió i poder-la demostrar.',
  benefit: 'No se us torna a preguntar i teniu un comprovant signat.',
}
