import type { RecordText } from '../text-lines.ts'

export const text: RecordText = {
  name: 'Ditt beslut',
  data: ['dina svar', 'deras datum', 'en signeringsnyckel i den här webbläsaren så snart du tillåter något'],
  reason: 'För att följa ditt beslut och kunna styrka det.',
  benefit: 'Du får inte frågan igen och du har ett signerat kvitto.',
}
