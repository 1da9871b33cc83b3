import type { Texts } from '../texts.ts'

export const text: Texts = {
  title: 'Ваші дані, ваш вибір',
  lead: '{site} хоче використовувати файли cookie та подібні технології для таких цілей: {purposes}. Без вашого дозволу нічого з цього не працює, і ви можете будь-коли змінити рішення.',
  leadOptOut:
    '{site} використовує файли cookie та подібні технології для таких цілей: {purposes}. Ви можете будь-коли заперечити.',
  policy: 'Політика конфіденційності',
  accept: 'Прийняти все',
  reject: 'Відхилити все',
  choose: 'Вибрати',
  choices: 'Налаштування приватності',
  more: async () => (await import('./uk-center.ts')).text,
}
