import type { Texts } from '../texts.ts'

export const text: Texts = {
  title: 'あなたのデータ、あなたの選択',
  lead: '{site}は、Cookieや類似の技術を次の目的で使用したいと考えています：{purposes}。許可されるまで、いずれも動作しません。選択はいつでも変更できます。',
  leadOptOut:
    '{site}は、Cookieや類似の技術を次の目的で使用しています：{purposes}。いつでも拒否を申し出ることができます。',
  policy: 'プライバシーポリシー',
  accept: 'すべて許可',
  reject: 'すべて拒否',
  choose: '選択する',
  choices: 'プライバシーの選択',
  more: async () => (await import('./ja-center.ts')).text,
}
