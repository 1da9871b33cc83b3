// What customers are told, and asked: the same object that the SDK is given in the page.
import { defineConfig } from '@placet/core/config'

export default defineConfig({
  version: '1',
  controller: { name: 'Kiln Nine', contact: 'privacy@kiln-nine.example' },
  backend: '/consent/receipts',
  purposes: [
    {
      id: 'analytics',
      name: { en: 'Analytics', de: 'Messung' },
      data: [{ en: 'pages that you view', de: 'Seiten, die Sie ansehen' }],
      reason: { en: 'To improve the shop.', de: 'Um den Laden zu verbessern.' },
      benefit: { en: 'A shop that is easier to use.', de: 'Ein Laden, der leichter zu benutzen ist.' },
      basis: 'consent',
      recipients: [],
      retention: 'P1Y',
    },
  ],
})
