// Navigations that replace the body: htmx, Astro and Turbo. Banner and control stay, and a held script runs once for each page
// that has it, only while it is allowed. (Turbo and the banner: manners.test.ts.)
import { readFile } from 'node:fs/promises'
import { createRequire } from 'node:module'
import type { Page } from '@playwright/test'
import { accept, banner, center, openCenter, ranIn } from './customer.ts'
import { CONFIG, fixture, inert, type Pages } from './pages.ts'
import { expect, test } from './shop.ts'

const require = createRequire(import.meta.url)
const reopen = (page: Page) => page.locator('placet-reopen')
const link = (page: Page, name: string) => page.getByRole('link', { name })

// What Astro's ClientRouter does (astro 7, transitions/swap-functions.js and router.js): in a view transition, the attributes
// of the root, all of the head and the body are exchanged; then each script runs that has a JavaScript type and did not run.
const ASTRO = `
const seen = new Set()
const wasSeen = (script) => seen.has(script.src || script.text) || !seen.add(script.src || script.text)
for (const script of document.scripts) wasSeen(script), (script.dataset.astroExec = '')
async function go(href) {
  const next = new DOMParser().parseFromString(await (await fetch(href)).text(), 'text/html')
  for (const script of next.scripts) if (wasSeen(script)) script.dataset.astroExec = ''
  const root = document.documentElement
  const swap = () => {
    for (const { name } of [...root.attributes]) root.removeAttribute(name)
    for (const { name, value } of next.documentElement.attributes) root.setAttribute(name, value)
    for (const each of [...document.head.children]) each.remove()
    document.head.append(...next.head.children)
    document.body.replaceWith(next.body)
    history.pushState({}, '', href)
  }
  await (document.startViewTransition ? document.startViewTransition(swap).updateCallbackDone : swap())
  for (const script of [...document.scripts]) {
    const type = script.getAttribute('type')
    if (script.dataset.astroExec === '' || (type && !/^(module|text\\/javascript)$/.test(type))) continue
    const copy = document.createElement('script')
    copy.textContent = script.textContent
    for (const { name, value } of script.attributes) copy.setAttribute(name, value)
    script.replaceWith(copy)
  }
  window.loads = (window.loads ?? 0) + 1
}
addEventListener('click', (event) => {
  const { href } = event.target.closest('a[href*=".html"]') ?? {}
  if (href) event.preventDefault(), void go(href)
})`

const ROUTERS = {
  htmx: () => readFile(require.resolve('htmx.org/dist/htmx.min.js'), 'utf8'),
  astro: async () => ASTRO,
  turbo: () => readFile(require.resolve('@hotwired/turbo/dist/turbo.es2017-umd.js'), 'utf8'),
}

/** Three pages in a row, each with a link to the next one and a script of its own that is held. @returns the first one's URL */
async function threePages(pages: Pages, router: keyof typeof ROUTERS): Promise<string> {
  pages.put(`/${router}.js`, { body: await ROUTERS[router]() })
  const config = { ...CONFIG, reopen: true }
  const head = `<script src="/${router}.js" defer></script><style>@layer site{p{color:inherit}}</style>`
  const put = (name: string, next: string): string => {
    const body = `<p>This is ${name}.</p><a hx-boost="true" href="/${router}-${next}.html">To ${next}</a>
      <placet-preferences></placet-preferences>${inert('analytics', name)}`
    return pages.put(`/${router}-${name}.html`, fixture({ config, head, body }))
  }
  put('three', 'one')
  put('two', 'three')
  return put('one', 'two')
}

for (const router of Object.keys(ROUTERS) as (keyof typeof ROUTERS)[]) {
  test(`${router}: banner, control and the center in the page are there after a swap, and answer; a held script runs once`, async ({
    page,
    pages,
    errors,
    browserName,
  }) => {
    test.skip(
      router === 'astro' && browserName === 'firefox',
      'Firefox never runs a script element that DOMParser made, so what Astro brings stays held there, also after a yes.',
    )
    await page.goto(await threePages(pages, router))
    const isWhole = async (name: string): Promise<void> => {
      await expect(page.getByText(`This is ${name}.`)).toBeVisible()
      await expect(reopen(page)).toHaveCount(1)
      await expect(reopen(page)).toBeVisible()
      await expect(page.locator('main ~ placet-preferences').getByText('Statistics').first()).toBeVisible()
    }
    const isAsked = async (name: string): Promise<void> => {
      await isWhole(name)
      await expect(banner(page)).toHaveCount(1)
      await expect(banner(page)).toBeInViewport({ ratio: 1 })
    }
    await page.evaluate(() => Object.assign(window, { kept: true }))
    await isAsked('one')
    await link(page, 'To two').click()
    await isAsked('two')
    expect(await ranIn(page)).toEqual([])
    await openCenter(page)
    await page.keyboard.press('Escape')
    await expect(center(page)).toHaveCount(0)
    await accept(page)
    await expect(banner(page)).toHaveCount(0)
    await expect.poll(() => ranIn(page)).toEqual(['two'])
    await link(page, 'To three').click()
    await isWhole('three')
    await expect(banner(page)).toHaveCount(0)
    // Whatever the router runs, it has run by the end of its work.
    if (router === 'astro') await page.waitForFunction(() => (window as unknown as { loads: number }).loads === 2)
    expect(await ranIn(page)).toEqual(['two', 'three'])
    // Still the same document.
    expect(await page.evaluate(() => 'kept' in window)).toBe(true)
    expect(errors).toEqual([])
  })
}

test('Turbo’s page cache: after a withdrawal nothing in a page that comes back runs or loads', async ({
  page,
  pages,
  errors,
}) => {
  pages.put('/film.html', '<p>a film</p>')
  pages.put('/turbo.js', { body: await ROUTERS.turbo() })
  pages.put('/counter.js', "(window.ran ??= []).push('external')")
  const held = `${inert('analytics', 'inline')}<script type="text/plain" data-placet-purpose="analytics" src="/counter.js"></script>
    <iframe data-placet-purpose="marketing" data-placet-src="/film.html" title="Film"></iframe>`
  const head = '<script src="/turbo.js" defer></script>'
  pages.put('/cache-two.html', fixture({ head, body: '<p>This is two.</p>' }))
  await page.goto(
    pages.put(
      '/cache-one.html',
      fixture({ head, body: `<a href="/cache-two.html">To two</a><p>This is one.</p>${held}` }),
    ),
  )
  await accept(page)
  await expect.poll(() => ranIn(page)).toEqual(['inline', 'external'])
  await expect(page.frameLocator('iframe').getByText('a film')).toBeVisible()
  await link(page, 'To two').click()
  await expect(page.getByText('This is two.')).toBeVisible()
  await page.evaluate(() => window.placet.withdraw())
  const films: string[] = []
  page.on('request', (request) => films.push(new URL(request.url()).pathname))
  await page.goBack()
  await expect(page.getByText('This is one.')).toBeVisible()
  await expect(page.locator('iframe')).not.toHaveAttribute('src')
  expect(await ranIn(page)).toEqual(['inline', 'external'])
  expect(films.filter((path) => /film|counter/.test(path))).toEqual([])
  // Allowed again, it runs again, as a script of the page would.
  await page.evaluate(() => window.placet.accept('all'))
  await expect.poll(() => ranIn(page)).toEqual(['inline', 'external', 'inline', 'external'])
  await expect(page.frameLocator('iframe').getByText('a film')).toBeVisible()
  expect(errors).toEqual([])
})
