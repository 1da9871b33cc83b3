import type { RecordText } from '../text-lines.ts'

export const text: RecordText = {
  name: 'Az Ön döntése',
  data: ['az Ön válaszai', 'azok napja', 'e böngésző aláírókulcsa, amint valamit engedélyez'],
  reason: 'Hogy kövessük és igazolni tudjuk a döntését.',
  benefit: 'Nem kérdezzük újra, és Önnek aláírt igazolása van.',
}
