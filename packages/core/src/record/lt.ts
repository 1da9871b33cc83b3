import type { RecordText } from '../text-lines.ts'

export const text: RecordText = {
  name: 'Jūsų sprendimas',
  data: ['jūsų atsakymai', 'jų data', 'šios naršyklės pasirašymo raktas, kai ką nors leidžiate'],
  reason: 'Kad būtų laikomasi jūsų sprendimo ir jį būtų galima įrodyti.',
  benefit: 'Jūsų daugiau neklausiama ir turite pasirašytą patvirtinimą.',
}
