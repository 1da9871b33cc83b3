import type { Texts } from '../texts.ts'

export const text: Texts = {
  title: 'הנתונים שלכם, הבחירה שלכם',
  lead: '{site} מבקש להשתמש בעוגיות ובטכנולוגיות דומות עבור: {purposes}. דבר מאלה לא יפעל עד שתאשרו, ותוכלו לשנות את דעתכם בכל עת.',
  leadOptOut: '{site} משתמש בעוגיות ובטכנולוגיות דומות עבור: {purposes}. אפשר להתנגד בכל עת.',
  policy: 'מדיניות פרטיות',
  accept: 'אישור הכול',
  reject: 'דחיית הכול',
  choose: 'בחירה',
  choices: 'אפשרויות פרטיות',
  more: async () => (await import('./he-center.ts')).text,
}
