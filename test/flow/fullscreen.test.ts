// The page in full screen: the banner is on top where all of the page is, out of the way where one element is, and there again
// afterwards.
import type { Page } from '@playwright/test'
import { accept, banner, ranIn } from './customer.ts'
import { fixture, inert } from './pages.ts'
import { expect, test } from './shop.ts'

const STAGE = `<style>#stage:fullscreen #play{position:fixed;inset:0}</style><div id="stage"><button id="play">Play</button></div>
  <script>
  addEventListener('click', ({ target }) => {
    if (target.id === 'page-button') document.documentElement.requestFullscreen()
    if (target.id === 'play') document.fullscreenElement ? (window.played = true) : document.querySelector('#stage').requestFullscreen()
  })
  </script>`

/** Whether a pointer would meet the banner's button. */
const isReached = (page: Page): Promise<boolean> =>
  banner(page)
    .getByRole('button', { name: 'Accept all' })
    .evaluate((button) => {
      const { x, y, width, height } = button.getBoundingClientRect()
      return button.contains(document.elementFromPoint(x + width / 2, y + height / 2))
    })
const isFull = (page: Page) =>
  page.evaluate(() => document.fullscreenElement && (document.fullscreenElement.id || 'page'))

test('all of the page, then one element in full screen: the banner is over the first, under the second, and can be answered', async ({
  page,
  pages,
  errors,
}) => {
  await page.goto(pages.put('/fullscreen.html', fixture({ body: STAGE + inert('analytics', 'counter') })))
  await expect(banner(page)).toBeVisible()
  await page.locator('#page-button').evaluate((button) => button.scrollIntoView({ block: 'center' }))
  await page.locator('#page-button').click()
  await expect.poll(() => isFull(page)).toBe('page')
  await expect.poll(() => isReached(page)).toBe(true)
  await page.evaluate(() => document.exitFullscreen())
  await expect.poll(() => isFull(page)).toBe(null)
  await expect.poll(() => isReached(page)).toBe(true)

  await page.locator('#play').click()
  await expect.poll(() => isFull(page)).toBe('stage')
  await expect.poll(() => isReached(page)).toBe(false)
  // Where the banner would be.
  const { x, y } = (await banner(page).boundingBox())!
  await page.mouse.click(x + 20, y + 20)
  expect(await page.evaluate('window.played')).toBe(true)
  await page.evaluate(() => document.exitFullscreen())
  await expect.poll(() => isReached(page)).toBe(true)
  await accept(page)
  await expect(banner(page)).toHaveCount(0)
  await expect.poll(() => ranIn(page)).toEqual(['counter'])
  expect(errors).toEqual([])
})
