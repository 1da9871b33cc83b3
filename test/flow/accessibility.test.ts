// WCAG 2.2 AA on both faces: by axe, by keyboard, on a small screen, enlarged, in forced colors.
import { AxeBuilder } from '@axe-core/playwright'
import type { Page } from '@playwright/test'
import { banner, center, decision, openCenter } from './customer.ts'
import { CONFIG, fixture } from './pages.ts'
import { DARK, expect, FORCED_COLORS, test } from './shop.ts'

const TAGS = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22a', 'wcag22aa', 'best-practice']

/** Violations within our face, as `rule: what it is about`. */
async function violations(page: Page, face: string): Promise<string[]> {
  const { violations } = await new AxeBuilder({ page })
    .include(face)
    // All of it is in one frame: a second page, which joins the results of frames, would take half of the time.
    .setLegacyMode()
    .options({ runOnly: { type: 'tag', values: TAGS }, rules: { 'target-size': { enabled: true } } })
    .analyze()
  return violations.map(
    ({ id, nodes }) => `${id}: ${nodes.map(({ html, failureSummary }) => html + failureSummary).join(' ')}`,
  )
}

const VIEWS = [
  ['light, desktop', { colorScheme: 'light' }, {}],
  ['dark, desktop', { colorScheme: 'dark', ownBrowser: DARK }, {}],
  ['light, 320 px', { colorScheme: 'light', viewport: { width: 320, height: 640 } }, {}],
  ['dark, 320 px', { colorScheme: 'dark', ownBrowser: DARK, viewport: { width: 320, height: 640 } }, {}],
  ['right to left', {}, { html: 'lang="ar" dir="rtl"', config: { ...CONFIG, languages: ['en', 'ar'] } }],
  ['German', {}, { html: 'lang="de"' }],
] as const

for (const [name, use, shape] of VIEWS) {
  test.describe(name, () => {
    test.use(use)
    test(`axe finds nothing in banner and center: ${name}`, async ({ page, pages }) => {
      await page.goto(pages.put('/axe.html', fixture(shape)))
      await expect(banner(page)).toBeVisible()
      const isDark = await page.evaluate(() => matchMedia('(prefers-color-scheme: dark)').matches)
      expect(isDark).toBe(name.startsWith('dark'))
      await expect(banner(page)).toHaveCSS('direction', name === 'right to left' ? 'rtl' : 'ltr')
      expect(await violations(page, 'placet-banner')).toEqual([])
      const face = await openCenter(page)
      for (const summary of await face.locator('summary').all()) await summary.click()
      expect(await violations(page, 'placet-preferences')).toEqual([])
      await page.evaluate(() => window.placet.accept('all'))
      await page.evaluate(() => window.placet.show('preferences'))
      await face.locator('summary:has(#placet-receipts)').click()
      await expect(face.locator('li[data-status]')).toHaveCount(1)
      expect(await violations(page, 'placet-preferences')).toEqual([])
    })
  })
}

test('by keyboard alone: Tab reaches the banner first, Enter refuses', async ({ page, pages }) => {
  await page.goto(pages.put('/keyboard.html', fixture()))
  await expect(banner(page)).toBeVisible()
  const names: (string | null | undefined)[] = []
  for (let step = 0; step < 4; step++) {
    await page.keyboard.press('Tab')
    names.push(
      await page.evaluate(
        () => document.activeElement?.getAttribute('aria-label') ?? document.activeElement?.textContent,
      ),
    )
  }
  expect(names).toEqual(['Your data, your choice', 'Accept all', 'Reject all', 'Choose'])
  await page.keyboard.press('Shift+Tab')
  expect(await page.evaluate(() => getComputedStyle(document.activeElement!).outlineStyle)).toBe('solid')
  await page.keyboard.press('Enter')
  await expect(banner(page)).toHaveCount(0)
  expect((await decision(page)).answers).toEqual({ analytics: false, marketing: false })
})

