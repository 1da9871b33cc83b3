import type { RecordText } from '../text-lines.ts'

export const text: RecordText = {
  name: 'تصمیم شما',
  data: ['پاسخ‌های شما', 'تاریخ آن‌ها', 'کلید امضای این مرورگر، وقتی چیزی را مجاز کنید'],
  reason: 'برای پیروی از تصمیم شما و امکان اثبات آن.',
  benefit: 'دوباره از شما پرسیده نمی‌شود و یک رسید امضاشده دارید.',
}
