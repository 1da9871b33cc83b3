// The life of a page: prerendered before it is opened, put away and taken back, in a frame, in a popup, under `<base>`, beside a
// second copy of ours.
import { existsSync } from 'node:fs'
import type { Browser, Page } from '@playwright/test'
import { browsers } from './browser.ts'
import { accept, banner, center, cookieOf, decision, ranIn, reject } from './customer.ts'
import { fixture, inert, TAG } from './pages.ts'
import { expect, test } from './shop.ts'

const BODY = inert('analytics', 'counter')

// Chromium prerenders nothing that is driven (its reason: PrerenderingDisabledByDevTools), and Firefox has no speculation rules. So
// the page is told what a prerendered one is told.
const PRERENDERED = `<script>
let prerendering = true
const told = []
Object.defineProperty(document, 'prerendering', { get: () => prerendering })
for (const name of ['ready', 'decision', 'view', 'receipt', 'problem']) addEventListener('placet:' + name, () => told.push(name))
const activate = () => {
  const kept = [document.cookie, document.querySelectorAll('placet-banner').length, window.ran ?? [], [...told]]
  prerendering = false
  document.dispatchEvent(new Event('prerenderingchange'))
  return kept
}
</script>`

test('prerendered: nothing is shown, told, written or loaded before the page is opened; then it asks, or does what it was told', async ({
  page,
  pages,
  errors,
}) => {
  const requests: string[] = []
  page.on('request', (request) => requests.push(request.url()))
  const ahead = "<script>window.placet = [['accept', ['marketing']]]</script>"
  for (const [name, head] of [
    ['asks', PRERENDERED],
    ['decides', PRERENDERED + ahead],
  ] as const) {
    await page.context().clearCookies()
    const body = BODY + inert('marketing', 'advertisement')
    await page.goto(pages.put(`/prerendered-${name}.html`, fixture({ tag: '', head: head + TAG, body })))
    await page.waitForTimeout(300)
    expect(await page.evaluate(() => window.placet.has('analytics'))).toBe(false)
    const databases = () => page.evaluate(async () => (await indexedDB.databases()).length)
    expect(await databases()).toBe(0)
    expect(requests.filter((url) => url.includes('/placet-'))).toEqual([])
    expect(await page.evaluate('activate()')).toEqual(['', 0, [], []])
    if (name === 'asks') {
      await expect(banner(page).getByRole('status')).toHaveText('Your data, your choice', { timeout: 15_000 })
      expect([await cookieOf(page), await ranIn(page), await databases()]).toEqual([undefined, [], 0])
      await expect(banner(page)).toHaveCount(1)
    } else {
      await expect.poll(() => ranIn(page)).toEqual(['advertisement'])
      await expect(banner(page)).toHaveCount(0)
      expect(await decision(page)).toMatchObject({ seq: 1, answers: { analytics: false, marketing: true } })
    }
    requests.length = 0
  }
  expect(errors).toEqual([])
})

test('taken out of the back/forward cache: the open question is still there, once, and can be answered', async ({
  pages,
  playwright,
  browserName,
}) => {
  test.skip(
    browserName === 'firefox',
    'Playwright loses a page that Firefox takes out of its cache; tabs.test.ts has the events.',
  )
  // The headless shell has no such cache.
  const executablePath = process.env.PLACET_CHROMIUM ?? '/usr/bin/chromium'
  test.skip(!existsSync(executablePath), 'There is no whole Chromium on this machine.')
  const { launch } = browsers.chromium
  const own: Browser = await playwright.chromium.launch({
    ...launch,
    executablePath,
    ignoreDefaultArgs: ['--disable-back-forward-cache'],
  })
  try {
    const page: Page = await own.newPage()
    const head = "<script>addEventListener('pageshow', ({ persisted }) => { window.persisted = persisted })</script>"
    await page.goto(pages.put('/put-away.html', fixture({ head, body: BODY })))
    await expect(banner(page)).toBeVisible()
    await page.goto(pages.put('/away.html', fixture({ tag: '', config: null })))
    await page.goBack({ waitUntil: 'commit' })
    expect(await page.evaluate('persisted')).toBe(true)
    await expect(banner(page)).toHaveCount(1)
    await expect(banner(page)).toBeInViewport({ ratio: 1 })
    await accept(page)
    await expect(banner(page)).toHaveCount(0)
    expect(await ranIn(page)).toEqual(['counter'])
  } finally {
    await own.close()
  }
})

