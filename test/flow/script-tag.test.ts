// The script tag, wherever and however a site puts it.
import { accept, banner, hearProblems, problemsOf, ranIn, requestsOf } from './customer.ts'
import { CONFIG, configTag, fixture, inert, TAG } from './pages.ts'
import { expect, test } from './shop.ts'

const BODY = inert('analytics', 'counter')
const ASYNC = TAG.replace(' src', ' async src')
const DEFER = TAG.replace(' src', ' defer src')

const WAYS: [string, string][] = [
  ['a plain script before its config', fixture({ config: null, tag: TAG, head: configTag(CONFIG), body: BODY })],
  ['a plain script after its config', fixture({ body: BODY })],
  ['at the end of the body', fixture({ config: null, tag: '', body: BODY + configTag(CONFIG) + TAG })],
  ['async', fixture({ tag: ASYNC, body: BODY })],
  ['async, before its config', fixture({ config: null, tag: ASYNC, body: BODY + configTag(CONFIG) })],
  ['defer', fixture({ tag: DEFER, body: BODY })],
  [
    'its config at a URL',
    fixture({ config: null, tag: TAG.replace(' src', ' data-config="/config.json" src'), body: BODY }),
  ],
  [
    'its chunks elsewhere',
    fixture({ tag: '<script data-base="/placet/" src="/one-file/placet.js"></script>', body: BODY }),
  ],
]

for (const [way, html] of WAYS) {
  test(`${way}: asks, and opens the gates on a yes`, async ({ page, pages, errors, request }) => {
    pages.put('/config.json', JSON.stringify(CONFIG))
    pages.put('/one-file/placet.js', await (await request.get(`${pages.origin}/placet/placet.js`)).text())
    await page.goto(pages.put('/way.html', html))
    await expect(banner(page)).toBeVisible()
    expect(await ranIn(page)).toEqual([])
    await accept(page)
    await expect.poll(() => ranIn(page)).toEqual(['counter'])
    await page.reload()
    await expect.poll(() => ranIn(page)).toEqual(['counter'])
    expect(errors).toEqual([])
  })
}

test('from another origin: its chunks come from there, too', async ({ page, pages, errors }) => {
  const tag = `<script src="${pages.other}/placet/placet.js"></script>`
  const requests = requestsOf(page)
  await page.goto(pages.put('/cross.html', fixture({ tag, body: BODY })))
  await accept(page)
  await expect.poll(() => ranIn(page)).toEqual(['counter'])
  await expect.poll(() => page.evaluate(() => window.placet.receipts())).toHaveLength(1)
  const ours = requests.filter((url) => url.includes('/placet'))
  expect(ours.length).toBeGreaterThan(2)
  expect(ours.filter((url) => !url.startsWith(pages.other))).toEqual([])
  expect(errors).toEqual([])
})

test('calls made before the script came are made in their order; one that throws stops no other', async ({
  page,
  pages,
}) => {
  const head = `<script>
    window.placet = window.placet || []
    window.ran = []
    placet.push(['on', 'ready', (decision) => ran.push('ready ' + decision.source)], (consent) => ran.push(typeof consent.has))
    placet.push(() => { throw new Error('the page’s own') }, ['no-such-name'], ['accept', ['unheard-of']])
    placet.push((consent) => consent.when('analytics').then(() => ran.push('analytics')))
    placet.push(['show', 'preferences'])
  </script>`
  await hearProblems(page)
  await page.goto(pages.put('/calls.html', fixture({ config: null, tag: '', head: head + configTag(CONFIG) + ASYNC })))
  await expect(page.locator('placet-preferences dialog')).toBeVisible()
  expect(await ranIn(page)).toEqual(['ready default', 'function'])
  expect(await problemsOf(page)).toEqual(Array(3).fill('listener-failed'))
  await page.evaluate(() => {
    const placet = window.placet as unknown as { push(...calls: unknown[]): void }
    placet.push(['accept', 'all'], () => window.ran!.push('pushed later'))
  })
  await expect.poll(() => ranIn(page)).toEqual(['ready default', 'function', 'pushed later', 'analytics'])
})

const BROKEN: [string, unknown][] = [
  ['is no JSON', '{'],
  ['has no purposes', { version: '1', controller: CONFIG.controller }],
  ['has a purpose without a basis', { ...CONFIG, purposes: [{ ...CONFIG.purposes[0], basis: undefined }] }],
  ['names a regime there is none of', { ...CONFIG, regime: 'atlantis' }],
]

for (const [what, config] of BROKEN) {
  test(`a config that ${what}: no gate opens, the page is told and lives`, async ({ page, pages, errors }) => {
    await hearProblems(page)
    const text = typeof config === 'string' ? config : JSON.stringify(config)
    const tag = `<script type="application/json" id="placet-config">${text}</script>${TAG}`
    await page.goto(pages.put('/broken.html', fixture({ config: null, tag, body: BODY })))
    await expect.poll(() => problemsOf(page)).toContain('config-invalid')
    await page.evaluate(() => Promise.resolve(window.placet.accept('all')).catch(() => {}))
    await page.waitForTimeout(200)
    expect(await ranIn(page)).toEqual([])
    await expect(banner(page)).toHaveCount(0)
    expect(errors).toEqual([])
  })
}

test('a config that cannot be fetched: no gate opens, the page is told and lives', async ({ page, pages, errors }) => {
  await hearProblems(page)
  const tag = TAG.replace(' src', ' data-config="/no-config.json" src')
  await page.goto(pages.put('/unfetched.html', fixture({ config: null, tag, body: BODY })))
  await expect.poll(() => problemsOf(page)).toContain('config-invalid')
  expect(await ranIn(page)).toEqual([])
  expect(errors).toEqual([])
})

test.describe('plain http on a host of its own', () => {
  // A host that is neither localhost nor 127.0.0.1 is no secure context.
  test.use({
    ownBrowser: {
      chromium: ['--host-resolver-rules=MAP shop.test 127.0.0.1'],
      firefox: { 'network.dns.localDomains': 'shop.test' },
    },
  })

  test('plain http on a host of its own: banner, cookie and gates work, without a receipt', async ({
    page,
    pages,
    errors,
  }) => {
    await hearProblems(page)
    pages.put('/plain.html', fixture({ body: BODY }))
    await page.goto(`http://shop.test:${new URL(pages.origin).port}/plain.html`)
    expect(await page.evaluate(() => isSecureContext)).toBe(false)
    await accept(page)
    await expect.poll(() => ranIn(page)).toEqual(['counter'])
    expect(await problemsOf(page)).toEqual(['insecure-context'])
    expect(await page.evaluate(() => window.placet.receipts())).toEqual([])
    await page.reload()
    await expect.poll(() => ranIn(page)).toEqual(['counter'])
    await expect(banner(page)).toHaveCount(0)
    expect(errors).toEqual([])
  })
})
