// The examples of an embedded backend, asked by real requests: a receipt is kept, its notice is known, its signature holds.
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { loadRecordText, makeNotice } from '@placet/core/config'
import { noticeHash, verify } from '@placet/receipt'
import type { Result } from '@placet/server'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { batch } from './backend.ts'
import { DECISION, receipt } from './device.ts'

const SITE = 'http://localhost:3000'
const EXAMPLES = resolve(import.meta.dirname, '../../examples')

let data: string
beforeEach(async () => {
  data = await mkdtemp(join(tmpdir(), 'placet-example-'))
})
afterEach(() => rm(data, { recursive: true }))

type Asks = (path: string, init?: RequestInit) => Promise<Response>
type Started = { url: string; close(): Promise<void> }

/** A page of the site sends one receipt; the answer must be one that anybody can check. */
async function keepsReceipts(name: string, ask: Asks): Promise<void> {
  const { default: config } = await import(`${EXAMPLES}/${name}/placet.config.mjs`)
  const hash = await noticeHash(makeNotice(config, 'de', await loadRecordText('de')))
  const iat = Math.floor(Date.now() / 1000)
  const jws = await receipt({ aud: SITE, iat, ntc: { ...DECISION.ntc, lang: 'de', hash } })
  const headers = { 'content-type': 'text/plain;charset=UTF-8', origin: SITE }
  const answer = await ask('/consent/receipts', { method: 'POST', headers, body: batch([jws], iat) })
  expect([answer.status, answer.headers.get('access-control-allow-origin')]).toEqual([200, SITE])
  const { results } = (await answer.json()) as { results: [Result] }
  expect([results[0].status, results[0].flags]).toEqual([201, undefined])
  const jwks = await (await ask('/consent/.well-known/jwks.json')).json()
  const { countersignature, proof } = results[0] as Required<Result>
  const { valid, level } = await verify({ receipt: jws, countersignature, proof }, { keys: jwks })
  expect([valid, level]).toEqual([true, 'logged'])
  const preflight = { method: 'OPTIONS', headers: { origin: SITE, 'access-control-request-method': 'POST' } }
  expect((await ask('/consent/receipts', preflight)).headers.get('access-control-allow-origin')).toBe(SITE)
}

test.each(['server-express', 'server-hono'])(
  '%s keeps receipts beside its own pages, and stops cleanly',
  async (name) => {
    const { startServer } = (await import(`${EXAMPLES}/${name}/server.mjs`)) as {
      startServer(options: object): Promise<Started>
    }
    const server = await startServer({ site: SITE, data, port: 0 })
    try {
      await keepsReceipts(name, (path, init) => fetch(`${server.url}${path}`, init))
      expect(await (await fetch(server.url)).text()).toBe('the shop')
    } finally {
      await server.close()
    }
    await expect(fetch(server.url)).rejects.toThrow()
  },
)

test('the route handlers of server-next-route keep receipts, as Next calls them', async () => {
  Object.assign(process.env, { PLACET_SITE: SITE, PLACET_DATA: data })
  const route = (await import(`${EXAMPLES}/server-next-route/app/consent/[...path]/route.js`)) as Record<
    string,
    (request: Request) => Promise<Response>
  >
  await keepsReceipts('server-next-route', (path, init) => {
    const { method = 'GET' } = init ?? {}
    return route[method]!(new Request(`${SITE}${path}`, init))
  })
})
