// At home in any page: navigations that replace the body, frameworks that hydrate the whole document, app shells, the page's own
// dialogs, print, search engines.
import { readFile } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import type { Page } from '@playwright/test'
import { accept, banner, center } from './customer.ts'
import { CONFIG, configTag, fixture, inert, TAG } from './pages.ts'
import { expect, test } from './shop.ts'

const PHONE = { width: 390, height: 700 }
const require = createRequire(import.meta.url)
const file = (name: string) => readFile(require.resolve(name), 'utf8')
// No exports lead to these.
const umd = (name: string) =>
  readFile(join(dirname(require.resolve(`${name}18/package.json`)), `umd/${name}.development.js`), 'utf8')
const reopen = (page: Page) => page.locator('placet-reopen')

for (const regime of ['eu', 'us'] as const) {
  test(`Turbo replaces the body: banner and control are there after a link and after going back (${regime})`, async ({
    page,
    pages,
    errors,
  }) => {
    pages.put('/turbo.js', { body: await file('@hotwired/turbo/dist/turbo.es2017-esm.js') })
    const head = '<script type="module" src="/turbo.js"></script>'
    const config = { ...CONFIG, regime, reopen: true }
    const body = `<a href="/turbo-2.html">Next</a>${inert('analytics', 'counter')}`
    await page.goto(pages.put('/turbo-1.html', fixture({ config, head, body })))
    pages.put('/turbo-2.html', fixture({ config, head, body: '<h2>Second page</h2>' }))
    const asks = async () => {
      await expect(reopen(page)).toHaveCount(1)
      await expect(reopen(page)).toBeVisible()
      await expect(banner(page)).toHaveCount(regime === 'eu' ? 1 : 0)
      if (regime === 'eu') await expect(banner(page)).toBeInViewport({ ratio: 1 })
    }
    await asks()
    await page.getByRole('link', { name: 'Next' }).click()
    await expect(page.getByText('Second page')).toBeVisible()
    await asks()
    await page.goBack()
    await expect(page.getByRole('link', { name: 'Next' })).toBeVisible()
    await asks()
    await reopen(page).getByRole('button').click()
    await expect(center(page)).toBeVisible()
    await page.keyboard.press('Escape')
    if (regime === 'eu') await accept(page)
    await expect(banner(page)).toHaveCount(0)
    expect(errors).toEqual([])
  })
}

test('React 18 hydrates the whole document after the banner came: no error, and the banner stays', async ({
  page,
  pages,
  errors,
}) => {
  for (const name of ['react', 'react-dom']) {
    pages.put(`/${name}.js`, { body: await umd(name) })
  }
  page.on('console', (message) => message.type() === 'error' && errors.push(message.text()))
  pages.put('/hydrate.js', {
    body: `addEventListener('hydrate', () => ReactDOM.hydrateRoot(document, app(), {
      onRecoverableError: (error) => console.error(String(error)) }))
    const { createElement: e } = React
    const App = () => { const [count, add] = React.useState(0)
      return e('html', { lang: 'en' }, e('head', null, e('title', null, 'App')),
        e('body', null, e('main', null, e('h1', null, 'App'), e('button', { onClick: () => add(count + 1) }, 'Count ', count)))) }
    const app = () => e(App)`,
  })
  // As the server renders it, but for scripts, which React leaves alone in head and body.
  const main = '<main><h1>App</h1><button>Count <!-- -->0</button></main>'
  const scripts = `${configTag(CONFIG)}${TAG}<script src="/react.js"></script><script src="/react-dom.js"></script>`
  const html = `<!DOCTYPE html><html lang="en"><head><title>App</title><link rel="icon" href="data:,">${scripts}<script src="/hydrate.js"></script></head><body>${main}</body></html>`
  await page.goto(pages.put('/hydrated.html', html))
  await expect(banner(page)).toBeVisible()
  await page.evaluate(() => dispatchEvent(new Event('hydrate')))
  await page.getByRole('button', { name: 'Count 0' }).click()
  await expect(page.getByRole('button', { name: 'Count 1' })).toBeVisible()
  await expect(banner(page)).toBeInViewport({ ratio: 1 })
  expect(errors).toEqual([])
  await accept(page)
  await expect(banner(page)).toHaveCount(0)
})

