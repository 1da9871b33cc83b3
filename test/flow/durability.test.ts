// The browser is closed and opened again: the decision is there, and the same key signs on.
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { accept, banner, claimsOf, decision, ranIn, receipts } from './customer.ts'
import { fixture, inert } from './pages.ts'
import { expect, test } from './shop.ts'

test('after a restart of the browser the decision holds, and the chain goes on with the same key', async ({
  pages,
  playwright,
  browserName,
}, { project }) => {
  const url = pages.put('/durable.html', fixture({ body: inert('analytics', 'counter') }))
  const profile = await mkdtemp(join(tmpdir(), 'placet-profile-'))
  const open = () => playwright[browserName].launchPersistentContext(profile, { ...project.use.launchOptions })

  const before = await open()
  const first = await before.newPage()
  await first.goto(url)
  await accept(first)
  await expect.poll(() => receipts(first)).toHaveLength(1)
  const [given] = await receipts(first)
  await before.close()

  const after = await open()
  const second = await after.newPage()
  await second.goto(url)
  await expect.poll(() => ranIn(second)).toEqual(['counter'])
  await expect(banner(second)).toHaveCount(0)
  expect(await decision(second)).toMatchObject({ seq: 1, source: 'choice', answers: { analytics: true } })
  await second.evaluate(() => window.placet.withdraw(['marketing']))
  await expect.poll(() => receipts(second)).toHaveLength(2)
  const [one, two] = (await receipts(second)).map(({ receipt }) => claimsOf(receipt))
  expect(two).toMatchObject({ seq: 2, prev: given!.id, sub: one!.sub, evt: 'withdrawn' })
  await after.close()
  await rm(profile, { recursive: true, force: true })
})

test('the cookie is lost, the vault is there: the decision comes back, and nobody is asked twice', async ({
  page,
  pages,
}) => {
  const url = pages.put('/lost-cookie.html', fixture({ body: inert('analytics', 'counter') }))
  await page.goto(url)
  await page.evaluate(() => window.placet.decide({ analytics: false, marketing: true }))
  await expect.poll(() => receipts(page)).toHaveLength(1)
  await page.context().clearCookies()
  await page.goto(url)
  await expect.poll(async () => (await decision(page)).answers).toEqual({ analytics: false, marketing: true })
  await expect(banner(page)).toHaveCount(0)
  expect(await ranIn(page)).toEqual([])
  await expect.poll(() => page.evaluate(() => document.cookie)).toContain('analytics:0.marketing:1')
})

test('the vault is lost, the cookie is there: the decision stands, and the next one is signed', async ({
  page,
  pages,
}) => {
  const url = pages.put('/lost-vault.html', fixture({ body: inert('analytics', 'counter') }))
  await page.goto(url)
  await accept(page)
  await expect.poll(() => page.evaluate(() => document.cookie)).toMatch(/\.1\.0\.analytics:1/)
  const empty = pages.put('/empty.html', '<!doctype html><title>nothing</title>')
  await page.goto(empty)
  await page.evaluate(() => new Promise((done) => indexedDB.deleteDatabase('placet').addEventListener('success', done)))
  await page.goto(url)
  await expect.poll(() => ranIn(page)).toEqual(['counter'])
  await page.evaluate(() => window.placet.withdraw())
  await expect.poll(() => receipts(page)).toHaveLength(1)
  expect((await decision(page)).seq).toBe(2)
})

test('a cookie that was tampered with grants nothing', async ({ page, pages, context }) => {
  await context.addCookies([{ name: 'placet', value: '1.eu.broken.analytics:1', url: pages.origin }])
  await page.goto(pages.put('/tampered.html', fixture({ body: inert('analytics', 'counter') })))
  await expect(banner(page)).toBeVisible()
  expect(await ranIn(page)).toEqual([])
  expect((await decision(page)).answers).toEqual({ analytics: false, marketing: false })
})
