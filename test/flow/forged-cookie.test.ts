// A script of the page writes the consent cookie. It opens gates, and no receipt can say so; what the customer does next can.
import { spawn } from 'node:child_process'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { text } from 'node:stream/consumers'
import { fileURLToPath } from 'node:url'
import { type Shop, startShop } from '@placet/example-shop/shop.mjs'
import type { Page } from '@playwright/test'
import { accept, center, claimsOf, cookieOf, openCenter, receipts, untilReceipts } from './customer.ts'
import { expect, test } from './shop.ts'

const CLI = join(dirname(fileURLToPath(import.meta.resolve('@placet/server'))), 'cli/index.js')

type Audit = {
  valid: boolean
  findings: { code: string; severity: string; detail: string; id?: string }[]
  report: { chains: { unproven: Record<string, number>; untrusted: Record<string, number> } }
}

/** What `placet audit` says of the shop's own store. */
async function audit(dataDir: string): Promise<Audit> {
  const child = spawn(process.execPath, [CLI, 'audit', '--data', dataDir, '--json'])
  return JSON.parse(await text(child.stdout)) as Audit
}

/** The cookie as `accept all` writes it, learned in another browser and planted here by script, before any decision. */
async function plant(page: Page, url: string, pending: 0 | 1): Promise<void> {
  const other = await page.context().browser()!.newContext()
  const teacher = await other.newPage()
  await teacher.goto(url)
  await accept(teacher)
  await untilReceipts(teacher, 'countersigned')
  await expect.poll(() => cookieOf(teacher).then((value) => value?.split('.')[5])).toBe('0')
  const parts = (await cookieOf(teacher))!.split('.')
  await other.close()
  parts[5] = String(pending)
  await page.goto(url)
  await page.evaluate(
    (value) => (document.cookie = `placet=${value}; Path=/; SameSite=Lax; Max-Age=9999`),
    parts.join('.'),
  )
}

test.describe('a forged cookie', () => {
  let shop: Shop
  let dataDir: string
  test.beforeEach(async () => {
    dataDir = await mkdtemp(join(tmpdir(), 'placet-forged-'))
    shop = await startShop({ shopPort: 0, trackersPort: 0, receiptsPort: 0, dataDir, quiet: true })
  })
  test.afterEach(async () => {
    await shop.close()
    await rm(dataDir, { recursive: true, force: true })
  })

  test('opens the gates and leaves no receipt; the withdrawal that follows shows that nobody gave it', async ({
    page,
  }) => {
    await plant(page, shop.shop, 0)
    shop.clearHits()
    await page.reload()
    await expect.poll(() => shop.hits().length).toBeGreaterThan(0)
    expect(await receipts(page)).toEqual([])
    // Nothing to be seen yet: that is what docs/threats.md says.
    expect((await audit(dataDir)).report.chains.unproven).toEqual({})

    await openCenter(page)
    await center(page).getByRole('button', { name: 'Reject all' }).click()
    const [kept] = await untilReceipts(page, 'countersigned', 1)
    expect(claimsOf(kept!.receipt)).toMatchObject({ seq: 1, evt: 'withdrawn', dec: { analytics: 'withdrawn' } })

    const { valid, findings, report } = await audit(dataDir)
    expect(valid).toBe(true)
    const named = findings.filter(({ code }) => code === 'grant-unproven')
    expect(named).toEqual([expect.objectContaining({ severity: 'warning', id: kept!.id })])
    expect(named[0]!.detail).toContain('analytics')
    expect(report.chains.unproven).toMatchObject({ analytics: 1, marketing: 1 })
  })

  test('whoever keeps what was forged confirms it, and the audit says that nobody gave it before', async ({ page }) => {
    await plant(page, shop.shop, 0)
    await page.reload()
    await openCenter(page)
    await center(page).getByRole('button', { name: 'Accept all' }).click()
    const [kept] = await untilReceipts(page, 'countersigned', 1)
    expect(claimsOf(kept!.receipt)).toMatchObject({ seq: 1, dec: { analytics: 'renewed' } })
    expect((await audit(dataDir)).findings).toContainEqual(
      expect.objectContaining({ code: 'grant-unproven', id: kept!.id }),
    )
  })

  test('forged as one that waits for its receipt, it gets one: given by no person’s hand', async ({ page }) => {
    await plant(page, shop.shop, 1)
    await page.reload()
    const [kept] = await untilReceipts(page, 'countersigned', 1)
    expect(claimsOf(kept!.receipt)).toMatchObject({ evt: 'given', ui: { m: 'api', t: false } })
    const { findings, report } = await audit(dataDir)
    expect(findings).toContainEqual(expect.objectContaining({ code: 'grant-untrusted', id: kept!.id }))
    expect(report.chains.untrusted).toMatchObject({ analytics: 1 })
    expect(report.chains.unproven).toEqual({})
  })
})
