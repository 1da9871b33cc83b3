// The page's language decides.
import type { Page } from '@playwright/test'
import { banner, openCenter } from './customer.ts'
import { CONFIG, fixture, type Pages } from './pages.ts'
import { expect, test } from './shop.ts'

test('a German page asks in German, and its receipt says so', async ({ page, shop }) => {
  await page.goto(`${shop.shop}/?lang=de`)
  await expect(banner(page)).toHaveAttribute('lang', 'de')
  await expect(banner(page).locator('.t')).toHaveText('Ihre Daten, Ihre Entscheidung')
  await expect(banner(page)).toContainText('Shop-Statistik, Werbemessung und Eingebettete Filme')
  await banner(page).getByRole('button', { name: 'Auswählen' }).click()
  const center = page.locator('placet-preferences dialog')
  await expect(center.getByRole('switch', { name: 'Shop-Statistik' })).not.toBeChecked()
  await center.locator('summary').nth(1).click()
  await expect(center).toContainText('Vereinigte Staaten')
  await expect(center).toContainText('1 Jahr')
  await center.getByRole('button', { name: 'Alle ablehnen' }).click()
  await expect.poll(() => page.evaluate(() => window.placet.receipts())).toHaveLength(1)
  const [bundle] = await page.evaluate(() => window.placet.export())
  expect(bundle!.notice).toMatchObject({ language: 'de', controller: { name: 'Kiln Nine Keramik GmbH' } })
})

for (const [lang, heading] of [
  ['de-AT', 'Ihre Daten, Ihre Entscheidung'],
  ['DE', 'Ihre Daten, Ihre Entscheidung'],
  ['ja', 'Your data, your choice'],
  ['', 'Your data, your choice'],
] as const) {
  test(`lang="${lang}": ${heading}`, async ({ page, pages }) => {
    await page.goto(pages.put('/language.html', fixture({ html: `lang="${lang}"` })))
    await expect(banner(page).locator('.t')).toHaveText(heading)
  })
}

test('French by script tag: the words, the center, the notice; nothing is missing', async ({ page, pages }) => {
  const missing: string[] = []
  page.on('response', (response) => {
    if (response.status() === 404) missing.push(response.url())
  })
  const [analytics, marketing] = CONFIG.purposes
  const purposes = [{ ...analytics, name: { ...analytics!.name, fr: 'Statistiques' } }, marketing]
  const html = fixture({ html: 'lang="fr"', config: { ...CONFIG, purposes, languages: ['fr', 'en'] } })
  await page.goto(pages.put('/french.html', html))
  await expect(banner(page)).toHaveAttribute('lang', 'fr')
  await expect(banner(page)).toContainText('Statistiques')
  // The other purpose has no French name.
  await expect(banner(page).locator('span[lang=en]')).toHaveText('Advertising')
  const center = await openCenter(page)
  await expect(center).toContainText('Votre décision')
  await center.getByRole('button', { name: 'Tout refuser' }).click()
  await expect.poll(() => page.evaluate(() => window.placet.receipts())).toHaveLength(1)
  const [evidence] = await page.evaluate(() => window.placet.export())
  expect(evidence!.notice).toMatchObject({ language: 'fr' })
  expect(missing).toEqual([])
})

test('a language that neither we nor the config have words for: the frame is English and says so', async ({
  page,
  pages,
}) => {
  const html = fixture({ html: 'lang="sq"', config: { ...CONFIG, languages: ['sq', 'en'] } })
  await page.goto(pages.put('/albanian.html', html))
  await expect(banner(page)).toHaveAttribute('lang', 'en')
  await expect(banner(page).getByRole('button', { name: 'Reject all' })).toBeVisible()
})

test('own words by config', async ({ page, pages }) => {
  const texts = { sq: { title: 'Të dhënat tuaja', reject: 'Refuzo të gjitha' } }
  const html = fixture({ html: 'lang="sq"', config: { ...CONFIG, languages: ['en', 'sq'], texts } })
  await page.goto(pages.put('/own.html', html))
  await expect(banner(page)).toHaveAttribute('lang', 'sq')
  await expect(banner(page).getByRole('button', { name: 'Refuzo të gjitha' })).toBeVisible()
})

