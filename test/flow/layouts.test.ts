// The banner in each layout: small on a phone, fair, on no one's focus, and readable in whatever accent colour a site has.
import type { Page } from '@playwright/test'
import { banner, center } from './customer.ts'
import { CONFIG, fixture } from './pages.ts'
import { DARK, expect, test } from './shop.ts'

const LAYOUTS = [
  {},
  { position: 'top' },
  { position: 'end' },
  { layout: 'box' },
  { layout: 'box', position: 'start' },
  { layout: 'box', position: 'end' },
  { layout: 'bar' },
  { layout: 'bar', position: 'top' },
]
const PHONES = [
  { width: 390, height: 844 },
  { width: 360, height: 740 },
]

for (const lang of ['en', 'de']) {
  test(`a usual text takes a quarter of a phone’s window, and all of it is seen: ${lang}`, async ({
    page,
    pages,
    browserName,
  }) => {
    await page.goto(pages.put('/quarter.html', fixture({ html: `lang="${lang}"` })))
    await expect(banner(page)).toBeVisible()
    for (const phone of PHONES) {
      await page.setViewportSize(phone)
      const { height } = (await banner(page).boundingBox())!
      // Firefox sets German at 360 px in one line more.
      const part = browserName === 'firefox' && lang === 'de' && phone.width === 360 ? 0.27 : 0.25
      expect(height, JSON.stringify(phone)).toBeLessThanOrEqual(phone.height * part)
      const words = banner(page).locator('.w')
      expect(await words.evaluate((it) => it.scrollHeight - it.clientHeight)).toBe(0)
      expect(parseFloat(await words.evaluate((it) => getComputedStyle(it).fontSize))).toBeGreaterThanOrEqual(14)
      for (const button of await banner(page).getByRole('button').all()) {
        await expect(button).toBeInViewport({ ratio: 1 })
        expect((await button.boundingBox())!.height).toBeGreaterThanOrEqual(44)
      }
    }
  })
}

test('the example shop’s text takes a quarter of a phone’s window', async ({ page, shop }) => {
  await page.setViewportSize(PHONES[0]!)
  for (const path of ['/', '/?lang=de']) {
    await page.goto(shop.shop + path)
    await expect(banner(page)).toBeVisible()
    expect((await banner(page).boundingBox())!.height, path).toBeLessThanOrEqual(844 / 4)
  }
})

for (const layout of LAYOUTS) {
  const name = JSON.stringify(layout)
  test(`accept and reject are equal and side by side, nothing scrolls sideways: ${name}`, async ({ page, pages }) => {
    await page.goto(pages.put('/equal.html', fixture({ config: { ...CONFIG, ...layout } })))
    await expect(banner(page)).toBeVisible()
    for (const width of [1280, 768, 390, 320]) {
      await page.setViewportSize({ width, height: 740 })
      const [accept, reject] = await Promise.all(['Accept all', 'Reject all'].map((label) => lookOf(page, label)))
      // Firefox's columns differ by a fraction of a pixel.
      expect(Math.abs(reject!.width - accept!.width), `${width}`).toBeLessThan(0.5)
      expect({ ...reject, x: 0, width: 0 }, `${width}`).toEqual({ ...accept, x: 0, width: 0 })
      expect(reject!.x).toBeGreaterThan(accept!.x)
      const choose = await lookOf(page, 'Choose')
      expect(choose.x > reject!.x || choose.y > reject!.y, `${width}: Choose comes last`).toBe(true)
      expect(accept!.width, `${width}: no word breaks`).toBeGreaterThan(90)
      expect(await page.evaluate(() => document.documentElement.scrollWidth - innerWidth)).toBeLessThanOrEqual(0)
      const box = (await banner(page).boundingBox())!
      const isWithin = (end: number, of: number): boolean => end < of + 0.5
      expect([
        box.x >= 0,
        isWithin(box.x + box.width, width),
        box.y >= 0,
        isWithin(box.y + box.height, 740),
      ]).not.toContain(false)
    }
  })
}

