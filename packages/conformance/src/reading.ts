// Checks of reading: receipts with their tokens, public keys and notices, and the health of the backend.
import { sha256 } from '@placet/receipt'
import type { Check } from './check.ts'
import { twin } from './device.ts'
import { demand, Skip } from './fault.ts'
import { bearerOf, demandKept } from './evidence.ts'
import { demandProblem } from './form.ts'
import { violation } from './schema.ts'
import { BUNDLE } from './schemas/bundle.ts'

export const READING: Check[] = [
  {
    name: 'receipt-read',
    should: true,
    says: 'GET /receipts/:id gives the receipt and its countersignature, with its bearer token, unchanged and uncached',
    async run({ wire, device, evidence, site }) {
      const receipt = await device.receipt()
      const [result] = await wire.post([receipt])
      demandKept(result, 201)
      const exchange = await evidence.read(`/receipts/${result.id}`, receipt, { origin: site })
      const { status, json, headers } = exchange
      demand(status === 200, `it should be 200; it is ${status}`, exchange)
      const bundle = json as { receipt?: unknown; countersignature?: unknown; status?: unknown }
      const same = bundle.receipt === receipt && bundle.countersignature === result.countersignature
      demand(same, 'it is another receipt or countersignature than was kept', exchange)
      demand(bundle.status === 'kept', 'status should be "kept"', exchange)
      const wrong = violation(BUNDLE, json)
      demand(wrong === undefined, `it is not as docs/schemas/bundle.schema.json says: ${wrong}`, exchange)
      const cache = headers['cache-control'] ?? 'missing'
      demand(cache.includes('no-store'), `cache-control should be no-store; it is ${cache}`, exchange)
    },
  },
  {
    name: 'first-text-kept',
    says: 'what is read is the text that was countersigned: a duplicate, as the other valid signature, does not replace it',
    async run({ wire, device, evidence, site }) {
      const receipt = await device.receipt()
      const [result] = await wire.post([receipt])
      demandKept(result, 201)
      const path = `/receipts/${result.id}`
      const before = await evidence.read(path, receipt, { origin: site })
      if (before.status === 404) throw new Skip('the backend gives out no receipts')
      await wire.post([twin(receipt)])
      const exchange = await evidence.read(path, receipt, { origin: site })
      const kept = (exchange.json as { receipt?: unknown } | undefined)?.receipt
      demand(kept === receipt, 'it is another text than the one that came first', exchange)
    },
  },
  {
    name: 'read-by-identity-only',
    says: 'a receipt is found by its identity and by nothing else: not by jti, part of a name, or other letters',
    async run({ wire, device, evidence, site }) {
      const jti = crypto.randomUUID()
      const receipt = await device.bent({ claims: { jti } })
      const [result] = await wire.post([receipt])
      demandKept(result, 201)
      const id = result.id!
      const word = await evidence.word(receipt, result)
      const swapped = id.replace(/[a-z]/i, (a) => (a === a.toLowerCase() ? a.toUpperCase() : a.toLowerCase()))
      const names = [jti, jti.toUpperCase(), swapped, id.toLowerCase(), id.slice(0, 42), '%25', '*', '']
      if (word) names.push(word.jti, encodeURIComponent(word.sub))
      for (const name of names) {
        const exchange = await evidence.read(`/receipts/${name}`, receipt, { origin: site })
        demand(
          !exchange.text.includes(receipt),
          'it gives out a receipt under a name that is not its identity',
          exchange,
        )
        demand(exchange.status === 404, `it must be 404; it is ${exchange.status}`, exchange)
      }
    },
  },
  {
    name: 'receipt-unknown',
    says: 'an unknown identity is 404 not-found; a refused receipt is not kept',
    async run({ wire, device, site }) {
      const sent = await device.bent({ header: { alg: 'none' } })
      const [refused] = await wire.post([sent])
      const headers = { origin: site, ...(await bearerOf(sent)) }
      for (const id of [await sha256(crypto.randomUUID()), refused!.id]) {
        demandProblem(await wire.get(`/receipts/${id}`, headers), 404, 'not-found')
      }
    },
  },
  {
    name: 'notices',
    says: 'a notice that is not registered is 404 not-found',
    async run({ wire }) {
      demandProblem(await wire.get(`/notices/${await sha256(crypto.randomUUID())}`), 404, 'not-found')
    },
  },
  {
    name: 'head-and-options',
    should: true,
    says: 'HEAD is answered like GET, without a body; OPTIONS with 204',
    async run({ wire }) {
      const head = await wire.send('HEAD', '/health')
      demand(head.status === 200 && head.bytes.length === 0, `HEAD should be 200; it is ${head.status}`, head)
      const options = await wire.send('OPTIONS', '/health')
      demand(options.status === 204, `OPTIONS should be 204; it is ${options.status}`, options)
    },
  },
  {
    name: 'health',
    should: true,
    says: 'GET /health is 200 and {"status":"ok"}',
    async run({ wire }) {
      const exchange = await wire.get('/health')
      const { status } = (exchange.json ?? {}) as { status?: unknown }
      demand(exchange.status === 200 && status === 'ok', 'it should be 200 and {"status":"ok"}', exchange)
    },
  },
]
