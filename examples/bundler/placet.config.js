import { defineConfig } from '@placet/core/config'

export const config = defineConfig({
  version: '1',
  controller: { name: 'Example Ltd', contact: 'privacy@site.example' },
  purposes: [
    {
      id: 'analytics',
      name: { en: 'Analytics', de: 'Statistik' },
      data: [{ en: 'pages you open', de: 'geöffnete Seiten' }],
      reason: { en: 'To see which pages are read.', de: 'Um zu sehen, welche Seiten gelesen werden.' },
      benefit: { en: 'We write more of what you read.', de: 'Wir schreiben mehr von dem, was Sie lesen.' },
      basis: 'consent',
      recipients: [],
      retention: 'P1Y',
    },
  ],
})
