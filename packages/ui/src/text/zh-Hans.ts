import type { Texts } from '../texts.ts'

export const text: Texts = {
  title: '您的数据，您的选择',
  lead: '{site} 希望将 Cookie 和类似技术用于：{purposes}。未经您允许，这些都不会运行。您可以随时更改选择。',
  leadOptOut: '{site} 将 Cookie 和类似技术用于：{purposes}。您可以随时提出反对。',
  policy: '隐私政策',
  accept: '全部接受',
  reject: '全部拒绝',
  choose: '选择',
  choices: '隐私选项',
  more: async () => (await import('./zh-Hans-center.ts')).text,
}
