import type { RecordText } from '../text-lines.ts'

export const text: RecordText = {
  name: 'Vaše rozhodnutí',
  data: ['vaše odpovědi', 'jejich datum', 'podpisový klíč tohoto prohlížeče, jakmile něco povolíte'],
  reason: 'Abychom se řídili vaším rozhodnutím a mohli ho doložit.',
  benefit: 'Znovu se neptáme a vy máte podepsané potvrzení.',
}
