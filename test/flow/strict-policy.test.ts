// A strict Content-Security-Policy with Trusted Types: nothing of ours is in its way, and everything works.
import { accept, banner, claimsOf, openCenter, ranIn, untilReceipts } from './customer.ts'
import { fixture } from './pages.ts'
import { expect, test } from './shop.ts'

const NONCE = 'm8Xb2Qz0'
const CSP = [
  "default-src 'self'",
  `script-src 'nonce-${NONCE}' 'strict-dynamic'`,
  `style-src 'self' 'nonce-${NONCE}'`,
  "img-src 'self' data:",
  "connect-src 'self'",
  "object-src 'none'",
  "base-uri 'none'",
].join('; ')

const VIOLATIONS = `<script nonce="${NONCE}">
  window.violations = []
  document.addEventListener('securitypolicyviolation', (event) => violations.push(event.violatedDirective + ' ' + event.blockedURI))
</script>`

for (const [name, policy] of [
  ['nonces and strict-dynamic', CSP],
  ['nonces, strict-dynamic and Trusted Types', `${CSP}; require-trusted-types-for 'script'`],
] as const) {
  test(`${name}: no violation; banner and center are styled, gated scripts run and keep their nonce`, async ({
    page,
    pages,
    errors,
  }) => {
    const gated = (attributes: string, code = '') =>
      `<script type="text/plain" nonce="${NONCE}" data-placet-purpose="analytics" ${attributes}>${code}</script>`
    const body = [
      gated('id="inline"', "(window.ran ??= []).push('inline')"),
      gated('src="/policy-external.js"'),
      gated('data-placet-type="module"', "window.ran.push('module')"),
    ]
    pages.put('/policy-external.js', "window.ran.push('external')")
    const html = fixture({
      nonce: NONCE,
      tag: `${VIOLATIONS}<script nonce="${NONCE}" src="/placet/placet.js"></script>`,
      body: body.join('\n'),
    })
    await page.goto(pages.put('/policy.html', { body: html, headers: { 'content-security-policy': policy } }))
    await expect(banner(page)).toBeVisible()
    expect(await banner(page).evaluate((host) => getComputedStyle(host).position)).toBe('fixed')
    const center = await openCenter(page)
    await expect(center.getByRole('switch', { name: 'Statistics' })).toHaveCSS('inline-size', '52px')
    await center.getByRole('button', { name: 'Accept all' }).click()
    await expect.poll(() => ranIn(page)).toEqual(['inline', 'external', 'module'])
    expect(await page.locator('#inline').evaluate((script) => script.nonce)).toBe(NONCE)
    await untilReceipts(page, 'local')
    expect(await page.evaluate(() => (window as unknown as { violations: string[] }).violations)).toEqual([])
    expect(errors).toEqual([])
  })
}

test('the shop under its strict policy: accepted, countersigned, no violation of ours', async ({
  page,
  shop,
  errors,
}) => {
  await page.addInitScript(() => {
    const violations: string[] = []
    Object.assign(window, { violations })
    document.addEventListener('securitypolicyviolation', ({ violatedDirective, sourceFile, blockedURI }) =>
      violations.push(`${violatedDirective} ${blockedURI} ${sourceFile}`),
    )
  })
  await page.goto(`${shop.shop}/?csp=1`)
  await accept(page)
  const [kept] = await untilReceipts(page, 'countersigned')
  expect(claimsOf(kept!.receipt)).toMatchObject({ evt: 'given' })
  await expect.poll(() => shop.hits().map(({ tracker }) => tracker)).toContain('video')
  const violations = await page.evaluate(() => (window as unknown as { violations: string[] }).violations)
  // The vendors' libraries may write styles of their own; that is between them and the policy.
  expect(violations.filter((each) => !each.includes(shop.trackers) && !each.startsWith('style-src'))).toEqual([])
  expect(errors.filter((error) => /placet/i.test(error))).toEqual([])
})
