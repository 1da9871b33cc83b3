// Checks of sites and CORS: whose receipts are accepted, and which pages may read the answers. Credentials are never allowed.
import type { Check } from './check.ts'
import { demand, type Exchange } from './fault.ts'
import { flip } from './device.ts'
import { demandKept } from './evidence.ts'
import { demandProblem } from './form.ts'
import { batchOf } from './wire.ts'

/** Is never an accepted site: the name cannot be registered (RFC 2606). */
const FOREIGN = 'https://foreign.placet.invalid'

export const SITES: Check[] = [
  {
    name: 'foreign-site',
    says: 'a sound receipt for another site refuses the whole request (403 site-unknown), and nothing of it is kept',
    async run({ wire, device }) {
      const [ours, foreign] = [await device.receipt(), await device.receipt({ aud: FOREIGN })]
      demandProblem(await wire.postBatch([ours, foreign]), 403, 'site-unknown')
      demandKept((await wire.post([ours]))[0], 201, 'our receipt out of the refused batch, sent by itself')
    },
  },
  {
    name: 'corrupt-foreign-site',
    says: 'a corrupt receipt that names another site is refused alone: it must not block the queue behind it',
    async run({ wire, device }) {
      const [ours, foreign] = [await device.receipt(), await device.receipt({ aud: FOREIGN })]
      const exchange = await wire.postBatch([flip(foreign, 2), ours])
      demand(exchange.status === 200, `the answer must be 200; it is ${exchange.status}`, exchange)
      const [, kept] = (exchange.json as { results: { status: number }[] }).results
      demand(kept?.status === 201, `our receipt behind it must be 201; it is ${kept?.status}`, exchange)
    },
  },
  {
    name: 'foreign-origin',
    says: 'a request whose Origin is no site of this backend is 403 site-unknown; null is no site',
    async run({ wire, device, site }) {
      const receipt = await device.receipt()
      for (const origin of [FOREIGN, 'null', `${site}.placet.invalid`, 'nonsense', ...neighbours(site)]) {
        demandProblem(await wire.postBatch([receipt], { headers: { origin } }), 403, 'site-unknown')
      }
    },
  },
  {
    name: 'no-origin',
    says: 'a request without Origin, from a server, is judged by its receipts alone',
    async run({ wire, device }) {
      const headers = { 'content-type': 'application/json' }
      const own = await wire.send('POST', '/receipts', { headers, body: batchOf([await device.receipt()]) })
      demand(own.status === 200, `it must be 200; it is ${own.status}`, own)
      const foreign = batchOf([await device.receipt({ aud: FOREIGN })])
      demandProblem(await wire.send('POST', '/receipts', { headers, body: foreign }), 403, 'site-unknown')
    },
  },
  {
    name: 'cors-origin',
    says: 'answers and refusals name the site’s own origin, with Vary: Origin, and expose Retry-After',
    async run({ wire, device, site }) {
      const kept = await wire.postBatch([await device.receipt()])
      const refused = await wire.postBatch(Array<string>(51).fill('x'))
      for (const exchange of [kept, refused]) {
        demandAllowed(exchange, site)
        const exposed = exchange.headers['access-control-expose-headers'] ?? ''
        demand(/\bretry-after\b/i.test(exposed), 'Access-Control-Expose-Headers must name Retry-After', exchange)
      }
    },
  },
  {
    name: 'cors-receipt',
    says: 'what is about one receipt is readable by pages of its site only: never *, never a foreign origin',
    async run({ wire, device, evidence, site }) {
      const receipt = await device.receipt()
      const [result] = await wire.post([receipt])
      demandKept(result, 201)
      const paths = [`/receipts/${result.id}`, `/receipts/${result.id}/proof`]
      for (const path of paths) {
        const own = await evidence.read(path, receipt, { origin: site })
        // A backend need not support this path.
        if (own.status === 404) continue
        demandAllowed(own, site)
        const others = [await evidence.read(path, receipt, { origin: FOREIGN }), await evidence.read(path, receipt)]
        for (const other of others) {
          const { 'access-control-allow-origin': allowed } = other.headers
          const open = other.status === 200 && (allowed === '*' || allowed === FOREIGN)
          demand(!open, `any page may read it: Access-Control-Allow-Origin is ${allowed}`, other)
        }
      }
    },
  },
  {
    name: 'cors-refused',
    should: true,
    says: 'a page that is refused as site-unknown may read the reason (Access-Control-Allow-Origin: *)',
    async run({ wire }) {
      const exchange = await wire.postBatch([], { headers: { origin: FOREIGN } })
      const allowed = exchange.headers['access-control-allow-origin'] ?? 'missing'
      demand(allowed === '*', `Access-Control-Allow-Origin should be *; it is ${allowed}`, exchange)
    },
  },
  {
    name: 'cors-preflight',
    says: 'OPTIONS answers 204: POST and content-type are allowed, to the site',
    async run({ wire, site }) {
      const headers = {
        origin: site,
        'access-control-request-method': 'POST',
        'access-control-request-headers': 'content-type',
      }
      const exchange = await wire.send('OPTIONS', '/receipts', { headers })
      const { headers: came, status } = exchange
      demand(status === 204, `it must be 204; it is ${status}`, exchange)
      demand(came['access-control-allow-origin'] === site, `Access-Control-Allow-Origin must be ${site}`, exchange)
      const methods = came['access-control-allow-methods'] ?? ''
      demand(/\bPOST\b/.test(methods), 'Access-Control-Allow-Methods must name POST', exchange)
      const allowed = came['access-control-allow-headers'] ?? ''
      demand(/\bcontent-type\b/i.test(allowed), 'Access-Control-Allow-Headers must name content-type', exchange)
    },
  },
  {
    name: 'no-credentials',
    says: 'no cookie is set and credentials are never allowed, whatever the request asks',
    async run({ wire, device, site }) {
      const options = { headers: { cookie: 'session=1', authorization: 'Basic eDp4' } }
      const asked = { origin: site, 'access-control-request-method': 'POST' }
      const exchanges: Exchange[] = [
        await wire.postBatch([await device.receipt()], options),
        await wire.postBatch([], { headers: { origin: FOREIGN } }),
        await wire.send('OPTIONS', '/receipts', { headers: asked }),
      ]
      for (const exchange of exchanges) {
        const { 'access-control-allow-credentials': allowed, 'set-cookie': cookie } = exchange.headers
        demand(allowed === undefined, 'Access-Control-Allow-Credentials must not be there', exchange)
        demand(cookie === undefined, 'a cookie is set', exchange)
      }
    },
  },
]

/** @throws Fault unless pages of the site, and they alone, may read the answer */
function demandAllowed(exchange: Exchange, site: string): void {
  const { 'access-control-allow-origin': allowed = 'missing', vary = '' } = exchange.headers
  demand(allowed === site, `Access-Control-Allow-Origin must be ${site}; it is ${allowed}`, exchange)
  demand(/\borigin\b/i.test(vary), `Vary must name Origin; it is ${vary || 'missing'}`, exchange)
}

// Other origins of the same host (RFC 6454). On loopback there are none: such a backend may accept all loopback origins.
function neighbours(site: string): string[] {
  const { protocol, host, hostname } = new URL(site)
  if (hostname === '[::1]' || /^127\.|(^|\.)localhost$/.test(hostname)) return []
  return [`${protocol === 'https:' ? 'http:' : 'https:'}//${host}`, `${protocol}//${hostname}:8443`]
}
