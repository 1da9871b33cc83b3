import type { Texts } from '../texts.ts'

export const text: Texts = {
  title: '您的資料，您的選擇',
  lead: '{site} 希望將 Cookie 和類似技術用於：{purposes}。未經您允許，這些都不會執行。您可以隨時變更選擇。',
  leadOptOut: '{site} 將 Cookie 和類似技術用於：{purposes}。您可以隨時提出反對。',
  policy: '隱私權政策',
  accept: '全部接受',
  reject: '全部拒絕',
  choose: '選擇',
  choices: '隱私權選項',
  more: async () => (await import('./zh-Hant-center.ts')).text,
}
