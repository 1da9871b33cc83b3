import type { RecordText } from '../text-lines.ts'

export const text: RecordText = {
  name: 'Do chinneadh',
  data: ['do fhreagraí', 'a ndáta', 'eochair sínithe an bhrabhsálaí seo nuair a cheadaíonn tú rud éigin'],
  reason: 'Chun cloí le do chinneadh agus é a chruthú.',
  benefit: 'Ní chuirtear an cheist ort arís, agus tá admháil shínithe agat.',
}
