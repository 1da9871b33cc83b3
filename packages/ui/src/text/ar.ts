import type { Texts } from '../texts.ts'

export const text: Texts = {
  title: 'بياناتك، اختيارك',
  lead: 'يرغب {site} في استخدام ملفات تعريف الارتباط وتقنيات مشابهة من أجل: {purposes}. لا يعمل أي من ذلك قبل أن تسمح به، ويمكنك تغيير رأيك في أي وقت.',
  leadOptOut: 'يستخدم {site} ملفات تعريف الارتباط وتقنيات مشابهة من أجل: {purposes}. يمكنك الاعتراض في أي وقت.',
  policy: 'سياسة الخصوصية',
  accept: 'قبول الكل',
  reject: 'رفض الكل',
  choose: 'اختيار',
  choices: 'خيارات الخصوصية',
  more: async () => (await import('./ar-center.ts')).text,
}
