import type { Texts } from '../texts.ts'

export const text: Texts = {
  title: 'داده‌های شما، انتخاب شما',
  lead: '{site} می‌خواهد از کوکی‌ها و فناوری‌های مشابه برای این موارد استفاده کند: {purposes}. هیچ‌کدام بدون اجازهٔ شما اجرا نمی‌شود و هر زمان می‌توانید نظرتان را تغییر دهید.',
  leadOptOut:
    '{site} از کوکی‌ها و فناوری‌های مشابه برای این موارد استفاده می‌کند: {purposes}. هر زمان می‌توانید اعتراض کنید.',
  policy: 'سیاست حریم خصوصی',
  accept: 'پذیرش همه',
  reject: 'رد همه',
  choose: 'انتخاب',
  choices: 'گزینه‌های حریم خصوصی',
  more: async () => (await import('./fa-center.ts')).text,
}
