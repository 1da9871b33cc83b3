// One backend, several tenants: each site may have an issuer and keys of its own, and a log that is signed with them.
import { verify } from '@placet/receipt'
import { createHandler, generateKeys, keyringFrom, type Result, type Site } from '@placet/server'
import { createMemoryStore } from '@placet/server/stores/memory'
import { expect, test } from 'vitest'
import { batch } from './backend.ts'
import { receipt } from './device.ts'

const SHOP = 'https://shop.example'
const ALPHA = 'https://alpha.example'
const BETA = 'https://beta.example'
const OWN = 'https://host.example/consent'

const own = keyringFrom(generateKeys())
const alphaKeys = keyringFrom(generateKeys())
const betaKeys = keyringFrom(generateKeys())
const alpha: Site = { origin: ALPHA, issuer: `${ALPHA}/consent`, keys: alphaKeys }
const beta: Site = { origin: BETA, issuer: 'https://host.example/beta/consent', keys: betaKeys }

function tenants(sites: readonly (string | Site)[] = [SHOP, alpha, beta]) {
  const store = createMemoryStore()
  const handle = createHandler({ store, keys: own, issuer: OWN, sites })
  const post = async (...receipts: string[]): Promise<Response> =>
    handle(
      new Request(`${OWN}/receipts`, {
        method: 'POST',
        headers: { 'content-type': 'text/plain' },
        body: batch(receipts),
      }),
    )
  const jwks = async (issuer: string) => (await handle(new Request(`${issuer}/.well-known/jwks.json`))).json()
  return { handle, post, jwks, store }
}

const of = (aud: string) => receipt({ aud, iat: Math.floor(Date.now() / 1000) })
const issuerOf = ({ countersignature }: Result) => JSON.parse(atob(countersignature!.split('.')[1]!)).iss as string

test('each site’s countersignature and log bear its issuer, and hold under the keys that are served there', async () => {
  const { post, jwks } = tenants()
  const sent = [await of(SHOP), await of(ALPHA), await of(BETA)]
  const { results } = (await (await post(...sent)).json()) as { results: Result[] }
  const issuers = [OWN, `${ALPHA}/consent`, 'https://host.example/beta/consent']
  expect(results.map(issuerOf)).toEqual(issuers)
  const logs = results.map(({ proof }) => proof!.match(/^.*\/log\/.*$/m)![0])
  expect(logs).toEqual([
    'host.example/consent/log/shop.example',
    'alpha.example/consent/log/alpha.example',
    'host.example/beta/consent/log/beta.example',
  ])
  for (const [at, { countersignature, proof }] of results.entries()) {
    const evidence = { receipt: sent[at]!, countersignature: countersignature!, proof: proof! }
    for (const [other, issuer] of issuers.entries()) {
      const { valid, level } = await verify(evidence, { keys: await jwks(issuer) })
      expect([at, other, valid && level === 'logged']).toEqual([at, other, at === other])
    }
  }
})

test('under another host or path, as behind a proxy that rewrites them, the keys are those of the only issuer there', async () => {
  const { jwks } = tenants()
  // Two issuers have the path /consent, so that the host must decide.
  expect(await jwks('http://127.0.0.1:8787/beta/consent')).toEqual(betaKeys.jwks())
  expect(await jwks('http://127.0.0.1:8787/consent')).toEqual(own.jwks())
  expect(await jwks('http://127.0.0.1:8787')).toEqual(own.jwks())
})

test('sites that share an issuer share its JWKS', async () => {
  const { jwks } = tenants([SHOP, { origin: ALPHA, keys: alphaKeys }])
  expect(await jwks(OWN)).toEqual({ keys: [...own.jwks().keys, ...alphaKeys.jwks().keys] })
})

test('a closed site takes nothing new; its log, its receipts and its keys can still be read', async () => {
  const before = tenants()
  const jws = await of(ALPHA)
  const { results } = (await (await before.post(jws)).json()) as { results: Result[] }
  const handle = createHandler({
    store: before.store,
    keys: own,
    issuer: OWN,
    sites: [SHOP, { ...alpha, closed: true }],
  })
  const authorization = `Bearer ${results[0]!.read}`
  const get = (path: string) => handle(new Request(`${ALPHA}/consent${path}`, { headers: { authorization } }))
  const headers = { 'content-type': 'text/plain', origin: ALPHA }
  const late = new Request(`${OWN}/receipts`, { method: 'POST', headers, body: batch([await of(ALPHA)]) })
  expect((await handle(late)).status).toBe(403)
  const served = [`/receipts/${results[0]!.id}`, '/log/alpha.example/checkpoint', `/receipts/${results[0]!.id}/proof`]
  for (const path of served) expect([path, (await get(path)).status]).toEqual([path, 200])
  expect(await (await get('/.well-known/jwks.json')).json()).toEqual(alphaKeys.jwks())
})

test.each<[string, object, string]>([
  ['an issuer that is no URL', { origin: ALPHA, issuer: 'alpha' }, 'issuer-malformed'],
  ['an origin with a path', { origin: `${ALPHA}/`, issuer: ALPHA }, 'site-malformed'],
])('%s is refused when the handler is made', (_, site, code) => {
  expect(() => tenants([site as Site])).toThrow(expect.objectContaining({ code }))
})
