// Pages' style sheets, frameworks' and hostile ones: ours looks and works the same, because the cascade puts it out of their
// reach; and ours changes nothing of the page. One visit a sheet.
import type { Page } from '@playwright/test'
import { renderBanner } from '@placet/ui/server'
import { banner, center, decision, openCenter } from './customer.ts'
import { changesOf, changesOfPage, type Face, faceOf, seenThoughHidden } from './looks.ts'
import { CONFIG, fixture, type Pages, TAG } from './pages.ts'
import { FRAMEWORKS, HOSTILE, SAMPLE } from './sheets.ts'
import { expect, test as base } from './shop.ts'

const WINDOW = { width: 1000, height: 800 }
// Square corners, so that nothing of the page is in a picture of ours. The theme is what a page may set.
const THEME = '<style>:root{--placet-radius:0px}</style>'
const LAYOUTS = ['', 'box end', 'bar', 'bar top']

type Faces = Record<string, Face>

/** `clean`: our faces on a page without any sheet. */
const test = base.extend<object, { clean: Faces }>({
  clean: [
    async ({ browser, pages }, use) => {
      const page = await browser.newPage({ viewport: WINDOW })
      await page.goto(putPage(pages, 'clean', ''))
      const faces = await facesOf(page)
      await page.goto(await putServed(pages, 'clean'))
      const clean = { ...faces, ...(await servedFaces(page)) }
      await page.close()
      for (const [name, { covered }] of Object.entries(clean)) if (name !== 'center') expect(covered, name).toEqual([])
      await use(clean)
    },
    { scope: 'worker' },
  ],
})
test.use({ viewport: WINDOW })

for (const [name, sheet] of Object.entries({ ...HOSTILE, ...FRAMEWORKS })) {
  test(`${name}: ours looks the same and can be used; what is hidden cannot be seen`, async ({
    page,
    pages,
    clean,
    errors,
    browserName,
  }) => {
    const isFirefox = browserName === 'firefox'
    test.skip(
      isFirefox && name === 'every pseudo-element',
      'Firefox lays out the page’s own first lines anew when a banner comes; not looked into.',
    )
    await page.goto(putPage(pages, name, sheet))
    const faces = await facesOf(page)
    await page.goto(await putServed(pages, name))
    const all = { ...faces, ...(await servedFaces(page)) }
    for (const [face, now] of Object.entries(all)) {
      // Its scroll bars take 12 px of a phone's window where the page is too wide, and its halves of a width differ by 1/60 px.
      if (isFirefox && /phone|saved/.test(face)) continue
      expect(changesOf(clean[face]!, now), face).toEqual([])
      expect(now.covered, face).toEqual(clean[face]!.covered)
      // Its buttons lie on half a pixel, which is rounded up or down.
      if (face !== 'banner bar top') expect(now.pixels.equals(clean[face]!.pixels), `${face}: pixels`).toBe(true)
    }
    expect(errors).toEqual([])
  })
}