test('the first Tab goes to the banner; after a click into the page it goes on from there', async ({ page, pages }) => {
  await page.goto(pages.put('/keyboard-first.html', fixture()))
  await expect(banner(page)).toBeVisible()
  await page.keyboard.press('Tab')
  await expect(banner(page).locator(':focus')).toHaveCount(1)
  await page.locator('h1').click()
  await page.keyboard.press('Tab')
  await expect(page.locator('#search')).toBeFocused()
})

test('nothing of ours is printed, and no room is made for it', async ({ page, pages, browserName }) => {
  test.skip(browserName === 'firefox', 'Playwright cannot emulate print in Firefox over BiDi.')
  await page.goto(pages.put('/print.html', fixture({ config: { ...CONFIG, reopen: true } })))
  await expect(banner(page)).toBeVisible()
  await expect(reopen(page)).toBeVisible()
  await page.emulateMedia({ media: 'print' })
  await expect(banner(page)).toBeHidden()
  await expect(reopen(page)).toBeHidden()
  expect(await page.evaluate(() => getComputedStyle(document.documentElement).paddingBlockEnd)).toBe('0px')
})

for (const [name, css] of [
  ['percent', 'html,body{height:100%;margin:0;overflow:hidden} main{height:100%;overflow:auto}'],
  ['dvh', 'body{margin:0;height:100dvh;overflow:hidden;display:flex;flex-direction:column} main{flex:1;overflow:auto}'],
]) {
  test(`an app shell on a phone (${name}): the end of what scrolls and the focus are not under the banner`, async ({
    page,
    pages,
  }) => {
    await page.setViewportSize(PHONE)
    await page.goto(pages.put(`/shell-${name}.html`, fixture({ head: `<style>${css}</style>` })))
    await expect(banner(page)).toBeVisible()
    const last = page.locator('#page-button')
    const isFree = () =>
      page.evaluate(() => {
        const [button, covers] = [document.querySelector('#page-button')!, document.querySelector('placet-banner')!]
        return button.getBoundingClientRect().bottom <= covers.getBoundingClientRect().top
      })
    await last.focus()
    await expect.poll(isFree).toBe(true)
    await page.locator('main').evaluate((main) => main.scrollTo({ top: main.scrollHeight, behavior: 'instant' }))
    await expect.poll(isFree).toBe(true)
    await last.click()
    await accept(page)
    const room = page.locator('main').evaluate((main) => getComputedStyle(main).paddingBlockEnd)
    expect(await room).toBe('0px')
  })
}

for (const visitor of ['new', 'returning'] as const) {
  test(`a preference center that a later route adds to the page is drawn (${visitor} visitor)`, async ({
    page,
    pages,
  }) => {
    await page.goto(pages.put('/later-center.html', fixture()))
    await expect(banner(page)).toBeVisible()
    if (visitor === 'returning') {
      await accept(page)
      await page.reload()
      await expect.poll(() => page.evaluate(() => window.placet?.has?.('analytics'))).toBe(true)
    }
    const add = () =>
      page.evaluate(() => document.querySelector('main')!.append(document.createElement('placet-preferences')))
    await add()
    const inline = page.locator('main placet-preferences')
    await expect(inline.getByText('Statistics').first()).toBeVisible()
    await inline.evaluate((element) => element.remove())
    await add()
    await expect(inline.getByText('Statistics').first()).toBeVisible()
  })
}

test('320 px and words that do not fit: nothing goes sideways, and every switch is in sight', async ({
  page,
  pages,
}) => {
  await page.setViewportSize({ width: 320, height: 640 })
  const long = { ...CONFIG.purposes[0], name: 'Reichweitenmessungsdienstleistungen', reason: 'x'.repeat(400) }
  const config = { ...CONFIG, purposes: [long, { ...CONFIG.purposes[1], name: 'y'.repeat(60) }] }
  await page.goto(pages.put('/long-words.html', fixture({ config })))
  await expect(banner(page)).toBeVisible()
  const sideways = (selector: string) =>
    page.evaluate((of) => {
      const inside = [document.querySelector(of)!, ...document.querySelectorAll(`${of} *`)]
      return inside
        .filter(
          ({ scrollWidth, clientWidth, localName }) =>
            localName !== 'input' && clientWidth > 1 && scrollWidth > clientWidth + 1,
        )
        .map(({ localName, className }) => `${localName}.${className}`)
    }, selector)
  expect(await sideways('placet-banner')).toEqual([])
  await banner(page).getByRole('button', { name: 'Choose' }).click()
  await expect(center(page)).toBeVisible()
  expect(await sideways('placet-preferences')).toEqual([])
  for (const box of await center(page).getByRole('checkbox').or(center(page).getByRole('switch')).all()) {
    await box.scrollIntoViewIfNeeded()
    await expect(box).toBeInViewport()
  }
})

