// Views that are shown, hidden, mounted or unmounted before their parts have loaded appear once, and not at all if
// taken back.
import { createRequire } from 'node:module'
import { readdir, readFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { Page } from '@playwright/test'
import type { MountOptions } from '@placet/ui'
import { banner, center } from './customer.ts'
import { CONFIG, configTag, fixture, type Pages } from './pages.ts'
import { expect, test } from './shop.ts'

declare global {
  interface Window {
    mount(options?: MountOptions): () => void
    unmount(): void
    /** The name of each element of ours that was added to the page, in order. */
    added: string[]
  }
}

/** Delays these files. Returns a function that releases them once all have been requested. */
async function holdBack(page: Page, ...names: string[]): Promise<(() => Promise<void>) & { asked(): Promise<void> }> {
  const asked = new Set<string>()
  let letGo = (): void => {}
  const free = new Promise<void>((resolve) => (letGo = resolve))
  for (const name of names) {
    await page.route(`**/${name}.js`, async (route) => {
      asked.add(name)
      await free
      await route.continue()
    })
  }
  const allAsked = () => expect.poll(() => [...asked].sort(), { timeout: 15_000 }).toEqual([...names].sort())
  const release = async () => {
    await allAsked()
    letGo()
    // Give the delayed files time to run.
    await page.waitForTimeout(500)
  }
  return Object.assign(release, { asked: allAsked })
}

const inline = (page: Page) => page.locator('main placet-preferences > section')
const control = (page: Page) => page.locator('placet-reopen')

async function seesNothing(page: Page): Promise<void> {
  for (const face of [banner(page), center(page), control(page), inline(page)]) await expect(face).toHaveCount(0)
}

/** One dialog, which its button closes; after that the page can be used. */
async function seesOneCenter(page: Page): Promise<void> {
  await expect(center(page)).toHaveCount(1)
  await expect(center(page)).toBeVisible()
  await center(page).getByRole('button', { name: 'Close' }).click()
  await expect(center(page)).toHaveCount(0)
  await page.locator('#search').fill('a jug')
}

test.describe('by script tag', () => {
  const html = fixture({ config: { ...CONFIG, regime: 'us' } })

  for (const [calls, left] of [
    ['show hide', 0],
    ['show hide show', 1],
    ['show hide show hide', 0],
    ['show hide show hide show hide show', 1],
  ] as const) {
    for (const part of ['center', 'banner', 'text-en-center']) {
      test(`${calls}, before placet-${part}.js has loaded: ${left ? 'one dialog' : 'none'}`, async ({
        page,
        pages,
        errors,
      }) => {
        const release = await holdBack(page, `placet-${part}`)
        // In Firefox a pending module delays the page's `load` event.
        await page.goto(pages.put('/once.html', html), { waitUntil: 'domcontentloaded' })
        if (part !== 'banner') await expect(control(page)).toBeVisible()
        await page.evaluate((calls) => {
          for (const call of calls.split(' '))
            if (call === 'show') window.placet.show('preferences')
            else window.placet.hide()
        }, calls)
        await release()
        if (left) await seesOneCenter(page)
        await expect(center(page)).toHaveCount(0)
        await expect(control(page)).toHaveCount(1)
        expect(errors).toEqual([])
      })
    }
  }

  test('show, hide, show while loading, then hide(): closed', async ({ page, pages }) => {
    const release = await holdBack(page, 'placet-center')
    await page.goto(pages.put('/once.html', html))
    await expect(control(page)).toBeVisible()
    await page.evaluate(() => {
      window.placet.show('preferences')
      window.placet.hide()
      window.placet.show('preferences')
    })
    await release()
    await expect(center(page)).toHaveCount(1)
    await page.evaluate(() => window.placet.hide())
    await expect(center(page)).toHaveCount(0)
    await page.locator('#search').fill('a jug')
  })

  test('Choose, then show() by the page, on a first visit: one dialog, then one banner', async ({ page, pages }) => {
    const release = await holdBack(page, 'placet-center')
    await page.goto(pages.put('/once.html', fixture()))
    await banner(page).getByRole('button', { name: 'Choose' }).click()
    await page.evaluate(() => {
      window.placet.show('banner')
      window.placet.show('preferences')
    })
    await release()
    await seesOneCenter(page)
    await expect(banner(page)).toHaveCount(1)
  })
})

test.describe('by npm', () => {
  const EVERYTHING = { ...CONFIG, reopen: true }

  test('mounted, unmounted and mounted at once, as by React’s StrictMode: each view once', async ({ page, pages }) => {
    await page.goto(await npmPage(pages, EVERYTHING))
    await page.evaluate(() => {
      window.mount()()
      window.unmount = window.mount()
    })
    await expect(banner(page)).toBeVisible()
    await expect(control(page)).toBeVisible()
    await expect(inline(page)).toBeVisible()
    await page.waitForTimeout(300)
    for (const face of [banner(page), control(page), inline(page)]) await expect(face).toHaveCount(1)
    expect(await addedTo(page)).toEqual(['placet-banner', 'placet-reopen'])
    await page.evaluate(() => window.unmount())
    await seesNothing(page)
  })

  test('remounted while the center loads: one dialog, which can be closed', async ({ page, pages }) => {
    const release = await holdBack(page, 'npm/ui/center/center')
    await page.goto(await npmPage(pages, { ...CONFIG, regime: 'us', reopen: false }, ''))
    await page.evaluate(() => {
      const unmount = window.mount()
      window.placet.show('preferences')
      unmount()
      window.mount()
    })
    await release()
    await seesOneCenter(page)
    await seesNothing(page)
  })

  test('unmounted while the center loads, and mounted again: one dialog', async ({ page, pages }) => {
    const release = await holdBack(page, 'npm/ui/center/center')
    await page.goto(await npmPage(pages, EVERYTHING, ''))
    await page.evaluate(() => void (window.unmount = window.mount()))
    await banner(page).getByRole('button', { name: 'Choose' }).click()
    await page.evaluate(() => {
      window.unmount()
      window.mount()
    })
    await release()
    await seesOneCenter(page)
    await expect(control(page)).toHaveCount(1)
    await expect(banner(page)).toHaveCount(1)
  })

  for (const parts of [['render'], ['text/en'], ['reopen', 'center/center'], ['text/en-center']]) {
    test(`unmounted before ${parts.join(' and ')} has loaded: no view is added, not even for a moment`, async ({
      page,
      pages,
    }) => {
      const release = await holdBack(page, ...parts.map((part) => `npm/ui/${part}`))
      await page.goto(await npmPage(pages, { ...EVERYTHING, regime: 'us' }))
      await page.evaluate(() => {
        window.unmount = window.mount()
        window.placet.show('preferences')
      })
      await release.asked()
      await page.evaluate(() => {
        window.unmount()
        window.added = []
      })
      await release()
      await seesNothing(page)
      expect(await addedTo(page)).toEqual([])
    })
  }

  test('unmounted before the page was parsed: nothing is shown in it', async ({ page, pages }) => {
    pages.put('/slow-head.js', { body: '', after: 800 })
    const early =
      '<script type="module" async>import { begin } from "/npm/begin.js"; begin().unmount = mount(); unmount()</script>'
    await page.goto(
      await npmPage(
        pages,
        { ...CONFIG, regime: 'us', reopen: false },
        INLINE,
        `${early}<script src="/slow-head.js"></script>`,
      ),
    )
    await expect(page.locator('main placet-preferences')).toBeAttached()
    await page.waitForTimeout(500)
    await seesNothing(page)
  })

  test('an unmounted mount that fails later does not affect the next one', async ({ page, pages }) => {
    await page.goto(await npmPage(pages, EVERYTHING))
    await page.evaluate(() => {
      const failing = () => new Promise<never>((_, reject) => setTimeout(() => reject(new Error('no texts')), 300))
      window.mount({ texts: { en: failing } })()
      window.mount()
    })
    await expect(banner(page)).toBeVisible()
    await page.waitForTimeout(600)
    await expect(banner(page)).toHaveCount(1)
  })

  test('parts that load only at the second try: each view once', async ({ page, pages }) => {
    await page.goto(await npmPage(pages, { ...EVERYTHING, regime: 'us' }))
    await page.evaluate(() => {
      let tries = 0
      const english = async () => {
        if (!tries++) throw new Error('no texts')
        return (await import(`${location.origin}/npm/ui/text/en.js`)).text
      }
      window.placet.on('problem', () => window.placet.show('preferences'))
      window.mount({ texts: { en: english } })
    })
    await page.waitForTimeout(500)
    await page.evaluate(() => window.placet.show('preferences'))
    await seesOneCenter(page)
    await expect(control(page)).toHaveCount(1)
    await expect(inline(page)).toHaveCount(1)
  })
})

const INLINE = '<placet-preferences></placet-preferences>'

function addedTo(page: Page): Promise<string[]> {
  return page.evaluate(() => window.added)
}

/** A page that imports the built modules. The test calls `mount`. Returns its URL. */
async function npmPage(pages: Pages, config: object, body = INLINE, head = ''): Promise<string> {
  for (const name of ['core', 'ui', 'receipt', 'nanostores']) {
    const entry = name === 'nanostores' ? name : `@placet/${name}`
    const dist = dirname(fileURLToPath(import.meta.resolve(entry)))
    const files = await readdir(dist, { recursive: true })
    for (const file of files.filter((each) => each.endsWith('.js')))
      pages.put(`/npm/${name}/${file}`, await readFile(join(dist, file), 'utf8'))
  }
  // Of @placet/ui, not of the tests: this is what its package brings.
  const ofUi = createRequire(import.meta.resolve('@placet/ui'))
  const preact = dirname(ofUi.resolve('preact/package.json'))
  pages.put('/npm/preact.js', await readFile(join(preact, 'dist/preact.mjs'), 'utf8'))
  pages.put('/npm/preact-jsx.js', await readFile(join(preact, 'jsx-runtime/dist/jsxRuntime.mjs'), 'utf8'))
  pages.put(
    '/npm/begin.js',
    `
    import { createConsent } from '@placet/core'
    import { mount } from '@placet/ui'
    export function begin() {
      const config = JSON.parse(document.getElementById('placet-config').textContent)
      window.placet ??= createConsent(config)
      window.mount = (options) => mount(window.placet, options)
      window.added ??= []
      new MutationObserver((changes) => {
        for (const { addedNodes } of changes)
          for (const { localName } of addedNodes) if (localName?.startsWith('placet-')) added.push(localName)
      }).observe(document.body ?? document, { childList: true })
      return window
    }
  `,
  )
  const imports = {
    '@placet/core': '/npm/core/index.js',
    '@placet/core/config': '/npm/core/config.js',
    '@placet/receipt': '/npm/receipt/index.js',
    '@placet/ui': '/npm/ui/index.js',
    nanostores: '/npm/nanostores/index.js',
    preact: '/npm/preact.js',
    'preact/jsx-runtime': '/npm/preact-jsx.js',
  }
  // A bundler replaces this expression.
  const environment = '<script>window.process = { env: { NODE_ENV: "production" } }</script>'
  const tag = `${environment}<script type="importmap">${JSON.stringify({ imports })}</script>${configTag(config)}${head}`
  const begin = '<script type="module">import { begin } from "/npm/begin.js"; begin()</script>'
  const html = fixture({ config: null, tag: tag + begin }).replace('<main>', `<main>${body}`)
  return pages.put('/npm.html', html)
}
