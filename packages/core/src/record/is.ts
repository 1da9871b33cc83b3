import type { RecordText } from '../text-lines.ts'

export const text: RecordText = {
  name: 'Ákvörðun þín',
  data: ['svörin þín', 'dagsetning þeirra', 'undirritunarlykill þessa vafra þegar þú leyfir eitthvað'],
  reason: 'Til að fylgja ákvörðun þinni og geta sannað hana.',
  benefit: 'Ekki er spurt aftur og þú átt undirritaða kvittun.',
}