test('each layout stands where it says; start and end follow the direction of the text', async ({ page, pages }) => {
  await page.setViewportSize({ width: 1280, height: 800 })
  const place = async (config: object, html = 'lang="en"') => {
    await page.goto(pages.put('/place.html', fixture({ config: { ...CONFIG, ...config }, html })))
    return placeOf(page)
  }
  const arabic = { languages: ['en', 'ar'], layout: 'box' }
  const { left, right, bottom } = await place({})
  expect([left - right, bottom]).toEqual([0, 16])
  expect(await place({ layout: 'bar' })).toMatchObject({ left: 0, right: 0, bottom: 0 })
  expect(await place({ layout: 'bar', position: 'top' })).toMatchObject({ left: 0, right: 0, top: 0 })
  expect(await place({ layout: 'box', position: 'start' })).toMatchObject({ left: 16, bottom: 16 })
  expect(await place({ layout: 'box', position: 'end' })).toMatchObject({ right: 16, bottom: 16 })
  expect(await place({ ...arabic, position: 'start' }, 'lang="ar" dir="rtl"')).toMatchObject({ right: 16, bottom: 16 })
})

test('inline: in its place in the flow, over nothing, fair, and only what is after it moves when it goes', async ({
  page,
  pages,
}) => {
  const place = '<main><p id="before">Before</p><div data-placet-banner></div>'
  const html = fixture({ config: { ...CONFIG, layout: 'inline', position: 'top' } }).replace('<main>', place)
  await page.goto(pages.put('/inline.html', html))
  await expect(page.locator('div > placet-banner')).toBeVisible()
  for (const width of [1280, 390, 320]) {
    await page.setViewportSize({ width, height: 740 })
    const [accept, reject] = await Promise.all(['Accept all', 'Reject all'].map((label) => lookOf(page, label)))
    expect({ ...reject, x: 0, width: 0 }, `${width}`).toEqual({ ...accept, x: 0, width: 0 })
    expect(Math.abs(reject!.width - accept!.width), `${width}`).toBeLessThan(0.5)
    const [before, own, after] = await Promise.all(
      ['#before', 'placet-banner', 'h1'].map((selector) => page.locator(selector).boundingBox()),
    )
    expect([before!.y + before!.height <= own!.y, own!.y + own!.height <= after!.y], `${width}`).toEqual([true, true])
    expect(await page.evaluate(() => document.documentElement.scrollWidth - innerWidth)).toBeLessThanOrEqual(0)
  }
  expect(await page.evaluate(() => getComputedStyle(document.documentElement).scrollPaddingBottom)).toBe('auto')
  const y = async () => (await page.locator('#before').boundingBox())!.y
  const was = await y()
  await banner(page).getByRole('button', { name: 'Reject all' }).click()
  await expect(banner(page)).toHaveCount(0)
  expect([await y(), (await page.locator('[data-placet-banner]').boundingBox())!.height]).toEqual([was, 0])
})

test('an unknown layout is asked in the default one', async ({ page, pages }) => {
  await page.setViewportSize({ width: 1280, height: 800 })
  await page.goto(pages.put('/usual.html', fixture()))
  const usual = await placeOf(page)
  await page.goto(pages.put('/unknown.html', fixture({ config: { ...CONFIG, layout: 'wall', position: 7 } })))
  expect(await placeOf(page)).toEqual(usual)
})

