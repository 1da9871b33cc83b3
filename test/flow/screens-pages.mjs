// Pages for what the shop has not: other languages, an objection, hundreds of services, a banner that the server sends.
import { basename, dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { renderBanner } from '@placet/ui/server'

export const ORIGIN = 'https://faces.example'
const BUILT = dirname(fileURLToPath(import.meta.resolve('@placet/ui/embed/placet.js')))

const about = { recipients: [{ name: 'Counter Ltd', country: 'IE' }], retention: 'P1Y' }
const STATISTICS = {
  ...about,
  id: 'statistics',
  basis: 'consent',
  name: { en: 'Statistics', ar: 'الإحصاءات' },
  data: [{ en: 'pages you open', ar: 'الصفحات التي تفتحها' }],
  reason: { en: 'To see which pages are read.', ar: 'لمعرفة الصفحات التي تُقرأ.' },
  benefit: { en: 'More of what you like to read.', ar: 'المزيد مما تحب قراءته.' },
  consequence: { en: 'Nothing: you see the same pages.', ar: 'لا شيء: سترى الصفحات نفسها.' },
}
const ADVERTISING = {
  ...about,
  id: 'advertising',
  basis: 'consent',
  name: { en: 'Advertising', ar: 'الإعلانات' },
  data: [{ en: 'the advertisement you came from', ar: 'الإعلان الذي أتيت منه' }],
  reason: { en: 'To see which advertisements work.', ar: 'لمعرفة الإعلانات المفيدة.' },
  benefit: { en: 'Fewer advertisements.', ar: 'إعلانات أقل.' },
}
const SECURITY = {
  ...about,
  id: 'security',
  basis: 'legitimate-interest',
  name: { en: 'Fraud detection', ar: 'كشف الاحتيال' },
  data: [{ en: 'number of orders from a browser', ar: 'عدد الطلبات من المتصفح' }],
  reason: { en: 'To stop orders with stolen cards.', ar: 'لمنع الطلبات ببطاقات مسروقة.' },
  benefit: { en: 'Your card is not used by others.', ar: 'لا يستخدم غيرك بطاقتك.' },
}
const config = {
  version: '1',
  controller: { name: 'Marginalia', contact: 'privacy@marginalia.example', address: '4 Quay Street, Galway, Ireland' },
  policy: '/privacy',
  languages: ['en', 'ar'],
  purposes: [STATISTICS, ADVERTISING],
}
const services = Array.from({ length: 300 }, (_, at) => ({ id: `s${at}`, name: `Vendor ${at + 1}` }))
const CONFIGS = {
  '/': config,
  '/box': { ...config, layout: 'box', position: 'start' },
  '/objection': { ...config, purposes: [STATISTICS, SECURITY] },
  '/many': { ...config, purposes: [{ ...STATISTICS, services }, ADVERTISING] },
}

/** Answers every request to ORIGIN: `/`, `/box`, `/objection`, `/many` by script tag, `/server` without; `?lang=ar`. */
export async function serveFixtures(context) {
  await context.route(`${ORIGIN}/**`, async (route) => {
    const { pathname, searchParams } = new URL(route.request().url())
    if (pathname.startsWith('/placet/')) return route.fulfill({ path: join(BUILT, basename(pathname)) })
    const lang = searchParams.get('lang') ?? 'en'
    const body = pathname === '/server' ? await sent(lang) : scripted(CONFIGS[pathname], lang)
    return route.fulfill({ contentType: 'text/html; charset=utf-8', body })
  })
}

function scripted(shown, lang) {
  const head = `<script type="application/json" id="placet-config">${JSON.stringify(shown)}</script><script src="/placet/placet.js"></script>`
  return document(lang, head, '')
}

async function sent(language) {
  const { html, css } = await renderBanner({ config, headers: new Headers(), language, action: '/answer' })
  return document(language, `<style>${css}</style>`, html)
}

const WORDS = {
  en: ['A shelf of one’s own', 'Books are bought in the hope that the time to read them comes with them. '],
  ar: ['رفّ خاص', 'نشتري الكتب على أمل أن يأتي معها وقت قراءتها. '],
}

function document(lang, head, first) {
  const [title, text] = WORDS[lang]
  return `<!doctype html><html lang="${lang}" dir="${lang === 'ar' ? 'rtl' : 'ltr'}"><head><meta charset="utf-8"><title>${title}</title>
<meta name="viewport" content="width=device-width">${head}<style>:root{color-scheme:light dark}
body{margin:0 auto;padding:24px;max-width:60rem;font:16px/1.6 sans-serif}h1{font-size:2rem;line-height:1.2}</style></head>
<body>${first}<main><h1>${title}</h1>${`<p>${text.repeat(5)}</p>`.repeat(8)}</main></body></html>`
}
