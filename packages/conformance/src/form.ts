// Checks of requests that are refused as a whole: malformed, too large, or to a wrong path. Bad input is never a 5xx.
import type { Check } from './check.ts'
import { demand, type Exchange } from './fault.ts'
import { demandKept } from './evidence.ts'
import { batchOf, type RequestOptions, type Wire } from './wire.ts'

/** Maximum bytes and receipts of a body. */
const MOST = { bytes: 60_000, receipts: 50 }

export const FORM: Check[] = [
  {
    name: 'malformed-json',
    says: 'a body that is no JSON object is 400 body-malformed',
    run: ({ wire }) => refusesBodies(wire, ['', '{"v":1,', 'null', '7', '[]', `{"v":${'['.repeat(20_000)}`]),
  },
  {
    name: 'not-utf8',
    says: 'a body that is no UTF-8 is 400 body-malformed',
    run: ({ wire }) => refusesBodies(wire, [Buffer.from('{"v":1,"receipts":[],"x":"\u00ff"}', 'latin1')]),
  },
  {
    name: 'not-a-list',
    says: 'receipts that are no list are 400 body-malformed',
    run: ({ wire }) => refusesBodies(wire, ['{"v":1}', '{"v":1,"receipts":{"length":1}}', '{"v":1,"receipts":"x"}']),
  },
  {
    name: 'wrong-version',
    says: 'a version other than 1 is 400 body-malformed',
    async run({ wire }) {
      await refusesBodies(wire, ['{"receipts":[]}', '{"v":2,"receipts":[]}', '{"v":"1","receipts":[]}'])
      await refusesBodies(wire, ['{"v":true,"receipts":[]}', '{"v":[1],"receipts":[]}'])
    },
  },
  {
    name: 'too-many-receipts',
    says: 'more than fifty receipts are 413 batch-too-large, and none of them was kept',
    async run({ wire, device }) {
      const receipt = await device.receipt()
      const exchange = await wire.postBatch([receipt, ...Array<string>(MOST.receipts).fill('x')])
      demandProblem(exchange, 413, 'batch-too-large')
      demandKept((await wire.post([receipt]))[0], 201, 'a receipt out of the refused batch, sent by itself')
    },
  },
  {
    name: 'oversize-body',
    says: '60,000 bytes are read; one more is 413 body-too-large, with and without a length',
    async run({ wire }) {
      const filled = (size: number) => `{"v":1,"receipts":[],"x":"${'x'.repeat(size - 28)}"}`
      const most = await wire.postBody(filled(MOST.bytes))
      demand(most.status === 200, `a body of 60,000 bytes must be 200; it is ${most.status}`, most)
      demandProblem(await wire.postBody(filled(MOST.bytes + 1)), 413, 'body-too-large')
      demandProblem(await wire.postBody(filled(MOST.bytes + 1), { chunked: true }), 413, 'body-too-large')
    },
  },
  {
    name: 'unending-body',
    should: true,
    says: 'a body that is too large is refused before it ends',
    async run({ wire }) {
      const exchange = await wire.postBody('x'.repeat(MOST.bytes + 5000), { chunked: true, unending: true })
      demandProblem(exchange, 413, 'body-too-large')
    },
  },
  {
    name: 'media-type',
    says: 'another media type or charset is 415 media-type-refused',
    async run({ wire }) {
      for (const type of ['application/x-www-form-urlencoded', 'text/html', 'text/plain;charset=latin1', '']) {
        demandProblem(await postAs(wire, { 'content-type': type }), 415, 'media-type-refused')
      }
    },
  },
  {
    name: 'content-coding',
    says: 'a packed body is 415 media-type-refused',
    run: async ({ wire }) =>
      demandProblem(await postAs(wire, { 'content-encoding': 'gzip' }), 415, 'media-type-refused'),
  },
  {
    name: 'not-found',
    says: 'a path that is none is 404 not-found',
    run: async ({ wire }) => demandProblem(await wire.get('/no-such-path'), 404, 'not-found'),
  },
  {
    name: 'method-not-allowed',
    says: 'a method that /receipts does not know is 405, and Allow names those it knows',
    async run({ wire, site }) {
      for (const method of ['GET', 'PUT', 'DELETE']) {
        const exchange = await wire.send(method, '/receipts', { headers: { origin: site } })
        demandProblem(exchange, 405, 'method-not-allowed')
        const { allow = '' } = exchange.headers
        demand(/\bPOST\b/.test(allow), `Allow must name POST; it is ${allow || 'missing'}`, exchange)
      }
    },
  },
  {
    name: 'problem-details',
    says: 'a refusal is application/problem+json with type, code, title, status (RFC 9457), and no-store',
    async run({ wire }) {
      const exchange = await wire.postBody('{"v":2,"receipts":[]}')
      const { type, code, title, status } = (exchange.json ?? {}) as Record<string, unknown>
      const media = exchange.headers['content-type'] ?? 'missing'
      demand(
        /^application\/problem\+json\b/.test(media),
        `content-type is ${media}, not application/problem+json`,
        exchange,
      )
      const named = typeof code === 'string' && type === `urn:placet:problem:${code}`
      demand(named, 'type must be "urn:placet:problem:" and the code', exchange)
      demand(typeof title === 'string' && title !== '', 'title is missing', exchange)
      demand(status === exchange.status, `status says ${String(status)}, the answer is ${exchange.status}`, exchange)
      const cache = exchange.headers['cache-control'] ?? 'missing'
      demand(cache.includes('no-store'), `cache-control is ${cache}; a refusal must not be cached`, exchange)
    },
  },
]

/** @throws Fault unless the whole request was refused with this status and code */
export function demandProblem(exchange: Exchange, status: number, code: string): void {
  const came = (exchange.json as { code?: unknown } | undefined)?.code
  const seen = `${exchange.status}${came === undefined ? '' : ` ${String(came)}`}`
  demand(exchange.status === status && came === code, `it must be ${status} ${code}; it is ${seen}`, exchange)
}

async function refusesBodies(wire: Wire, bodies: readonly (string | Uint8Array)[]): Promise<void> {
  for (const body of bodies) demandProblem(await wire.postBody(body), 400, 'body-malformed')
}

function postAs(wire: Wire, headers: NonNullable<RequestOptions['headers']>): Promise<Exchange> {
  return wire.postBody(batchOf([]), { headers })
}
