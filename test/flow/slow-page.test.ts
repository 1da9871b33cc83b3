// placet.js stands in the head, and the rest of the page takes its time: a slow script, a slow stylesheet, a slow body.
import { accept, banner, hearProblems, problemsOf, ranIn } from './customer.ts'
import { CONFIG, fixture, inert, type Pages } from './pages.ts'
import { expect, test } from './shop.ts'

const SLOW = '<script src="/slow-head.js"></script>'
const slowHead = (pages: Pages) => pages.put('/slow-head.js', { body: '', after: 1_000 })

test('the banner is there although the body was not yet, when it came', async ({ page, pages, errors }) => {
  await hearProblems(page)
  slowHead(pages)
  await page.goto(pages.put('/slow-body.html', fixture({ head: SLOW, body: inert('analytics', 'counter') })))
  await accept(page)
  await expect.poll(() => ranIn(page)).toEqual(['counter'])
  await expect(banner(page)).toHaveCount(0)
  expect(await problemsOf(page)).toEqual([])
  expect(errors).toEqual([])
})

test('so is the control that an opt-out law wants on every page', async ({ page, pages }) => {
  slowHead(pages)
  await page.goto(pages.put('/slow-us.html', fixture({ config: { ...CONFIG, regime: 'us' }, head: SLOW })))
  await expect(page.locator('placet-reopen').getByRole('button', { name: 'Privacy choices' })).toBeVisible()
})

test('and the preference center that was asked for at once', async ({ page, pages }) => {
  slowHead(pages)
  const tag = '<script>window.placet = [["show", "preferences"]]</script><script src="/placet/placet.js"></script>'
  await page.goto(pages.put('/slow-center.html', fixture({ tag, head: SLOW })))
  await expect(page.locator('placet-preferences dialog')).toBeVisible()
})

test('a preference center within the page is there on every visit', async ({ page, pages }) => {
  const html = fixture({ head: SLOW }).replace('<main>', '<main><placet-preferences></placet-preferences>')
  const url = pages.put('/inline.html', html)
  slowHead(pages)
  await page.goto(url)
  const inline = page.locator('main placet-preferences > section')
  await expect(inline.getByRole('heading', { name: 'Privacy choices' })).toBeVisible()
  await inline.getByRole('switch', { name: 'Statistics' }).first().click()
  await inline.getByRole('button', { name: 'Save my choice' }).click()
  await expect(banner(page)).toHaveCount(0)
  await page.goto(url)
  await expect(inline.getByRole('switch', { name: 'Statistics' }).first()).toBeChecked()
})