/** Our faces, one after the other, as a customer meets them; by the way, what else must hold on any page. */
async function facesOf(page: Page): Promise<Faces> {
  const faces: Faces = {}
  await expect(page.locator('#sample')).toBeAttached()
  await changesOfPage(page, PAGE)
  await page.evaluate(() => {
    const src = '/placet/placet.js'
    document.head.append(Object.assign(document.createElement('script'), { src }))
  })
  await expect(banner(page).getByRole('button')).toHaveCount(3)
  await expect(page.locator('placet-reopen button')).toBeVisible()
  for (const layout of LAYOUTS) {
    await banner(page).evaluate((host, layout) => (host.dataset.layout = layout), layout)
    faces[`banner ${layout}`] = await faceOf(page, banner(page), layout ? 'places' : 'styles')
  }
  await banner(page).evaluate((host) => (host.dataset.layout = ''))
  const changes = await changesOfPage(page, PAGE)
  expect(changes.filter((each) => !ROOM.test(each))).toEqual([])
  const inline = page.locator('main > placet-preferences')
  await page.evaluate(() => document.querySelector('main')!.append(document.createElement('placet-preferences')))
  await expect(inline.locator('#placet-receipts')).toBeAttached()
  for (const face of [banner(page), page.locator('placet-reopen'), inline])
    expect(await seenThoughHidden(face)).toEqual([])
  await inline.evaluate((element) => element.remove())

  await page.setViewportSize({ width: 390, height: 844 })
  faces['banner on a phone'] = await faceOf(page, banner(page), 'places')
  await page.setViewportSize(WINDOW)
  await banner(page).getByRole('button', { name: 'Accept all' }).focus()
  await page.keyboard.press('Tab')
  await banner(page).getByRole('button', { name: 'Accept all' }).hover()
  faces['banner with focus, under the mouse'] = await faceOf(page, banner(page))

  await banner(page).getByRole('button', { name: 'Choose' }).click()
  await page.mouse.move(1, 1)
  // The list of receipts comes a moment later, and is the last thing to come.
  await expect(center(page).locator('#placet-receipts')).toBeVisible()
  faces.center = await faceOf(page, center(page))
  expect(await seenThoughHidden(page.locator('body > placet-preferences'))).toEqual([])
  await center(page).getByRole('switch', { name: 'Statistics' }).first().click()
  await center(page).getByRole('button', { name: 'Save my choice' }).click()
  await expect(page.locator('placet-saved')).not.toBeEmpty()
  await page.mouse.move(1, 1)
  faces.saved = await faceOf(page, page.locator('placet-saved'), 'places')
  expect((await decision(page)).answers).toMatchObject({ analytics: true, marketing: false })
  // The room went with the banner.
  await page.evaluate(() => document.activeElement instanceof HTMLElement && document.activeElement.blur())
  await expect.poll(() => changesOfPage(page, PAGE)).toEqual([])
  return faces
}

/** What is compared of the page before, with and after the banner. */
const PAGE = 'html, body, main, #end, #sample, #sample *'

/** The room at the end of the page for the banner, and what follows from the height of the root (packages/ui/README.md). */
const ROOM = /^html (padding-(bottom|block-end)|scroll-padding-|height|block-size|perspective-origin|transform-origin)/

function putPage(pages: Pages, name: string, sheet: string): string {
  const config = { ...CONFIG, reopen: true }
  const href = pathOf(name, 'css')
  pages.put(href, sheet)
  const head = `<link rel="stylesheet" href="${href}">${THEME}`
  return pages.put(pathOf(name, 'html'), fixture({ config, tag: '', head, body: SAMPLE }))
}

/** The server's banner, as its first HTML has it: without a script. */
async function putServed(pages: Pages, name: string): Promise<string> {
  const { html, css } = await renderBanner({
    config: CONFIG,
    headers: new Headers(),
    language: 'en',
    action: '/answer',
  })
  const head = `<style>${css}</style><link rel="stylesheet" href="${pathOf(name, 'css')}">${THEME}`
  return pages.put(
    `/served${pathOf(name, 'html')}`,
    fixture({ config: null, tag: '' }).replace('<head>', `<head>${head}`).replace('<body>', `<body>${html}`),
  )
}

async function servedFaces(page: Page): Promise<Faces> {
  const served = await faceOf(page, banner(page), 'places')
  await banner(page).getByText('Choose').click()
  await expect(banner(page).getByRole('checkbox', { name: 'Statistics' })).toBeVisible()
  await page.mouse.move(1, 1)
  return { 'from the server': served, 'from the server, open': await faceOf(page, banner(page)) }
}

function pathOf(name: string, ending: string): string {
  return `/${name.replace(/\W+/g, '-')}.${ending}`
}

const LAYER = HOSTILE['a layer with !important']!
const LATER = {
  'a style element': (page: Page) =>
    page.evaluate((css) => {
      document.head.prepend(Object.assign(document.createElement('style'), { textContent: css }))
    }, LAYER),
  'a sheet that a slow sheet imports': (page: Page) =>
    page.evaluate(() => {
      const link = Object.assign(document.createElement('link'), { rel: 'stylesheet', href: '/imports.css' })
      document.head.prepend(link)
    }),
}

