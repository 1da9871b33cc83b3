// Sheets that break other banners: ours looks and works the same, because the cascade puts it out of their reach.
import type { Locator, Page } from '@playwright/test'
import { banner, center, openCenter } from './customer.ts'
import { CONFIG, fixture } from './pages.ts'
import { expect, test } from './shop.ts'

const HOSTILE = {
  'everything unset': '*{all:unset!important}',
  'no buttons': 'button{display:none!important}',
  'huge text in every div': 'div{font-size:60px}',
  'a loud reset':
    '*{box-sizing:content-box;letter-spacing:2px}button,a,input,label{background:#f0f;border-radius:0;text-transform:uppercase;' +
    'padding:24px;float:left}p,h2,h3,li{margin:40px;line-height:3;color:#0f0}svg{display:none}',
  'whatever is hidden, shown': '[hidden]{display:block!important;visibility:visible!important}',
  'the strongest words': `#search,placet-banner,placet-banner *,placet-preferences *,html body :is(button,input,p,h2,dialog){
    display:inline!important;position:static!important;opacity:.1!important;font:italic 9px serif!important;color:red!important;
    transform:rotate(3deg)!important;visibility:hidden!important;pointer-events:none!important;inset:0!important}`,
}

type Looks = { x: number; y: number; width: number; height: number; hit: boolean; style: string }

/** Where each part lies, whether its middle can be clicked, and what it looks like. */
function looksOf(host: Locator): Promise<Looks[]> {
  return host.evaluate((host) =>
    [host, ...host.querySelectorAll('h2, p:not(.n), button, input, summary, label')]
      .filter(
        (part) =>
          part.checkVisibility() &&
          !part.matches('details:not([open]) > :not(summary), details:not([open]) > :not(summary) *'),
      )
      .map((part) => {
        const { x, y, width, height } = part.getBoundingClientRect()
        const hit = document.elementFromPoint(x + width / 2, y + height / 2)
        const { color, backgroundColor, fontSize, fontFamily, fontWeight, letterSpacing, textTransform, opacity } =
          getComputedStyle(part)
        const style = [color, backgroundColor, fontSize, fontFamily, fontWeight, letterSpacing, textTransform, opacity]
        const hittable = !part.matches('button, input') || part.contains(hit) || y + height / 2 > innerHeight
        return { x, y, width, height, hit: hittable, style: `${part.localName} ${style.join(' | ')}` }
      }),
  )
}

async function looksUnder(page: Page, url: string): Promise<{ banner: Looks[]; center: Looks[] }> {
  await page.goto(url)
  await expect(banner(page).getByRole('button')).toHaveCount(3)
  const first = await looksOf(banner(page))
  await page.evaluate(() => window.placet.show('preferences'))
  // The list of receipts comes a moment later, and is the last thing to come.
  await expect(page.locator('placet-preferences #placet-receipts')).toBeVisible()
  return { banner: first, center: await looksOf(page.locator('placet-preferences dialog')) }
}

test.use({ viewport: { width: 1000, height: 800 } })

for (const [name, sheet] of Object.entries(HOSTILE)) {
  test(`${name}: banner and center look the same and can be clicked`, async ({ page, pages, errors }) => {
    const clean = await looksUnder(page, pages.put('/clean.html', fixture()))
    const dirty = await looksUnder(page, pages.put('/hostile.html', fixture({ head: `<style>${sheet}</style>` })))
    for (const face of ['banner', 'center'] as const) {
      expect(dirty[face].map(({ style }) => style)).toEqual(clean[face].map(({ style }) => style))
      expect(dirty[face].every(({ hit }) => hit)).toBe(true)
      for (const [index, now] of dirty[face].entries()) {
        for (const side of ['x', 'y', 'width', 'height'] as const) {
          expect(
            Math.abs(now[side] - clean[face][index]![side]),
            `${face}: ${side} of ${now.style}`,
          ).toBeLessThanOrEqual(2)
        }
      }
    }
    expect(errors).toEqual([])
  })
}

/** Each part of a face, the face itself too, that can be seen although it is `hidden`. */
function seenThoughHidden(face: Locator): Promise<string[]> {
  return face.evaluate((face) =>
    ([face, ...face.querySelectorAll('*')] as HTMLElement[]).flatMap((part) => {
      const before = part.hidden
      part.hidden = true
      const seen = part.getClientRects().length > 0
      part.hidden = before
      return seen ? [`${part.localName}.${part.className}`] : []
    }),
  )
}

for (const [name, sheet] of Object.entries({ 'no sheet': '', ...HOSTILE })) {
  test(`${name}: what is hidden cannot be seen, in any face`, async ({ page, pages }) => {
    const shape = { config: { ...CONFIG, reopen: true }, head: `<style>${sheet}</style>` }
    const html = fixture(shape).replace('<main>', '<main><placet-preferences></placet-preferences>')
    await page.goto(pages.put('/hidden.html', html))
    await expect(banner(page).getByRole('button')).toHaveCount(3)
    await expect(page.locator('placet-reopen button')).toBeVisible()
    await expect(page.locator('main placet-preferences #placet-receipts')).toBeVisible()
    for (const face of ['placet-banner', 'placet-reopen', 'main placet-preferences'])
      expect(await seenThoughHidden(page.locator(face)), face).toEqual([])
    await page.evaluate(() => window.placet.show('preferences'))
    await expect(center(page).locator('#placet-receipts')).toBeVisible()
    expect(await seenThoughHidden(page.locator('body > placet-preferences'))).toEqual([])
  })
}

test('a page that puts everything behind a wall of its own (z-index, transform) does not cover the banner', async ({
  page,
  pages,
}) => {
  const head = `<style>main{transform:translateZ(0)}#wall{position:fixed;inset:0;z-index:2147483647;background:#000c}</style>`
  await page.goto(pages.put('/wall.html', fixture({ head, body: '<div id="wall"></div>' })))
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
