import type { RecordText } from '../text-lines.ts'

export const text: RecordText = {
  name: 'Twoja decyzja',
  data: ['Twoje odpowiedzi', 'ich data', 'klucz podpisu tej przeglądarki, gdy tylko na coś pozwolisz'],
  reason: 'Aby stosować się do Twojej decyzji i móc ją wykazać.',
  benefit: 'Nie pytamy ponownie, a Ty masz podpisane potwierdzenie.',
}
