import type { Texts } from '../texts.ts'

export const text: Texts = {
  title: 'Verileriniz, seçiminiz',
  lead: '{site}, çerezleri ve benzer teknolojileri şunlar için kullanmak istiyor: {purposes}. Siz izin vermeden bunların hiçbiri çalışmaz ve kararınızı istediğiniz zaman değiştirebilirsiniz.',
  leadOptOut:
    '{site}, çerezleri ve benzer teknolojileri şunlar için kullanıyor: {purposes}. İstediğiniz zaman itiraz edebilirsiniz.',
  policy: 'Gizlilik politikası',
  accept: 'Tümünü kabul et',
  reject: 'Tümünü reddet',
  choose: 'Seç',
  choices: 'Gizlilik tercihleri',
  more: async () => (await import('./tr-center.ts')).text,
}
