import type { RecordText } from '../text-lines.ts'

export const text: RecordText = {
  name: 'Vaše rozhodnutie',
  data: ['vaše odpovede', 'ich dátum', 'podpisový kľúč tohto prehliadača, hneď ako niečo povolíte'],
  reason: 'Aby sme sa riadili vaším rozhodnutím a vedeli ho doložiť.',
  benefit: 'Znova sa nepýtame a vy máte podpísané potvrdenie.',
}