for (const [what, add] of Object.entries(LATER)) {
  test(`${what} that comes after the banner, with a layer, does not reach it`, async ({ page, pages, clean }) => {
    pages.put('/imported.css', { body: LAYER, after: 200 })
    pages.put('/imports.css', { body: '@import "/imported.css";' })
    await page.goto(pages.put('/later.html', fixture({ config: { ...CONFIG, reopen: true }, head: THEME })))
    await expect(banner(page).getByRole('button')).toHaveCount(3)
    await add(page)
    await expect(page.locator('h1')).toHaveCSS('font-size', '9px')
    await expect.poll(async () => changesOf(clean['banner ']!, await faceOf(page, banner(page)))).toEqual([])
    await banner(page).getByRole('button', { name: 'Reject all' }).click()
    await expect(banner(page)).toHaveCount(0)
  })
}

test('a layer in a sheet that the page has adopted before does not reach it', async ({ page, pages, clean }) => {
  const adopt = `<script>const sheet = new CSSStyleSheet(); sheet.replaceSync(${JSON.stringify(LAYER)})
    document.adoptedStyleSheets = [sheet]</script>`
  await page.goto(pages.put('/adopted.html', fixture({ tag: adopt + TAG, head: THEME })))
  await expect(banner(page).getByRole('button')).toHaveCount(3)
  expect(changesOf(clean['banner ']!, await faceOf(page, banner(page)))).toEqual([])
})

test('a page that replaces its list of adopted sheets does not undress the banner', async ({ page, pages, clean }) => {
  await page.goto(pages.put('/replaced.html', fixture({ head: THEME })))
  await expect(banner(page).getByRole('button')).toHaveCount(3)
  await page.evaluate(() => (document.adoptedStyleSheets = [new CSSStyleSheet()]))
  await expect.poll(async () => changesOf(clean['banner ']!, await faceOf(page, banner(page)))).toEqual([])
})

test('the banner stays out of reach while the center is open, and after it', async ({ page, pages, clean }) => {
  await page.goto(pages.put('/both.html', fixture({ head: `<style>${LAYER}</style>${THEME}` })))
  await banner(page).getByRole('button', { name: 'Choose' }).click()
  await center(page).getByRole('button', { name: 'Close' }).click()
  await expect(banner(page).getByRole('button')).toHaveCount(3)
  await page.mouse.move(1, 1)
  await page.evaluate(() => (document.activeElement as HTMLElement).blur())
  expect(changesOf(clean['banner ']!, await faceOf(page, banner(page)))).toEqual([])
})

test('a page that fades and shrinks its body, and puts a wall before all, does neither to the banner', async ({
  page,
  pages,
  clean,
}) => {
  const head = `<style>body{opacity:.1;transform:scale(.5);filter:blur(2px)}
    #wall{position:fixed;inset:0;z-index:2147483647;background:#000c}</style>${THEME}`
  await page.goto(pages.put('/wall.html', fixture({ head, body: '<div id="wall"></div>' })))
  await expect(banner(page).getByRole('button')).toHaveCount(3)
  const now = await faceOf(page, banner(page))
  expect(changesOf(clean['banner ']!, now)).toEqual([])
  expect(now.pixels.equals(clean['banner ']!.pixels)).toBe(true)
  await banner(page).getByRole('button', { name: 'Reject all' }).click()
  await expect(banner(page)).toHaveCount(0)
})

test('the page’s own look is not touched by ours', async ({ page, pages }) => {
  const head = '<style>@layer base{button{color:rgb(1, 2, 3)}}p{margin:7px}</style>'
  await page.goto(pages.put('/own-look.html', fixture({ head })))
  await openCenter(page)
  expect(await page.locator('#page-button').evaluate((button) => getComputedStyle(button).color)).toBe('rgb(1, 2, 3)')
  expect(await page.locator('#end').evaluate((paragraph) => getComputedStyle(paragraph).marginTop)).toBe('7px')
})
