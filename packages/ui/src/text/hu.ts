import type { Texts } from '../texts.ts'

export const text: Texts = {
  title: 'Az Ön adatai, az Ön döntése',
  lead: '{site} sütiket és hasonló technológiákat szeretne használni a következőkre: {purposes}. Ezek egyike sem indul el az Ön engedélye nélkül, és döntését bármikor módosíthatja.',
  leadOptOut: '{site} sütiket és hasonló technológiákat használ a következőkre: {purposes}. Bármikor tiltakozhat.',
  policy: 'Adatvédelmi tájékoztató',
  accept: 'Összes elfogadása',
  reject: 'Összes elutasítása',
  choose: 'Választás',
  choices: 'Adatvédelmi beállítások',
  more: async () => (await import('./hu-center.ts')).text,
}
