import type { RecordText } from '../text-lines.ts'

export const text: RecordText = {
  name: 'Vaša odluka',
  data: ['vaši odgovori', 'njihov datum', 'ključ za potpisivanje ovog preglednika čim nešto dopustite'],
  reason: 'Da se vaša odluka poštuje i da se može dokazati.',
  benefit: 'Ne pitamo vas ponovno, a vi imate potpisanu potvrdu.',
}
