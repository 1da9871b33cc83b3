import type { RecordText } from '../text-lines.ts'

export const text: RecordText = {
  name: 'Vaša odločitev',
  data: ['vaši odgovori', 'njihov datum', 'podpisni ključ tega brskalnika, ko nekaj dovolite'],
  reason: 'Da se vaša odločitev upošteva in jo je mogoče dokazati.',
  benefit: 'Ne bomo vas znova vprašali in imate podpisano potrdilo.',
}
