// The page's language decides.
import { banner, openCenter } from './customer.ts'
import { CONFIG, fixture } from './pages.ts'
import { expect, test } from './shop.ts'

test('a German page asks in German, and its receipt says so', async ({ page, shop }) => {
  await page.goto(`${shop.shop}/?lang=de`)
  await expect(banner(page)).toHaveAttribute('lang', 'de')
  await expect(banner(page).getByRole('heading')).toHaveText('Ihre Daten, Ihre Entscheidung')
  await expect(banner(page)).toContainText('Shop-Statistik, Werbemessung, Eingebettete Filme')
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
    await expect(banner(page).getByRole('heading')).toHaveText(heading)
  })
}

test('a language the config has texts for and we do not: the purposes in it, the frame in English', async ({
  page,
  pages,
}) => {
  const [analytics, marketing] = CONFIG.purposes
  const purposes = [{ ...analytics, name: { ...analytics!.name, fr: 'Statistiques' } }, marketing]
  const html = fixture({ html: 'lang="fr"', config: { ...CONFIG, purposes, languages: ['en', 'fr'] } })
  await page.goto(pages.put('/french.html', html))
  await expect(banner(page)).toContainText('Statistiques')
  await expect(banner(page).getByRole('button', { name: 'Reject all' })).toBeVisible()
  await expect(await openCenter(page)).toContainText('Statistiques')
})

test('the page’s language changes after the banner came: the receipt names the language that was asked in', async ({
  page,
  pages,
}) => {
  await page.goto(pages.put('/turned.html', fixture({ html: 'lang="en"' })))
  await expect(banner(page)).toBeVisible()
  await page.evaluate(() => (document.documentElement.lang = 'de'))
  await banner(page).getByRole('button', { name: 'Accept all' }).click()
  await expect.poll(() => page.evaluate(() => window.placet.receipts())).toHaveLength(1)
  const [evidence] = await page.evaluate(() => window.placet.export())
  expect(evidence!.notice).toMatchObject({ language: 'en' })
})
