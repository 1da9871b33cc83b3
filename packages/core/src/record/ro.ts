import type { RecordText } from '../text-lines.ts'

export const text: RecordText = {
  name: 'Decizia dumneavoastră',
  data: ['răspunsurile dumneavoastră', 'data lor', 'o cheie de semnare a acestui browser, de îndată ce permiteți ceva'],
  reason: 'Pentru a respecta decizia dumneavoastră și a o putea dovedi.',
  benefit: 'Nu vi se mai pune întrebarea și aveți o dovadă semnată.',
}
