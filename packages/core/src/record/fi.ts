import type { RecordText } from '../text-lines.ts'

export const text: RecordText = {
  name: 'Päätöksesi',
  data: ['vastauksesi', 'niiden päivämäärä', 'tämän selaimen allekirjoitusavain, kun sallit jotakin'],
  reason: 'Jotta päätöstäsi noudatetaan ja se voidaan osoittaa.',
  benefit: 'Sinulta ei kysytä uudelleen, ja sinulla on allekirjoitettu kuitti.',
}
