// The banner stands in the server's answer. Without JavaScript its form answers; with it placet.js takes its place.
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { Page } from '@playwright/test'
import type { Config } from '@placet/core'
import { answerForm, consentOf } from '@placet/core/server'
import { renderBanner } from '@placet/ui/server'
import { accept, banner, claimsOf, decision, reject, untilReceipts } from './customer.ts'
import { CONFIG as BASE, fixture } from './pages.ts'
import { expect, test as base } from './shop.ts'

const CONFIG: Config = { ...BASE, policy: '/privacy' }
const NONCE = 'k3Rt8wPq'
const CSP = `default-src 'self'; script-src 'nonce-${NONCE}'; style-src 'nonce-${NONCE}'; img-src data:; base-uri 'none'`

/** A site that renders the banner, has the route for its form, and says what a request's cookie allows. */
type Site = { origin: string; other: string; stale(page: string): Promise<void> }

const test = base.extend<{ site: Site }>({
  site: async ({ pages }, use) => {
    let cached = ''
    const render = async (headers: Headers, path: string, script: boolean): Promise<string> => {
      const sent = await renderBanner({ config: CONFIG, headers, language: 'en', action: '/answer', page: path })
      const { has } = consentOf(headers, CONFIG)
      const allowed = ['analytics', 'marketing'].filter(has).join(' ') || 'nothing'
      const tag = script ? `<script nonce="${NONCE}" src="/placet/placet.js"></script>` : ''
      return fixture({ config: script ? CONFIG : null, nonce: NONCE, tag })
        .replace('<head>', `<head><style nonce="${NONCE}">${sent.css}</style>`)
        .replace('<body>', `<body>${sent.html}<p id="allowed">${allowed}</p>`)
    }
    const server = createServer(async (request, response) => {
      const { pathname } = new URL(request.url!, 'http://localhost')
      const headers = new Headers(request.headers as Record<string, string>)
      if (pathname.startsWith('/placet/')) {
        const file = await fetch(pages.origin + pathname)
        return response.writeHead(file.status, { 'content-type': 'text/javascript' }).end(await file.text())
      }
      if (pathname === '/answer' && request.method === 'POST') {
        let body = ''
        for await (const part of request) body += String(part)
        const answer = answerForm(headers, new URLSearchParams(body), CONFIG, false)
        if (!answer) return response.writeHead(400).end('no answer of ours')
        return response.writeHead(303, { location: answer.location, 'set-cookie': answer.cookies }).end()
      }
      const html = pathname === '/stale' ? cached : await render(headers, request.url!, !pathname.startsWith('/plain'))
      const type = { 'content-type': 'text/html; charset=utf-8', 'cache-control': 'no-store' }
      return response.writeHead(200, { ...type, 'content-security-policy': CSP }).end(html)
    })
    await new Promise<void>((listening) => server.listen(0, listening))
    const { port } = server.address() as AddressInfo
    await use({
      origin: `http://localhost:${port}`,
      other: `http://127.0.0.1:${port}`,
      stale: async (path) => {
        cached = await render(new Headers(), path, true)
      },
    })
    server.closeAllConnections()
    server.close()
  },
})

const allowed = (page: Page) => page.locator('#allowed')

// Its pages have no script, because Firefox runs scripts all the same over BiDi.
test.describe('without JavaScript', () => {
  test.use({ javaScriptEnabled: false })

  test('the banner is seen, styled and not over half of the window; both answers look alike', async ({
    page,
    site,
  }) => {
    await page.goto(`${site.origin}/plain/shoes`)
    await expect(banner(page)).toBeVisible()
    await expect(banner(page)).toHaveCSS('position', 'fixed')
    await expect(banner(page).getByRole('link', { name: 'Privacy policy' })).toBeVisible()
    const [yes, no] = await Promise.all(
      ['Accept all', 'Reject all'].map((name) => banner(page).getByRole('button', { name }).boundingBox()),
    )
    expect([no!.width, no!.height]).toEqual([yes!.width, yes!.height])
    const { height } = (await banner(page).boundingBox())!
    expect(height).toBeLessThan(page.viewportSize()!.height / 2)
  })

  for (const [name, answer, said] of [
    ['a no', reject, 'nothing'],
    ['a yes', accept, 'analytics marketing'],
  ] as const) {
    test(`${name} leads back to the page, where no banner is; the server knows it`, async ({ page, site }) => {
      await page.goto(`${site.origin}/plain/shoes?size=42`)
      await expect(allowed(page)).toHaveText('nothing')
      await answer(page)
      await expect(page).toHaveURL(`${site.origin}/plain/shoes?size=42`)
      await expect(allowed(page)).toHaveText(said)
      await expect(banner(page)).toHaveCount(0)
      await page.goto(`${site.origin}/plain/hats`)
      await expect(banner(page)).toHaveCount(0)
    })
  }

  test('Choose opens a list, by keyboard, too; what is checked is allowed, the rest is not', async ({ page, site }) => {
    await page.goto(`${site.origin}/plain`)
    const box = banner(page).getByRole('checkbox', { name: 'Statistics' })
    await expect(box).toBeHidden()
    await banner(page).getByText('Choose').focus()
    await page.keyboard.press('Enter')
    await expect(box).not.toBeChecked()
    await box.check()
    await banner(page).getByRole('button', { name: 'Save my choice' }).click()
    await expect(allowed(page)).toHaveText('analytics')
    await expect(banner(page)).toHaveCount(0)
  })

  test('another site cannot answer in the customer’s name', async ({ page, site, pages }) => {
    const form = `<form method="post" action="${site.origin}/answer"><button name="placet" value="reject_all">Win</button></form>`
    for (const url of [pages.put('/evil.html', form), `${pages.other}/evil.html`]) {
      await page.goto(url)
      await page.getByRole('button', { name: 'Win' }).click()
      await expect(page.getByText('no answer of ours')).toBeVisible()
    }
    await page.goto(`${site.origin}/plain`)
    await expect(banner(page)).toBeVisible()
  })
})