test('in a frame of the same origin the banner stays in the frame; one answer, in the page, is enough for both', async ({
  page,
  pages,
  errors,
}) => {
  pages.put('/framed.html', fixture({ body: inert('analytics', 'framed') }))
  const body = `${BODY}<iframe src="/framed.html" title="Framed" style="width:340px;height:420px;border:0"></iframe>`
  await page.goto(pages.put('/framing.html', fixture({ body })))
  const framed = page.frameLocator('iframe').locator('placet-banner')
  await expect(framed).toBeVisible()
  await expect(banner(page)).toHaveCount(1)
  const [inside, outside] = [(await framed.boundingBox())!, (await page.locator('iframe').boundingBox())!]
  expect(inside.x).toBeGreaterThanOrEqual(outside.x)
  expect(inside.x + inside.width).toBeLessThanOrEqual(outside.x + outside.width)
  expect(inside.height).toBeLessThanOrEqual(outside.height / 2 + 1)
  await accept(page)
  await expect(banner(page)).toHaveCount(0)
  await expect(framed).toHaveCount(0)
  expect(await page.frame({ url: /framed/ })!.evaluate(() => window.ran)).toEqual(['framed'])
  expect(await ranIn(page)).toEqual(['counter'])
  expect(errors).toEqual([])
})

test('a popup asks in its own small window, and its answer is the opener’s, too', async ({ page, pages, errors }) => {
  pages.put('/popup.html', fixture({ body: inert('analytics', 'popup') }))
  await page.goto(pages.put('/opener.html', fixture({ body: BODY })))
  await expect(banner(page)).toBeVisible()
  const opened = page.waitForEvent('popup')
  await page.evaluate(() => void window.open('/popup.html', '', 'width=320,height=360'))
  const popup = await opened
  await expect(banner(popup)).toBeInViewport({ ratio: 1 })
  await reject(popup)
  await expect(banner(popup)).toHaveCount(0)
  await expect(banner(page)).toHaveCount(0)
  expect(await decision(page)).toMatchObject({ source: 'choice', answers: { analytics: false, marketing: false } })
  await popup.close()
  expect(errors).toEqual([])
})

for (const [what, base] of [
  ['another folder', '/deep/in/a/folder/'],
  ['another host', 'http://elsewhere.invalid/'],
] as const) {
  test(`under <base> of ${what}: banner, center and receipt come from where placet.js is`, async ({
    page,
    pages,
    errors,
  }) => {
    const tag = `<script src="${pages.origin}/placet/placet.js"></script><base href="${base}" target="_blank">`
    await page.goto(pages.put(`/base-${base.length}.html`, fixture({ tag, body: BODY })))
    await expect(banner(page)).toBeVisible()
    await banner(page).getByRole('button', { name: 'Choose' }).click()
    await center(page).getByText('My receipts', { exact: true }).click()
    await center(page).getByRole('button', { name: 'Accept all' }).click()
    await expect.poll(() => ranIn(page)).toEqual(['counter'])
    await expect.poll(() => page.evaluate(async () => (await window.placet.receipts()).length)).toBe(1)
    expect(errors).toEqual([])
  })
}

for (const [what, tag] of [
  ['at the end of the body', ''],
  ['with async', ' async'],
] as const) {
  test(`an element that is in the page before the script is drawn when it comes (${what}), also when it is moved`, async ({
    page,
    pages,
    errors,
  }) => {
    const body = `<div id="first"><placet-preferences></placet-preferences></div><div id="second"></div>
      ${BODY}${TAG.replace('<script', `<script${tag}`)}`
    await page.goto(pages.put('/element-first.html', fixture({ tag: '', body })))
    const inline = page.locator('#first placet-preferences')
    await expect(inline.getByText('Statistics').first()).toBeVisible()
    await page.evaluate(() => document.querySelector('#second')!.append(document.querySelector('#first > *')!))
    const moved = page.locator('#second placet-preferences')
    await expect(moved.getByText('Statistics').first()).toBeVisible()
    await moved.getByRole('button', { name: 'Accept all' }).click()
    await expect.poll(() => ranIn(page)).toEqual(['counter'])
    await expect(banner(page)).toHaveCount(0)
    // A copy, as of a template, is drawn like any other, and once.
    await page.evaluate(() =>
      document.querySelector('#first')!.append(document.querySelector('#second > *')!.cloneNode(true)),
    )
    await expect(inline.getByRole('heading', { name: 'Privacy choices' })).toHaveCount(1)
    await inline.getByRole('button', { name: 'Reject all' }).click()
    await expect.poll(async () => (await decision(page)).answers).toEqual({ analytics: false, marketing: false })
    expect(errors).toEqual([])
  })
}