for (const when of ['before', 'after'] as const) {
  test(`the page’s own modal dialog works, opened ${when} the banner; then the banner does`, async ({
    page,
    pages,
  }) => {
    const body = `<dialog id="own"><form method="dialog"><p>${'Words of the page. '.repeat(60)}</p><button>Understood</button></form></dialog>
      ${when === 'before' ? '<script>document.querySelector("#own").showModal()</script>' : ''}`
    await page.setViewportSize(PHONE)
    await page.goto(pages.put(`/modal-${when}.html`, fixture({ body })))
    await expect(banner(page)).toHaveCount(1)
    if (when === 'after') {
      await expect(banner(page)).toBeVisible()
      await page.evaluate(() => document.querySelector<HTMLDialogElement>('#own')!.showModal())
    }
    // Not above it: of two in the top layer, the one that was opened last is.
    const isAbove = () => banner(page).evaluate((each) => each.matches(':popover-open'))
    await expect.poll(isAbove).toBe(false)
    await page.getByRole('button', { name: 'Understood' }).click({ timeout: 5000 })
    await expect(page.locator('#own')).toBeHidden()
    await expect.poll(isAbove).toBe(true)
    await accept(page)
    await expect(banner(page)).toHaveCount(0)
  })
}

test('search engines: the banner is no snippet, and the page’s outline is the page’s', async ({ page, pages }) => {
  await page.goto(pages.put('/snippet.html', fixture({ config: { ...CONFIG, reopen: true } })))
  await expect(banner(page)).toBeVisible()
  await expect(reopen(page)).toBeVisible()
  for (const each of [banner(page), reopen(page)]) await expect(each).toHaveAttribute('data-nosnippet', '')
  await expect(page.getByRole('heading')).toHaveText(['A page'])
})

test('the page’s own scrolling is left alone: a block that scrolls sideways gets no room, and a wheel is not pulled back to a field', async ({
  page,
  pages,
}) => {
  await page.setViewportSize(PHONE)
  const wide = `<pre id="wide" style="overflow:auto">${'a line of code that is far too long for a phone '.repeat(9)}</pre>`
  await page.goto(pages.put('/wide.html', fixture({ body: wide })))
  await expect(banner(page)).toBeVisible()
  const block = page.locator('#wide')
  await page.evaluate(() => scrollTo({ top: document.documentElement.scrollHeight, behavior: 'instant' }))
  await page.evaluate(() => scrollBy({ top: -60, behavior: 'instant' }))
  const height = () => block.evaluate((each) => each.getBoundingClientRect().height)
  const before = await height()
  const scrolled = block.evaluate((each) => new Promise((resume) => (each.onscroll = resume)).then(() => {}))
  await block.evaluate((each) => each.scrollTo({ left: 200, behavior: 'instant' }))
  await scrolled
  expect(await height()).toBe(before)

  const css = 'html,body{height:100%;margin:0;overflow:hidden} main{height:100%;overflow:auto}'
  await page.goto(pages.put('/wheel.html', fixture({ head: `<style>${css}</style>` })))
  await expect(banner(page)).toBeVisible()
  await page.locator('#search').focus()
  const main = page.locator('main')
  await main.evaluate((each) => each.scrollTo({ top: 900, behavior: 'instant' }))
  await expect.poll(() => main.evaluate((each) => getComputedStyle(each).paddingBlockEnd)).not.toBe('0px')
  expect(await main.evaluate((each) => each.scrollTop)).toBe(900)
})

test('a browser without popovers shows the banner all the same', async ({ page, pages }) => {
  await page.addInitScript(() => {
    const { prototype } = HTMLElement
    const { matches } = Element.prototype
    for (const name of ['popover', 'showPopover', 'hidePopover', 'togglePopover']) {
      delete (prototype as unknown as Record<string, unknown>)[name]
    }
    Object.assign(Element.prototype, {
      matches(this: Element, selector: string) {
        if (selector.includes(':popover-open')) throw new DOMException('not a valid selector', 'SyntaxError')
        return matches.call(this, selector)
      },
    })
  })
  await page.goto(pages.put('/no-popover.html', fixture()))
  await expect(banner(page)).toBeVisible()
  await accept(page)
  await expect(banner(page)).toHaveCount(0)
})