test('with JavaScript one banner is seen at any time, no status is announced, and its answer works', async ({
  page,
  site,
  errors,
}) => {
  await page.addInitScript(() => {
    const seen = Object.assign(window, { most: 0, least: 9 })
    const count = (): void => {
      const shown = [...document.querySelectorAll('placet-banner')].filter((each) => each.checkVisibility()).length
      seen.most = Math.max(seen.most, shown)
      if (document.readyState !== 'loading') seen.least = Math.min(seen.least, shown)
      requestAnimationFrame(count)
    }
    requestAnimationFrame(count)
  })
  await page.goto(site.origin)
  await expect(page.locator('placet-banner:popover-open')).toBeVisible()
  await expect(page.locator('placet-banner form')).toHaveCount(0)
  // Longer than the announcement would take.
  await expect.poll(() => page.evaluate(() => performance.now())).toBeGreaterThan(1_500)
  expect(await page.locator('placet-banner [role=status]').textContent()).toBe('')
  expect(await page.evaluate(() => [Reflect.get(window, 'most'), Reflect.get(window, 'least')])).toEqual([1, 1])
  await reject(page)
  await expect(banner(page)).toHaveCount(0)
  await untilReceipts(page, 'local')
  expect(errors).toEqual([])
})

test('without a banner from the server the status is told once', async ({ page, pages }) => {
  await page.goto(pages.put('/told-once.html', fixture()))
  await expect(page.locator('placet-banner [role=status]')).toHaveText('Your data, your choice')
})

test('keyboard focus on the server’s banner stays in the banner', async ({ page, site }) => {
  const go = await holdBanner(page)
  await page.goto(site.origin, { waitUntil: 'domcontentloaded' })
  await page.locator('placet-banner form button').first().focus()
  go()
  await expect(page.locator('placet-banner:popover-open')).toBeVisible()
  await expect(banner(page).getByRole('button', { name: 'Choose' })).toBeFocused()
})

test('a choice that was begun before the script came can be finished: its ticks stay, its form answers', async ({
  page,
  site,
}) => {
  const go = await holdBanner(page)
  await page.goto(site.origin, { waitUntil: 'domcontentloaded' })
  const box = banner(page).getByRole('checkbox', { name: 'Statistics' })
  const arrived = page.waitForResponse('**/placet-banner.js')
  await banner(page).getByText('Choose').click()
  await box.check()
  go()
  await (await arrived).finished()
  // Longer than it takes to replace the banner.
  await expect.poll(() => page.evaluate(() => performance.now())).toBeGreaterThan(1_500)
  await expect(box).toBeChecked()
  await banner(page).getByRole('button', { name: 'Save my choice' }).click()
  await expect(allowed(page)).toHaveText('analytics')
  await expect(banner(page)).toHaveCount(0)
  await untilReceipts(page, 'local')
})

test('where the banner cannot be loaded, the server’s stays, and its form answers', async ({ page, site }) => {
  await page.route('**/placet-banner.js', (route) => route.abort())
  await page.goto(site.origin)
  await expect.poll(() => page.evaluate(() => window.placet.$problem.get()?.code)).toBe('chunk-unavailable')
  await reject(page)
  await expect(banner(page)).toHaveCount(0)
  // The page after the form may still be loading.
  await page.waitForFunction(() => window.placet?.$decision)
  expect(await decision(page)).toMatchObject({ source: 'choice', seq: 1 })
})

test('a page from a cache, with the server’s banner, shows none after an answer', async ({ page, site }) => {
  await site.stale('/stale')
  await page.goto(site.origin)
  await reject(page)
  await page.goto(`${site.origin}/stale`)
  await expect(banner(page)).toHaveCount(0)
  expect((await decision(page)).seq).toBe(1)
})

test('an answer by form gets its receipt on the next page with JavaScript, late, and without a gesture', async ({
  page,
  site,
}) => {
  await page.goto(`${site.origin}/plain`)
  await expect(banner(page)).toBeVisible()
  await accept(page)
  await expect(allowed(page)).toHaveText('analytics marketing')
  await page.goto(`${site.origin}/shoes`)
  await expect(banner(page)).toHaveCount(0)
  const [kept] = await untilReceipts(page, 'local')
  expect(kept).toMatchObject({ seq: 1, event: 'given', late: true })
  expect(claimsOf(kept!.receipt).ui).toEqual({ m: 'api', a: 'save', t: false })
})

/** Holds the chunk of the banner back. @returns how to let it go */
async function holdBanner(page: Page): Promise<() => void> {
  let go = (): void => {}
  const waits = new Promise<void>((resolve) => {
    go = resolve
  })
  await page.route('**/placet-banner.js', async (route) => {
    await waits
    await route.continue()
  })
  return go
}
