import type { Texts } from '../texts.ts'

export const text: Texts = {
  title: 'আপনার তথ্য, আপনার পছন্দ',
  lead: '{site} কুকি ও অনুরূপ প্রযুক্তি ব্যবহার করতে চায় এসবের জন্য: {purposes}। আপনার অনুমতি ছাড়া এর কিছুই চলে না, এবং আপনি যেকোনো সময় সিদ্ধান্ত বদলাতে পারেন।',
  leadOptOut: '{site} কুকি ও অনুরূপ প্রযুক্তি ব্যবহার করে এসবের জন্য: {purposes}। আপনি যেকোনো সময় আপত্তি জানাতে পারেন।',
  policy: 'গোপনীয়তা নীতি',
  accept: 'সব গ্রহণ করুন',
  reject: 'সব প্রত্যাখ্যান করুন',
  choose: 'বেছে নিন',
  choices: 'গোপনীয়তার বিকল্প',
  more: async () => (await import('./bn-center.ts')).text,
}
