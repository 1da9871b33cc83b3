import { defineConfig } from '@placet/core/config'

export const config = defineConfig({
  version: '1',
  controller: { name: 'Example Ltd', contact: 'privacy@site.example' },
  purposes: [
    {
      id: 'analytics',
      name: { en: 'Statistics', de: 'Statistik' },
      data: [{ en: 'pages you open', de: 'geöffnete Seiten' }],
      reason: { en: 'To see which pages are read.', de: 'Um zu sehen, welche Seiten gelesen werden.' },
      benefit: { en: 'We write more of what you read.', de: 'Wir schreiben mehr von dem, was Sie lesen.' },
      basis: 'consent',
      recipients: [],
      retention: 'P1Y',
    },
    {
      id: 'marketing',
      name: { en: 'Marketing', de: 'Werbung' },
      data: [{ en: 'films you watch', de: 'angesehene Filme' }],
      reason: { en: 'To show our films.', de: 'Um unsere Filme zu zeigen.' },
      benefit: { en: 'You see how things are made.', de: 'Sie sehen, wie die Dinge entstehen.' },
      basis: 'consent',
      recipients: [],
      retention: 'P6M',
    },
  ],
})
