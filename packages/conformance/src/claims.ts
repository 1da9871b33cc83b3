// Checks of claims: every malformed claim and member is refused, and every valid one is accepted.
import { createKey, receiptIdentity } from '@placet/receipt'
import { type BentClaims, withOneBent, withoutOne } from './bent-claims.ts'
import type { Bench, Check } from './check.ts'
import { demandKept } from './evidence.ts'
import { demand } from './fault.ts'
import { RECEIPT_CLAIMS } from './schemas/receipt-claims.ts'
import { soundClaims } from './sound-claims.ts'
import { exchangeBehind } from './wire.ts'

/** Receipts that fit into a body of 60,000 bytes, with room for longer claims. */
const BATCH = 40

export const CLAIMS: Check[] = [
  {
    name: 'claim-missing',
    says: 'a receipt without one of its claims: 422 claim-missing',
    async run(bench) {
      await refusesAll(bench, withoutOne(RECEIPT_CLAIMS, await everyClaim(bench)), 'claim-missing')
    },
  },
  {
    name: 'claim-malformed',
    says: 'every claim and member of another shape than its schema says: 422 claim-malformed',
    async run(bench) {
      await refusesAll(bench, withOneBent(RECEIPT_CLAIMS, await everyClaim(bench)), 'claim-malformed')
    },
  },
  {
    name: 'site-spelling',
    says: 'a site has one spelling, that of an origin (RFC 6454): any other is 422 claim-malformed',
    async run(bench) {
      const { protocol, hostname, host } = new URL(bench.site)
      const port = protocol === 'https:' ? 443 : 80
      const spellings = [
        `${bench.site}/`,
        `${bench.site}?`,
        `${protocol}//x@${host}`,
        `${protocol}//${host.toUpperCase()}`,
      ]
      const all = [
        ...spellings,
        `${protocol.toUpperCase()}//${host}`,
        `${protocol}//${hostname}:${port}`,
        host,
        'null',
        '*',
      ]
      await refusesAll(
        bench,
        all.map((aud) => ({ what: `aud ${aud}`, claims: { aud } })),
        'claim-malformed',
      )
    },
  },
  {
    name: 'chain-contradiction',
    says: 'number 1 names none before it and a later one does (chain-mismatch); a one-off key has none (claim-malformed)',
    async run(bench) {
      const prev = await receiptIdentity(await bench.device.receipt())
      const first = { what: 'number 1 with prev', claims: { seq: 1, prev, kp: undefined } }
      const later = { what: 'number 2 without prev', claims: { seq: 2, kp: undefined } }
      await refusesAll(bench, [first, later], 'chain-mismatch')
      const once = { what: 'number 2 of a one-off key', claims: { seq: 2, prev, kp: 'once' } }
      await refusesAll(bench, [once], 'claim-malformed')
    },
  },
  {
    name: 'claims-taken',
    says: 'every value that the format knows is taken, at its ends and in the middle',
    async run(bench) {
      const all = soundClaims(await everyClaim(bench))
      for (const [at, result] of (await postBent(bench, all)).entries()) {
        demandKept(result, 201, `a receipt with ${all[at]!.what}`)
      }
    },
  },
]

async function refusesAll(bench: Bench, all: BentClaims[], code: string): Promise<void> {
  const key = await createKey()
  for (const [at, result] of (await postBent(bench, all, key)).entries()) {
    const exchange = exchangeBehind(result)
    const { what } = all[at]!
    const kept = result.status === 201 || result.status === 200
    demand(!kept, `with ${what} it was kept (${result.status}); it must be 422 ${code}`, exchange)
    const came = [result.status, result.problem?.code].filter(Boolean).join(' ')
    demand(came === `422 ${code}`, `with ${what} it must be 422 ${code}; it is ${came}`, exchange)
  }
}

// Each receipt has a key of its own, unless one is given.
async function postBent({ wire, device }: Bench, all: BentClaims[], key?: CryptoKeyPair) {
  const receipts = await Promise.all(all.map(({ claims }) => device.bent({ claims }, key)))
  const results = []
  for (let at = 0; at < receipts.length; at += BATCH) results.push(...(await wire.post(receipts.slice(at, at + BATCH))))
  return results
}

// All claims that a receipt may have, without jti and sub, which differ for each receipt. It is not the first of its key.
async function everyClaim({ device, site }: Bench) {
  const claims = await device.claims()
  return {
    ...claims,
    aud: site,
    ret: { conformance: 'P6M' },
    seq: 2,
    prev: await receiptIdentity(await device.receipt()),
    kp: 'mem',
    dsp: { removed: [] },
  }
}
