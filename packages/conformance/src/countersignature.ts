// Checks of countersignatures: each is valid by the public keys, and names its receipt.
import { verify } from '@placet/receipt'
import type { Check, Level } from './check.ts'
import { demand } from './fault.ts'
import { demandKept } from './evidence.ts'
import { violation } from './schema.ts'
import { JWKS } from './schemas/jwks.ts'
import { exchangeBehind, resultsOf } from './wire.ts'

const level: Level = 'countersigned'

export const COUNTERSIGNATURE: Check[] = [
  {
    name: 'countersignature-holds',
    level,
    says: 'each countersignature is an ES256 JWS that the keys of the JWKS verify',
    async run({ wire, device, evidence }) {
      const receipts = await device.receipts(5)
      for (const [at, result] of (await wire.post(receipts)).entries()) {
        demandKept(result, 201)
        demand(result.countersignature !== undefined, 'there is no countersignature', exchangeBehind(result))
        const { valid, level: reached, findings } = await evidence.check(receipts[at]!, result)
        const why = findings.find(({ severity }) => severity === 'error') ?? findings[0]
        const seen = `verify says ${reached}: ${why?.code} (${why?.detail})`
        demand(valid && reached !== 'signed' && reached !== 'none', seen, exchangeBehind(result))
      }
    },
  },
  {
    name: 'countersignature-names-the-receipt',
    level,
    says: 'rcp, rid and sub are the receipt’s identity, jti and sub; no two countersignatures share a jti',
    async run({ wire, device }) {
      const receipts = await device.receipts(3)
      const results = await wire.post(receipts)
      const numbers = new Set<unknown>()
      for (const [at, result] of results.entries()) {
        const { id, claims, countersignature, findings } = await verify({ ...result, receipt: receipts[at]! })
        const mismatch = findings.find(({ code }) => code.startsWith('countersignature-m'))
        demand(!mismatch, String(mismatch?.detail), exchangeBehind(result))
        const { rcp, rid, sub, jti } = countersignature ?? {}
        const names = rcp === id && rid === claims?.jti && sub === claims?.sub
        demand(names, 'rcp, rid or sub is another receipt’s, or missing', exchangeBehind(result))
        numbers.add(jti)
      }
      demand(numbers.size === receipts.length, 'two countersignatures have one jti', exchangeBehind(results[0]))
    },
  },
  {
    name: 'clock-skew-told',
    level,
    says: 'res is clock_skew where sentAt is over a day off the backend’s clock; a decision that waited, or no sentAt, is accepted',
    async run({ wire, device, evidence }) {
      const day = Math.floor(Date.now() / 1000)
      for (const [sentAt, iat, wanted] of [
        ...([0, 4_070_908_800] as const).map((clock) => [clock, clock, 'clock_skew'] as const),
        ...([day, 'whenever', undefined] as const).map((clock) => [clock, day - 3 * 86_400, 'accepted'] as const),
      ]) {
        const receipt = await device.receipt({ iat })
        const exchange = await wire.postBody(JSON.stringify({ v: 1, sentAt, receipts: [receipt] }))
        const word = await evidence.word(receipt, resultsOf(exchange, 1)[0])
        demand(word?.res === wanted, `sentAt is ${sentAt}: res must be ${wanted}; it is ${word?.res}`, exchange)
      }
    },
  },
  {
    name: 'countersigned-time',
    level,
    says: 'iat of a countersignature is the backend’s clock, whatever the device and the sender say: the time to trust',
    async run({ wire, device, evidence }) {
      for (const said of [0, 4_070_908_800]) {
        const receipt = await device.receipt({ iat: said })
        const exchange = await wire.postBody(JSON.stringify({ v: 1, sentAt: said, receipts: [receipt] }))
        const [result] = resultsOf(exchange, 1)
        const { iat = 0 } = (await evidence.word(receipt, result)) ?? {}
        const off = Math.abs(iat - Date.now() / 1000)
        demand(off < 300, `iat is ${iat}, ${Math.round(off)} s off this machine’s clock`, exchange)
      }
    },
  },
  {
    name: 'countersignature-jti',
    level,
    says: 'jti of a countersignature is its own: another one each time, and not the receipt’s',
    async run({ wire, device, evidence }) {
      const receipts = await device.receipts(4)
      const used = new Set<unknown>()
      // Sent one by one and together: a jti must not be derived from the request or from the second.
      for (const batch of [receipts.slice(0, 1), receipts.slice(1, 2), receipts.slice(2)]) {
        for (const [at, result] of (await wire.post(batch)).entries()) {
          const word = await evidence.word(batch[at]!, result)
          demand(word !== undefined, 'there is no countersignature of this receipt', exchangeBehind(result))
          const { jti, rid, rcp } = word
          demand(jti !== rid && jti !== rcp, 'jti is the receipt’s, not its own', exchangeBehind(result))
          demand(!used.has(jti), `jti ${jti} was used before`, exchangeBehind(result))
          used.add(jti)
        }
      }
    },
  },
  {
    name: 'issuer',
    level,
    should: true,
    says: 'iss is the base URL, so that anyone finds the keys from the countersignature alone',
    async run({ wire, device, evidence }) {
      const receipt = await device.receipt()
      const [result] = await wire.post([receipt])
      const { iss } = (await evidence.word(receipt, result)) ?? {}
      demand(iss === wire.base, `iss is ${iss}; the kit speaks to ${wire.base}`, exchangeBehind(result))
    },
  },
  {
    name: 'jwks',
    level,
    says: 'the JWKS holds public keys only, each with its own kid, readable by any page',
    async run({ evidence }) {
      const { exchange, keys } = await evidence.keys()
      const secret = keys.find((key) => ['d', 'k', 'p', 'q'].some((name) => name in key))
      // The exchange is left out: the report must not contain the private key.
      demand(!secret, `the private half of ${secret?.kid} is public`)
      const kids = new Set(keys.map(({ kid }) => kid))
      const named = keys.length > 0 && kids.size === keys.length && ![...kids].includes(undefined)
      demand(named, 'each key needs a kid of its own', exchange)
      const es256 = keys.some(({ kty, crv }) => kty === 'EC' && crv === 'P-256')
      demand(es256, 'there is no P-256 key, and countersignatures are ES256', exchange)
      const allowed = exchange.headers['access-control-allow-origin'] ?? 'missing'
      demand(allowed === '*', `Access-Control-Allow-Origin must be *; it is ${allowed}`, exchange)
      const wrong = violation(JWKS, exchange.json)
      demand(wrong === undefined, `it is not as docs/schemas/jwks.schema.json says: ${wrong}`, exchange)
    },
  },
  {
    name: 'jwks-cache',
    level,
    says: 'a cache may hold the JWKS for a few minutes at most: a key that is revoked must be seen so',
    async run({ evidence }) {
      const { exchange } = await evidence.keys()
      const cache = exchange.headers['cache-control'] ?? ''
      const ages = [...cache.matchAll(/\b(?:s-maxage|max-age)=(\d+)/g)].map(([, seconds]) => Number(seconds))
      const brief = ages.every((seconds) => seconds <= 900) && !cache.includes('immutable')
      demand(brief, `cache-control is ${cache}; fifteen minutes are the most`, exchange)
    },
  },
]
