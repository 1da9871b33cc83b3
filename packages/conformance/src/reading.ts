// What a backend gives out: a kept receipt to whoever has it, keys and notices to anyone, and how it is.
import { sha256 } from '@placet/receipt'
import type { Check } from './check.ts'
import { demand } from './fault.ts'
import { bearerOf, demandKept } from './evidence.ts'
import { demandProblem } from './form.ts'

export const READING: Check[] = [
  {
    name: 'receipt-read',
    should: true,
    says: 'GET /receipts/:id gives the receipt and its countersignature to whoever has the receipt, as they were, uncached',
    async run({ wire, device, site }) {
      const receipt = await device.receipt()
      const [result] = await wire.post([receipt])
      demandKept(result, 201)
      const exchange = await wire.get(`/receipts/${result.id}`, { origin: site, ...(await bearerOf(receipt)) })
      const { status, json, headers } = exchange
      demand(status === 200, `it should be 200; it is ${status}`, exchange)
      const bundle = json as { receipt?: unknown; countersignature?: unknown; status?: unknown }
      const same = bundle.receipt === receipt && bundle.countersignature === result.countersignature
      demand(same, 'it is another receipt or countersignature than was kept', exchange)
      demand(bundle.status === 'kept', 'status should be "kept"', exchange)
      const cache = headers['cache-control'] ?? 'missing'
      demand(cache.includes('no-store'), `cache-control should be no-store; it is ${cache}`, exchange)
    },
  },
  {
    name: 'receipt-unknown',
    says: 'an identity that nobody kept is 404 not-found; a refused receipt is not kept',
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
    says: 'a notice that nobody registered is 404 not-found',
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
