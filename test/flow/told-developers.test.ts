// Faults of a config or page are printed on the console: one line for each fault, with the fix.
import { cp, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Page } from '@playwright/test'
import { accept, banner, hearProblems, problemsOf, ranIn } from './customer.ts'
import { BUILT, CONFIG, configTag, fixture, inert, TAG } from './pages.ts'
import { expect, test } from './shop.ts'

const BODY = inert('analytics', 'counter')
const [analytics, marketing] = CONFIG.purposes
const text = (config: unknown) =>
  `<script type="application/json" id="placet-config">${typeof config === 'string' ? config : JSON.stringify(config)}</script>${TAG}`
const withAnalytics = (change: object) => ({ ...CONFIG, purposes: [{ ...analytics, ...change }, marketing] })

function linesOf(page: Page): string[] {
  const lines: string[] = []
  page.on('console', (message) => {
    if (message.text().startsWith('placet')) lines.push(message.text())
  })
  return lines
}

const MISTAKES: [string, unknown, RegExp][] = [
  ['a doubled comma', JSON.stringify(CONFIG).replace(',', ',,'), /config-invalid: .*JSON/],
  ['no recipients', withAnalytics({ recipients: undefined }), /purposes\[0\]\.recipients: is missing/],
  [
    'a misspelt basis',
    withAnalytics({ basis: 'Consent' }),
    /purposes\[0\]\.basis: "Consent" is none of consent, legit/,
  ],
  ['the same id twice', { ...CONFIG, purposes: [marketing, marketing] }, /purposes\[1\]\.id: "marketing" stands twice/],
  ['a language as a text', { ...CONFIG, languages: 'de' }, /languages: "de" is no list/],
  ['a number as expiry', { ...CONFIG, expiry: 6 }, /expiry: 6 is no ISO 8601 duration such as "P6M"/],
  ['a script as policy', { ...CONFIG, policy: 'javascript:alert(1)' }, /policy: "javascript:alert\(1\)" is no http/],
  [
    'a country of three letters',
    withAnalytics({ recipients: [{ name: 'G', country: 'USA' }] }),
    /country: "USA" is no ISO 3166/,
  ],
]

for (const [what, config, line] of MISTAKES) {
  test(`${what} in the config: one line names the place and the fix; no gate opens`, async ({
    page,
    pages,
    errors,
  }) => {
    const lines = linesOf(page)
    await hearProblems(page)
    await page.goto(pages.put('/mistake.html', fixture({ config: null, tag: text(config), body: BODY })))
    await expect.poll(() => lines).toEqual([expect.stringMatching(line)])
    expect(lines[0]).toContain('Correct the config')
    expect(await problemsOf(page)).toEqual(['config-invalid'])
    await page.evaluate(() => window.placet.accept('all'))
    await page.locator('[data-placet-open]').click()
    await page.waitForTimeout(200)
    expect([await ranIn(page), await page.evaluate(() => document.cookie)]).toEqual([[], ''])
    await expect(page.locator('placet-banner, placet-preferences')).toHaveCount(0)
    expect(errors).toEqual([])
  })
}

test('two faults are printed as two lines', async ({ page, pages }) => {
  const lines = linesOf(page)
  const config = withAnalytics({ basis: 'yes', retention: 'long' })
  await page.goto(pages.put('/mistakes.html', fixture({ config: null, tag: text(config), body: BODY })))
  await expect.poll(() => lines).toHaveLength(2)
  expect(lines.join()).toMatch(/basis: "yes"[^]*retention: "long"/)
})

test('a missing config is printed', async ({ page, pages }) => {
  const lines = linesOf(page)
  await page.goto(pages.put('/none.html', fixture({ config: null, tag: TAG, body: BODY })))
  await expect.poll(() => lines).toEqual([expect.stringMatching(/config-invalid: .*placet-config.*data-config/)])
})

test('a valid page prints nothing', async ({ page, pages }) => {
  const lines = linesOf(page)
  await page.goto(pages.put('/good.html', fixture({ body: BODY })))
  await accept(page)
  await expect.poll(() => ranIn(page)).toEqual(['counter'])
  expect(lines).toEqual([])
})

const ELSEWHERE: [string, (script: string) => string][] = [
  ['bundled into another file', () => '<script src="/cache/min/all.js"></script>'],
  ['as a module', () => '<script type="module" src="/cache/min/all.js"></script>'],
  ['inlined', (script) => `<script>${script}</script>`],
]

for (const [way, tag] of ELSEWHERE) {
  test(`placet.js ${way}: one line names "base" in the config as the fix, and it works`, async ({
    page,
    pages,
    request,
  }) => {
    const script = await (await request.get(`${pages.origin}/placet/placet.js`)).text()
    pages.put('/cache/min/all.js', { body: script })
    const put = (config: unknown) =>
      pages.put('/cache/page.html', fixture({ config: null, tag: configTag(config) + tag(script), body: BODY }))
    const lines = linesOf(page)
    await page.goto(put(CONFIG))
    await expect.poll(() => lines.length).toBeGreaterThan(0)
    expect(new Set(lines)).toEqual(new Set([expect.stringMatching(/chunk-unavailable: .*Set "base" in the config/)]))
    await expect(banner(page)).toHaveCount(0)
    lines.length = 0
    await page.goto(put({ ...CONFIG, base: '/placet/' }))
    await expect(banner(page)).toBeVisible()
    await accept(page)
    await expect.poll(() => ranIn(page)).toEqual(['counter'])
    expect(lines).toEqual([])
  })
}

test('a chunk blocked by the network is a problem, but prints nothing', async ({ page, pages }) => {
  const lines = linesOf(page)
  await hearProblems(page)
  await page.route('**/placet-banner.js', (route) => route.abort())
  await page.goto(pages.put('/blocked.html', fixture({ body: BODY })))
  await expect.poll(() => problemsOf(page)).toContain('chunk-unavailable')
  expect(lines).toEqual([])
})

test('a page opened from a file shows the banner, or prints one line with the reason', async ({
  page,
  browserName,
}) => {
  const folder = await mkdtemp(join(tmpdir(), 'placet-file-'))
  await cp(BUILT, join(folder, 'placet'), { recursive: true })
  await writeFile(join(folder, 'page.html'), fixture({ tag: TAG.replace('/placet/', 'placet/'), body: BODY }))
  const lines = linesOf(page)
  await page.goto(`file://${folder}/page.html`)
  if (browserName === 'chromium') {
    // Chromium loads no modules from files.
    await expect.poll(() => lines.length).toBeGreaterThan(0)
    expect(new Set(lines)).toEqual(new Set([expect.stringMatching(/chunk-unavailable: .*over http/)]))
  } else {
    await expect(banner(page)).toBeVisible()
    expect(lines).toEqual([])
  }
  expect(await ranIn(page)).toEqual([])
  await rm(folder, { recursive: true })
})