test('at the top it shifts nothing and never hides what has focus', async ({ page, pages }) => {
  const links = `<nav>${Array.from({ length: 40 }, (_, n) => `<p><a href="#${n}">Link ${n}</a></p>`).join('')}</nav>`
  const config = { ...CONFIG, layout: 'bar', position: 'top' }
  const at = async (shown: object | null) => {
    await page.goto(pages.put('/top.html', fixture({ config: shown, body: links })))
    if (shown) await expect(banner(page)).toBeVisible()
    return (await page.locator('h1').boundingBox())!.y
  }
  expect(await at(config)).toBe(await at(null))
  await at(config)
  const hidden = () =>
    page.evaluate(() => {
      const [focused, over] = [document.activeElement!, document.querySelector('placet-banner')!].map((it) =>
        it.getBoundingClientRect(),
      )
      return focused!.bottom > over!.top && focused!.top < over!.bottom
    })
  // Deep in the page, backwards: scrolled to, clear of the banner, which stays at the top.
  await page.locator('nav a').last().focus()
  for (let step = 0; step < 30; step++) {
    await page.keyboard.press('Shift+Tab')
    await expect.poll(hidden, { message: `link ${step}` }).toBe(false)
  }
  expect((await banner(page).boundingBox())!.y).toBe(0)
  // At the begin of the page nothing can be scrolled out from under it: it goes to the bottom.
  await page.locator('#search').focus()
  await expect.poll(hidden).toBe(false)
  await expect(page.locator('#search')).toBeInViewport({ ratio: 1 })
  expect((await banner(page).boundingBox())!.y).toBeGreaterThan(200)
})

const ACCENTS = (
  'black white #777 #767676 #ff0000 #00ff00 #0000ff #ffd400 #7a1f5c #2f81f7 #e4572e #008080 #b00020 #8a8a00 ' +
  'rebeccapurple hotpink #757575 #e00000 color(display-p3~0~.5~.2) oklch(.6~.2~140)'
).split(' ')

for (const colorScheme of ['light', 'dark'] as const) {
  test.describe(colorScheme, () => {
    test.use({ colorScheme, ownBrowser: colorScheme === 'dark' ? DARK : {} })

    test(`text on any accent colour has a contrast of 4.5, from one property: ${colorScheme}`, async ({
      page,
      pages,
    }) => {
      await page.goto(pages.put('/accent.html', fixture()))
      await expect(banner(page)).toBeVisible()
      expect(ACCENTS).toHaveLength(20)
      for (const accent of ACCENTS.map((each) => each.replaceAll('~', ' '))) {
        await page.evaluate((color) => document.documentElement.style.setProperty('--placet-accent', color), accent)
        const { text, edge } = await contrastOf(page)
        expect(text, accent).toBeGreaterThanOrEqual(4.5)
        // The button's edge stands out from the surface (WCAG 1.4.11).
        expect(edge, accent).toBeGreaterThanOrEqual(3)
      }
    })
  })
}

test('a page with a switch of its own: --placet-scheme decides, whatever the system says', async ({ page, pages }) => {
  await page.goto(pages.put('/scheme.html', fixture()))
  await expect(banner(page)).toHaveCSS('background-color', 'rgb(255, 255, 255)')
  for (const accent of ['#7a1f5c', 'white', 'black']) {
    for (const [scheme, surface] of [
      ['dark', 'rgb(27, 31, 36)'],
      ['light', 'rgb(255, 255, 255)'],
    ] as const) {
      await page.evaluate(
        ([color, chosen]) => {
          const { style } = document.documentElement
          style.setProperty('--placet-accent', color!)
          style.setProperty('--placet-scheme', chosen!)
        },
        [accent, scheme],
      )
      await expect(banner(page)).toHaveCSS('background-color', surface)
      const { text, edge } = await contrastOf(page)
      expect([text >= 4.5, edge >= 3], `${accent} ${scheme}`).toEqual([true, true])
    }
  }
})

