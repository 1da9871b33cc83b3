import type { Texts } from '../texts.ts'

export const text: Texts = {
  title: 'Twoje dane, Twój wybór',
  lead: '{site} chce używać plików cookie i podobnych technologii w celach: {purposes}. Nic z tego nie zadziała bez Twojej zgody, a decyzję możesz zmienić w każdej chwili.',
  leadOptOut:
    '{site} używa plików cookie i podobnych technologii w celach: {purposes}. W każdej chwili możesz wnieść sprzeciw.',
  policy: 'Polityka prywatności',
  accept: 'Akceptuj wszystko',
  reject: 'Odrzuć wszystko',
  choose: 'Wybierz',
  choices: 'Ustawienia prywatności',
  more: async () => (await import('./pl-center.ts')).text,
}
