// I5 Effects run in the task of the click; and what a gate owes the scripts it holds.
import { accept, banner, hearProblems, openCenter, problemsOf, ranIn } from './customer.ts'
import { fixture, inert, ran } from './pages.ts'
import { expect, test } from './shop.ts'

const external = (purpose: string, src: string, more = '') =>
  `<script type="text/plain" data-placet-purpose="${purpose}" src="${src}" ${more}></script>`

// Later tasks are queued before anybody hears of the click, so whatever runs before them runs in the click's own task.
const MARKERS = `<script>
addEventListener('click', () => {
  ran ??= []
  setTimeout(() => ran.push('timeout'))
  const { port1, port2 } = new MessageChannel()
  port1.onmessage = () => ran.push('message')
  port2.postMessage('')
}, true)
var ran
</script>`

test('I5: inline scripts run in the task of the click, before any later task', async ({ page, pages }) => {
  pages.put('/slow.js', { body: ran('external'), after: 300 })
  const body = [
    inert('analytics', 'first'),
    inert('analytics marketing', 'second'),
    inert('unheard-of', 'never'),
    external('marketing', '/slow.js'),
    inert('marketing', 'last'),
  ]
  await page.goto(pages.put('/task.html', fixture({ head: MARKERS, body: body.join('\n') })))
  await accept(page)
  await expect.poll(() => ranIn(page)).toContain('last')
  const order = await ranIn(page)
  expect(order.slice(0, 2)).toEqual(['first', 'second'])
  expect(order.slice(2, 4).sort()).toEqual(['message', 'timeout'])
  expect(order.slice(4)).toEqual(['external', 'last'])
})

test('external scripts run in document order, however slow; a failing one stops nobody and is told', async ({
  page,
  pages,
  errors,
}) => {
  await hearProblems(page)
  pages.put('/very-slow.js', { body: ran('very slow'), after: 600 })
  pages.put('/fast.js', ran('fast'))
  pages.put('/free.js', ran('free'))
  const body = [
    external('analytics', '/very-slow.js'),
    external('analytics', '/missing.js'),
    inert('analytics', 'inline'),
    external('analytics', '/free.js', 'async'),
    external('analytics', '/fast.js'),
  ]
  await page.goto(pages.put('/order.html', fixture({ body: body.join('\n') })))
  await accept(page)
  await expect.poll(() => ranIn(page)).toHaveLength(4)
  expect((await ranIn(page)).filter((name) => name !== 'free')).toEqual(['very slow', 'inline', 'fast'])
  expect(await problemsOf(page)).toEqual(['script-failed'])
  expect(errors).toEqual([])
})

test('a script that throws stops no other one', async ({ page, pages }) => {
  const bad = '<script type="text/plain" data-placet-purpose="analytics">throw new Error("the tag’s own")</script>'
  await page.goto(pages.put('/throws.html', fixture({ body: bad + inert('analytics', 'next') })))
  await accept(page)
  await expect.poll(() => ranIn(page)).toEqual(['next'])
  await expect(banner(page)).toHaveCount(0)
})

test('scripts the page adds later are held, let go, and run once', async ({ page, pages }) => {
  await page.goto(pages.put('/later.html', fixture()))
  const add = (purpose: string, code: string) =>
    page.evaluate(
      ([purpose, code]) => {
        const script = Object.assign(document.createElement('script'), { type: 'text/plain', textContent: code })
        script.dataset.placetPurpose = purpose
        document.body.append(script)
      },
      [purpose, code] as const,
    )
  await add('analytics', ran('before'))
  await page.waitForTimeout(100)
  expect(await ranIn(page)).toEqual([])
  await accept(page)
  await add('analytics/counter', ran('after'))
  await expect.poll(() => ranIn(page)).toEqual(['before', 'after'])
  await page.evaluate(() => window.placet.accept('all'))
  expect(await ranIn(page)).toEqual(['before', 'after'])
})

test('a module stays a module; a tag’s own onload is heard; its other attributes stay', async ({ page, pages }) => {
  pages.put('/tag.js', ran('tag'))
  const module = `<script type="text/plain" data-placet-purpose="analytics" data-placet-type="module">
    window.ran.push(typeof this, import.meta.url.includes('module.html') ? 'module' : 'script')</script>`
  const tag = external('analytics', '/tag.js', `id="tag" data-account="7" onload="${ran('onload')}"`)
  await page.goto(pages.put('/module.html', fixture({ body: tag + module })))
  await accept(page)
  await expect.poll(() => ranIn(page)).toEqual(['tag', 'onload', 'undefined', 'module'])
  expect(await page.locator('#tag').evaluate((script) => script.dataset.account)).toBe('7')
})

test('two purposes on one script: both must be allowed', async ({ page, pages }) => {
  const body = inert('analytics/counter marketing', 'both') + inert('analytics/counter', 'one')
  await page.goto(pages.put('/both.html', fixture({ body })))
  const center = await openCenter(page)
  await center.locator('summary').first().click()
  await center.getByRole('switch', { name: 'Counter' }).click()
  await center.getByRole('button', { name: 'Save my choice' }).click()
  await expect.poll(() => ranIn(page)).toEqual(['one'])
  await page.evaluate(() => window.placet.accept(['marketing']))
  expect(await ranIn(page)).toEqual(['one', 'both'])
})

test('a frame is emptied by a withdrawal, and loads again after a new yes', async ({ page, pages }) => {
  pages.put('/player.html', '<p>a film</p>')
  const body = '<iframe data-placet-purpose="marketing" data-placet-src="/player.html" title="Film"></iframe>'
  await page.goto(pages.put('/frame.html', fixture({ body })))
  const film = page.frameLocator('iframe').getByText('a film')
  await accept(page)
  await expect(film).toBeVisible()
  await page.evaluate(() => window.placet.withdraw(['marketing']))
  await expect(film).toHaveCount(0)
  await page.evaluate(() => window.placet.accept(['marketing']))
  await expect(film).toBeVisible()
})