test('the example shop lets its visitor try scheme, colour and layout', async ({ page, shop, errors }) => {
  await page.goto(`${shop.shop}/?csp=1`)
  await banner(page).getByRole('button', { name: 'Reject all' }).click()
  const look = page.getByRole('form', { name: 'How Placet looks here' })
  await look.getByLabel('Banner').selectOption('bar')
  expect(await placeOf(page)).toMatchObject({ left: 0, right: 0, bottom: 0 })
  await look.getByLabel('Light').selectOption('dark')
  await expect(banner(page)).toHaveCSS('background-color', 'rgb(27, 31, 36)')
  await look.getByLabel('Light').selectOption('light')
  await look.getByLabel('Colour').selectOption('honey')
  await expect(banner(page).getByRole('button', { name: 'Accept all' })).toHaveCSS(
    'background-color',
    'rgb(242, 184, 75)',
  )
  expect(await placeOf(page)).toMatchObject({ left: 0, right: 0, bottom: 0 })
  await look.getByLabel('Banner').selectOption('inline')
  await expect(page.locator('[data-placet-banner] > placet-banner')).toBeVisible()
  await page.goto(`${shop.shop}/?scheme=x"><script>1</script>&layout=wall`)
  await expect(page.locator('html')).not.toHaveAttribute('data-scheme')
  expect(errors).toEqual([])
})

test('a text colour that the site has chosen stays, and the center has the same accent', async ({ page, pages }) => {
  const head = '<style>:root{--placet-accent:#ffd400;--placet-on-accent:#400}</style>'
  await page.goto(pages.put('/chosen.html', fixture({ head })))
  const button = banner(page).getByRole('button', { name: 'Accept all' })
  await expect(button).toHaveCSS('color', 'rgb(68, 0, 0)')
  await banner(page).getByRole('button', { name: 'Choose' }).click()
  await expect(center(page).getByRole('button', { name: 'Accept all' })).toHaveCSS(
    'background-color',
    'rgb(255, 212, 0)',
  )
})

/** How far the banner is from each edge of the window, in whole pixels. */
async function placeOf(page: Page): Promise<Record<'left' | 'right' | 'top' | 'bottom', number>> {
  await expect(banner(page)).toBeVisible()
  return banner(page).evaluate((host) => {
    const { left, right, top, bottom } = host.getBoundingClientRect()
    const { clientWidth, clientHeight } = document.documentElement
    const whole = Math.round
    return {
      left: whole(left),
      right: whole(clientWidth - right),
      top: whole(top),
      bottom: whole(clientHeight - bottom),
    }
  })
}

async function lookOf(
  page: Page,
  name: string,
): Promise<Record<string, unknown> & { x: number; y: number; width: number }> {
  return banner(page)
    .getByRole('button', { name })
    .evaluate((button) => {
      const { x, y, width, height } = button.getBoundingClientRect()
      const { color, backgroundColor, border, font, padding } = getComputedStyle(button)
      const round = (length: number): number => Math.round(length * 10) / 10
      return {
        x,
        y: round(y),
        width: round(width),
        height: round(height),
        color,
        backgroundColor,
        border,
        font,
        padding,
      }
    })
}

/** As painted: colours are read from a canvas, whatever their notation. */
function contrastOf(page: Page): Promise<{ text: number; edge: number }> {
  return page.evaluate(() => {
    const context = document.createElement('canvas').getContext('2d')!
    const luminance = (color: string): number => {
      context.fillStyle = color
      context.fillRect(0, 0, 1, 1)
      const [r, g, b] = [...context.getImageData(0, 0, 1, 1).data].map((each) => {
        const part = each / 255
        return part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4
      })
      return 0.2126 * r! + 0.7152 * g! + 0.0722 * b!
    }
    const contrast = (one: string, other: string): number => {
      const [dark, light] = [luminance(one), luminance(other)].sort((a, b) => a - b)
      return (light! + 0.05) / (dark! + 0.05)
    }
    const host = document.querySelector('placet-banner')!
    const button = getComputedStyle(host.querySelector('button')!)
    return {
      text: contrast(button.color, button.backgroundColor),
      edge: contrast(button.borderTopColor, getComputedStyle(host).backgroundColor),
    }
  })
}
