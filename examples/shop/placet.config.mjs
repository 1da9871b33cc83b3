// What Kiln Nine asks its customers. Plain data, but for the two origins, which differ from machine to machine.

/** The trackers' origin and the receipts' URL in, a Placet config out. */
export function makeConfig({ trackers, backend }) {
  const hosts = [new URL(trackers).host]
  return {
    version: '2026-11-21',
    controller: {
      name: 'Kiln Nine Keramik GmbH',
      contact: 'privacy@kiln-nine.example',
      address: 'Töpferstraße 9, 56203 Höhr-Grenzhausen, Germany',
    },
    backend,
    languages: ['en', 'de'],
    purposes: [basket, analytics(hosts), marketing(hosts), video(hosts)],
  }
}

const basket = {
  id: 'necessary',
  name: { en: 'Basket', de: 'Warenkorb' },
  data: [{ en: 'the pieces in your basket and how many', de: 'die Stücke in Ihrem Warenkorb und deren Anzahl' }],
  reason: {
    en: 'To remember what you want to buy. It stays in this browser and is sent to nobody.',
    de: 'Um zu behalten, was Sie kaufen möchten. Das bleibt in diesem Browser und geht an niemanden.',
  },
  benefit: {
    en: 'Your basket is still full when you come back tomorrow.',
    de: 'Ihr Warenkorb ist noch gefüllt, wenn Sie morgen wiederkommen.',
  },
  basis: 'exempt',
  recipients: [],
  retention: 'P30D',
  storage: ['kiln-basket'],
}

const analytics = (hosts) => ({
  id: 'analytics',
  name: { en: 'Shop statistics', de: 'Shop-Statistik' },
  data: [
    {
      en: 'pages you open and pieces you put in the basket',
      de: 'geöffnete Seiten und Stücke, die Sie in den Warenkorb legen',
    },
    { en: 'browser, screen size and language', de: 'Browser, Bildschirmgröße und Sprache' },
    { en: 'country and city, estimated from your IP address', de: 'Land und Ort, geschätzt aus Ihrer IP-Adresse' },
    { en: 'a random number that recognises this browser', de: 'eine Zufallszahl, die diesen Browser wiedererkennt' },
  ],
  reason: {
    en: 'To see where customers get stuck, and to compare one version of a page with another.',
    de: 'Um zu sehen, wo Kundinnen und Kunden nicht weiterkommen, und Seiten miteinander zu vergleichen.',
  },
  benefit: {
    en: 'What gets in your way is found and mended. The shop works just as well without.',
    de: 'Was Sie stört, wird gefunden und behoben. Der Shop funktioniert genauso ohne.',
  },
  basis: 'consent',
  recipients: [
    { name: 'PostHog, Inc.', country: 'US' },
    { name: 'Amplitude, Inc.', country: 'US' },
  ],
  retention: 'P1Y',
  services: [
    {
      id: 'posthog',
      name: 'PostHog',
      recipients: [{ name: 'PostHog, Inc.', country: 'US' }],
      hosts,
      storage: ['ph_*'],
    },
    {
      id: 'amplitude',
      name: 'Amplitude',
      recipients: [{ name: 'Amplitude, Inc.', country: 'US' }],
      hosts,
      storage: ['AMP_*', 'amp_*'],
    },
  ],
})

const marketing = (hosts) => ({
  id: 'marketing',
  name: { en: 'Advertising measurement', de: 'Werbemessung' },
  data: [
    { en: 'the page, search or advertisement you came from', de: 'die Seite, Suche oder Anzeige, über die Sie kamen' },
    {
      en: 'pages you open and pieces you put in the basket',
      de: 'geöffnete Seiten und Stücke, die Sie in den Warenkorb legen',
    },
    { en: 'a random number that recognises this browser', de: 'eine Zufallszahl, die diesen Browser wiedererkennt' },
  ],
  reason: {
    en: 'To pay for the advertisements that bring customers, and to stop the others.',
    de: 'Um Anzeigen zu bezahlen, die Kundschaft bringen, und die übrigen einzustellen.',
  },
  benefit: {
    en: 'Less money goes into advertising and more into clay. You see neither more nor fewer advertisements.',
    de: 'Weniger Geld fließt in Werbung und mehr in Ton. Sie sehen dadurch weder mehr noch weniger Anzeigen.',
  },
  basis: 'consent',
  recipients: [{ name: 'Mixpanel, Inc.', country: 'US' }],
  retention: 'P6M',
  services: [
    {
      id: 'mixpanel',
      name: 'Mixpanel',
      recipients: [{ name: 'Mixpanel, Inc.', country: 'US' }],
      hosts,
      storage: ['mp_*', '__mp*', 'mixpanel*'],
    },
  ],
})

const video = (hosts) => ({
  id: 'video',
  name: { en: 'Embedded films', de: 'Eingebettete Filme' },
  data: [
    { en: 'your IP address and browser', de: 'Ihre IP-Adresse und Ihr Browser' },
    { en: 'which film you play', de: 'welchen Film Sie abspielen' },
    { en: 'a viewer number of the film host', de: 'eine Zuschauernummer des Filmanbieters' },
  ],
  reason: {
    en: 'To play our films, which lie with a film host, within this page.',
    de: 'Um unsere Filme, die bei einem Filmanbieter liegen, auf dieser Seite abzuspielen.',
  },
  benefit: {
    en: 'You see how your jug was thrown, without leaving the shop.',
    de: 'Sie sehen, wie Ihr Krug gedreht wurde, ohne den Shop zu verlassen.',
  },
  basis: 'consent',
  recipients: [{ name: 'Lumen Film Hosting BV', country: 'NL' }],
  retention: 'P6M',
  hosts,
  storage: ['lumen_viewer'],
})
