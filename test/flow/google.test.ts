// Google's tags with the script tag: the default "denied" is set before any tag runs, on the first visit and on every
// return.
import type { Page } from '@playwright/test'
import { accept, banner } from './customer.ts'
import { CONFIG, configTag, fixture, TAG } from './pages.ts'
import { expect, test } from './shop.ts'

const config = { ...CONFIG, integrations: { google: {} } }
// The first step of Google Tag Manager's snippet.
const GTM = `<script>(window.dataLayer = window.dataLayer || []).push({ event: 'gtm.js' })</script>`

const told = (page: Page) =>
  page.evaluate(() =>
    (window as unknown as { dataLayer: (ArrayLike<unknown> & { event?: string })[] }).dataLayer.map((each) => {
      const [, what, types] = Array.from(each) as [string, string, Record<string, string>]
      return each.event ?? `${what} ${types.analytics_storage}`
    }),
  )

const WAYS: [string, string][] = [
  ['a config in the page', configTag(config) + TAG],
  ['a config at a URL', TAG.replace(' src', ' data-config="/google.json" data-integrations="google" src')],
]

for (const [way, tag] of WAYS) {
  test(`${way}: the default comes first; after a yes, one update`, async ({ page, pages, errors }) => {
    pages.put('/google.json', JSON.stringify(config))
    await page.goto(pages.put('/google.html', fixture({ config: null, tag, head: GTM })))
    await expect(banner(page)).toBeVisible()
    expect(await told(page)).toEqual(['default denied', 'gtm.js'])
    await accept(page)
    expect(await told(page)).toEqual(['default denied', 'gtm.js', 'update granted'])
    expect(errors).toEqual([])
  })
}

test('on return one default and one update come before any tag, with a cold cache and with a warm one', async ({
  page,
  pages,
}) => {
  await page.goto(pages.put('/google.html', fixture({ config, head: GTM })))
  await accept(page)
  for (let visit = 0; visit < 2; visit++) {
    await page.reload()
    expect(await told(page)).toEqual(['default denied', 'update granted', 'gtm.js'])
  }
})

test('with an invalid config, Google’s tags stay denied', async ({ page, pages }) => {
  const broken = [JSON.stringify(config).replace(',', ',,'), JSON.stringify({ ...config, expiry: 6 })]
  for (const text of broken) {
    const tag = `<script type="application/json" id="placet-config">${text}</script>${TAG}`
    await page.goto(pages.put('/broken-google.html', fixture({ config: null, tag, head: GTM })))
    expect(await told(page)).toEqual(['default denied', 'gtm.js'])
  }
})

test('a site that does not name Google gets no dataLayer', async ({ page, pages }) => {
  await page.goto(pages.put('/no-google.html', fixture()))
  await accept(page)
  expect(await page.evaluate(() => 'dataLayer' in window)).toBe(false)
})