test('Escape closes the center and grants nothing; the focus returns to who opened it, the banner is back', async ({
  page,
  pages,
}) => {
  await page.goto(pages.put('/escape.html', fixture()))
  await expect(banner(page)).toBeVisible()
  await page.locator('[data-placet-open]').focus()
  await page.keyboard.press('Enter')
  await expect(center(page)).toBeVisible()
  await expect(center(page).getByRole('heading', { name: 'Privacy choices' })).toBeFocused()
  await page.keyboard.press('Tab')
  expect(await page.evaluate(() => document.activeElement?.closest('dialog') !== null)).toBe(true)
  await page.keyboard.press('Escape')
  await expect(center(page)).toHaveCount(0)
  await expect(page.locator('[data-placet-open]')).toBeFocused()
  await expect(banner(page)).toBeVisible()
  await banner(page).getByRole('button', { name: 'Choose' }).focus()
  await page.keyboard.press('Enter')
  await expect(center(page).getByRole('heading', { name: 'Privacy choices' })).toBeFocused()
  await page.keyboard.press('Escape')
  await expect(center(page)).toHaveCount(0)
  await expect(banner(page).getByRole('button', { name: 'Choose' })).toBeFocused()
  expect(await decision(page)).toMatchObject({ source: 'default', answers: { analytics: false, marketing: false } })
})

test('what has the focus is never hidden by the banner', async ({ page, pages }) => {
  const links = `<nav>${Array.from({ length: 60 }, (_, n) => `<p><a href="#${n}">Link ${n}</a></p>`).join('')}</nav>`
  await page.goto(pages.put('/obscured.html', fixture({ body: links })))
  await expect(banner(page)).toBeVisible()
  await expect.poll(() => scrollPadding(page)).toBeGreaterThan(100)
  await page.locator('nav a').first().focus()
  const under = () =>
    page.evaluate(() => {
      const { top, height } = document.activeElement!.getBoundingClientRect()
      return top + height > document.querySelector('placet-banner')!.getBoundingClientRect().top
    })
  for (let step = 0; step < 45; step++) {
    expect(await under(), `link ${step}`).toBe(false)
    await page.keyboard.press('Tab')
  }
  await banner(page).getByRole('button', { name: 'Reject all' }).click()
  await expect.poll(() => scrollPadding(page)).toBe(0)
})

function scrollPadding(page: Page): Promise<number> {
  return page.evaluate(() => parseFloat(getComputedStyle(document.documentElement).scrollPaddingBottom) || 0)
}

for (const [name, viewport] of [
  ['400 % zoom of a 1280 × 1024 screen', { width: 320, height: 256 }],
  ['a phone lying on its side', { width: 640, height: 320 }],
] as const) {
  test.describe(name, () => {
    test.use({ viewport })
    test(`${name}: every button and every word can be reached, nothing is cut off`, async ({ page, pages }) => {
      await page.goto(pages.put('/zoomed.html', fixture()))
      await expect(banner(page)).toBeVisible()
      const words = banner(page).locator('.w')
      expect(await words.evaluate((box) => box.clientHeight)).toBeGreaterThan(40)
      for (const button of await banner(page).getByRole('button').all()) {
        await button.scrollIntoViewIfNeeded()
        await expect(button).toBeInViewport({ ratio: 1 })
        await button.click({ trial: true })
      }
      expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(viewport.width)
      await banner(page).getByRole('button', { name: 'Choose' }).click()
      for (const button of await center(page).locator('button, summary, input:visible').all()) {
        await button.scrollIntoViewIfNeeded()
        await button.click({ trial: true })
      }
      expect(await center(page).evaluate((dialog) => dialog.scrollWidth - dialog.clientWidth)).toBe(0)
    })
  })
}

test.describe('forced colors', () => {
  test.use({ ownBrowser: FORCED_COLORS })
  test('forced colors: switches and buttons have borders the customer can see', async ({ page, pages }) => {
    await page.emulateMedia({ forcedColors: 'active' })
    await page.goto(pages.put('/forced.html', fixture()))
    expect(await page.evaluate(() => matchMedia('(forced-colors: active)').matches)).toBe(true)
    for (const button of await banner(page).getByRole('button').all()) {
      expect(await button.evaluate((it) => getComputedStyle(it).borderTopWidth)).toBe('2px')
    }
    const face = await openCenter(page)
    const choice = face.getByRole('switch', { name: 'Statistics' })
    expect(await choice.evaluate((it) => getComputedStyle(it).appearance)).toBe('auto')
    await choice.click()
    await expect(choice).toBeChecked()
  })
})

test('reduced motion, or not: nothing of ours moves', async ({ page, pages }) => {
  await page.goto(pages.put('/motion.html', fixture()))
  await openCenter(page)
  const moving = await page.evaluate(
    () =>
      [...document.querySelectorAll('placet-banner, placet-banner *, placet-preferences, placet-preferences *')].filter(
        (part) => {
          const { animationName, transitionDuration } = getComputedStyle(part)
          return animationName !== 'none' || parseFloat(transitionDuration) > 0
        },
      ).length,
  )
  expect(moving).toBe(0)
  expect(await page.evaluate(() => document.getAnimations().length)).toBe(0)
})
