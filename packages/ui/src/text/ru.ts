import type { Texts } from '../texts.ts'

export const text: Texts = {
  title: 'Ваши данные, ваш выбор',
  lead: '{site} хочет использовать файлы cookie и похожие технологии для следующих целей: {purposes}. Без вашего разрешения ничего из этого не работает, и вы можете изменить решение в любой момент.',
  leadOptOut:
    '{site} использует файлы cookie и похожие технологии для следующих целей: {purposes}. Вы можете возразить в любой момент.',
  policy: 'Политика конфиденциальности',
  accept: 'Принять все',
  reject: 'Отклонить все',
  choose: 'Выбрать',
  choices: 'Настройки приватности',
  more: async () => (await import('./ru-center.ts')).text,
}
