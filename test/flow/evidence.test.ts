// What the customer takes along, anyone can check: by `placet verify`, and by a stock JOSE library.
import { spawn } from 'node:child_process'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { text } from 'node:stream/consumers'
import * as jose from 'jose'
import { accept, bundles, hearProblems, problemsOf, receipts, reject, untilReceipts } from './customer.ts'
import { expect, test } from './shop.ts'

const CLI = join(dirname(fileURLToPath(import.meta.resolve('@placet/server'))), 'cli/index.js')

async function verify(keys: string, evidence: unknown): Promise<{ code: number | null; out: string }> {
  const child = spawn(process.execPath, [CLI, 'verify', '--keys', keys, '-'])
  child.stdin.end(JSON.stringify(evidence))
  const [out, code] = await Promise.all([
    text(child.stdout),
    new Promise<number | null>((exit) => child.on('exit', exit)),
  ])
  return { code, out }
}

test('an export holds: all receipts valid, countersigned, in one chain; one changed character is found and named', async ({
  page,
  shop,
}) => {
  const keys = `${shop.receipts}/.well-known/jwks.json`
  await page.goto(shop.shop)
  await accept(page)
  await untilReceipts(page, 'countersigned', 1)
  await page.evaluate(() => window.placet.withdraw(['marketing']))
  await untilReceipts(page, 'countersigned', 2)
  const taken = await bundles(page)
  // Each with its place in the log: whoever keeps an export is the log's witness.
  expect(taken.map(({ proof }) => proof?.split('\n', 1)[0])).toEqual(Array(2).fill('c2sp.org/tlog-proof@v1'))

  const holds = await verify(keys, taken)
  expect(holds.out).toContain('2 of 2 receipts valid')
  expect(holds.out).not.toContain('✗')
  expect(holds.code).toBe(0)

  const changed = (part: number, what: 'receipt' | 'countersignature') => {
    const parts = taken[0]![what]!.split('.')
    const at = Math.floor(parts[part]!.length / 2)
    parts[part] = parts[part]!.slice(0, at) + (parts[part]![at] === 'A' ? 'B' : 'A') + parts[part]!.slice(at + 1)
    return [{ ...taken[0], [what]: parts.join('.') }, taken[1]]
  }
  for (const [evidence, named] of [
    [changed(2, 'receipt'), /✗ not valid · signature/],
    [changed(1, 'receipt'), /✗ not valid · (signature|jws-malformed|claims)/],
    [changed(2, 'countersignature'), /✗ not valid · countersig/],
    [
      [{ ...taken[0], notice: { ...(taken[0]!.notice as object), version: 'other' } }, taken[1]],
      /✗ not valid · notice/,
    ],
    [[{ ...taken[0], countersignature: taken[1]!.countersignature }, taken[1]], /✗ not valid · countersig/],
  ] as const) {
    const broken = await verify(keys, evidence)
    expect(broken.out).toMatch(named)
    expect(broken.code).toBe(1)
  }
})

test('jose reads the same receipt with the key embedded in it, and its countersignature by the JWKS', async ({
  page,
  shop,
}) => {
  await page.goto(shop.shop)
  await reject(page)
  await untilReceipts(page, 'countersigned')
  const [taken] = await bundles(page)
  const only = { algorithms: ['ES256'], typ: 'consent-receipt+jwt', audience: shop.shop }
  const { payload, protectedHeader } = await jose.jwtVerify(taken!.receipt, jose.EmbeddedJWK, only)
  expect(payload).toMatchObject({ evt: 'refused', jur: 'eu', dec: { analytics: 'refused', necessary: 'exempt' } })
  expect(payload.sub).toBe(await jose.calculateJwkThumbprintUri(protectedHeader.jwk!))
  const keys = jose.createRemoteJWKSet(new URL(`${shop.receipts}/.well-known/jwks.json`))
  const countersigned = await jose.jwtVerify(taken!.countersignature!, keys, { typ: 'consent-countersig+jwt' })
  expect(countersigned.payload).toMatchObject({ iss: shop.receipts, sub: payload.sub })
})

test('the text of a receipt cannot be loaded: it is told as a missing chunk, and the next page signs the decision', async ({
  page,
  shop,
}) => {
  await hearProblems(page)
  await page.route('**/placet-record-*.js', (route) => route.abort())
  await page.goto(shop.shop)
  await accept(page)
  await expect.poll(() => problemsOf(page)).toContain('chunk-unavailable')
  expect(await problemsOf(page)).not.toContain('vault-failed')
  expect(await receipts(page)).toEqual([])

  await page.unroute('**/placet-record-*.js')
  await page.reload()
  await untilReceipts(page, 'countersigned', 1)
})