/** The chunks that are asked for before any of them has arrived, and all that the banner needed. */
async function chunksOf(page: Page, pages: Pages, html: string): Promise<{ first: string[]; all: string[] }> {
  const first: string[] = []
  const all: string[] = []
  let release = () => {}
  const hold = new Promise<void>((resume) => (release = resume))
  await page.route(/placet-[\w-]+\.js$/, async (route) => {
    const [, name] = /placet-([\w-]+)\.js$/.exec(route.request().url())!
    all.push(name!)
    await hold
    await route.continue()
  })
  // Not until it has loaded: Firefox counts what is held back.
  await page.goto(pages.put('/rounds.html', html), { waitUntil: 'commit' })
  // Nothing has been answered: what is asked for in this time belongs to the first round.
  await expect.poll(() => all.length).toBeGreaterThan(1)
  await page.evaluate(() => new Promise((resume) => requestIdleCallback(resume)))
  first.push(...all)
  release()
  await expect(banner(page)).toBeVisible()
  return { first: first.sort(), all: all.filter((name) => !/center|record/.test(name)).sort() }
}

for (const [told, html, config] of [
  ['the page’s language is one of the config’s', 'lang="de"', CONFIG],
  ['its base language is', 'lang="de-AT"', CONFIG],
  ['it is one of ours, and the config’s texts are plain', 'lang="de"', plainlyNamed()],
] as const) {
  test(`one round of requests until the banner: ${told}`, async ({ page, pages }) => {
    const { first, all } = await chunksOf(page, pages, fixture({ html, config }))
    expect(first).toEqual(['banner', 'text-de'])
    expect(all).toEqual(first)
  })
}

test('one round with own words, too', async ({ page, pages }) => {
  const texts = { de: { title: 'Ihre Krümel' } }
  const { first, all } = await chunksOf(page, pages, fixture({ html: 'lang="de"', config: { ...CONFIG, texts } }))
  expect(first).toEqual(['banner', 'language', 'text-de'])
  expect(all).toEqual(first)
  await expect(banner(page).locator('.t')).toHaveText('Ihre Krümel')
})

test('a language that has to be matched costs a second round', async ({ page, pages }) => {
  const { first, all } = await chunksOf(page, pages, fixture({ html: 'lang="DE"' }))
  expect(first).toEqual(['banner', 'language'])
  expect(all).toEqual(['banner', 'language', 'text-de'])
})

/** No text says its language. */
function plainlyNamed() {
  const purposes = CONFIG.purposes.map((each) => ({
    ...each,
    name: each.id,
    data: ['pages'],
    reason: 'R',
    benefit: 'B',
  }))
  return { ...CONFIG, purposes }
}

test('Hebrew, where only the body says rtl', async ({ page, pages }) => {
  const script = '<script>document.body.dir = "rtl"</script>'
  const html = fixture({ html: 'lang="he"', config: { ...CONFIG, languages: ['he', 'en'] }, body: script })
  await page.goto(pages.put('/hebrew.html', html))
  await expect(banner(page)).toHaveCSS('direction', 'rtl')
})

test('the page’s language changes while the banner is open: so does the banner’s, and the receipt names it', async ({
  page,
  pages,
}) => {
  await page.goto(pages.put('/turned.html', fixture({ html: 'lang="en"' })))
  await expect(banner(page)).toBeVisible()
  await page.evaluate(() => (document.documentElement.lang = 'de'))
  await banner(page).getByRole('button', { name: 'Alle akzeptieren' }).click()
  await expect.poll(() => page.evaluate(() => window.placet.receipts())).toHaveLength(1)
  const [evidence] = await page.evaluate(() => window.placet.export())
  expect(evidence!.notice).toMatchObject({ language: 'de' })
})
