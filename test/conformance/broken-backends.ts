// Backends that break one rule of the protocol each, to show that the conformance kit can fail: a sound one in memory,
// and before it whatever breaks it.
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { Readable } from 'node:stream'
import { createHandler, generateKeys, type HandlerOptions, keyringFrom, type Result } from '@placet/server'
import { createMemoryStore } from '@placet/server/stores/memory'

type Bend = (answer: () => Promise<Response>, request: Request) => Promise<Response>
/** What breaks it, and which checks must not hold then. */
export type Broken = { bend?: Bend; options?: Partial<HandlerOptions>; failed: string[]; advised?: string[] }

// Each breaks one rule, and its neighbours hear of it only where they rest on that rule.
export const BROKEN: Record<string, Broken> = {
  'countersigns a duplicate anew': {
    bend: results((result) =>
      result.status === 200 ? { ...result, countersignature: `${result.countersignature}A` } : result,
    ),
    failed: [
      'duplicate-same-answer',
      'duplicate-in-one-batch',
      'malleated-twin',
      'jti-conflict',
      'jti-conflict-same-key',
      'concurrent-duplicates',
      'one-place-each',
    ],
  },
  'keeps a second receipt under one jti': {
    bend: results((result) => (result.status === 409 ? { id: result.id!, status: 200 } : result)),
    failed: ['jti-conflict', 'jti-conflict-same-key', 'concurrent-conflict'],
  },
  'does not look at signatures': {
    bend: results((result) =>
      result.problem?.code === 'signature-invalid' ? { id: result.id!, status: 201 } : result,
    ),
    failed: [
      ...['order-kept', 'flipped-signature', 'flipped-claim', 'der-signature', 'signature-length'],
      ...['forged-under-known-key', 'forged-copy'],
    ],
  },
  'takes a private key that travels': {
    bend: results((result) => (result.problem?.code === 'jwk-refused' ? { id: result.id!, status: 201 } : result)),
    failed: ['private-key-in-jwk', 'point-off-curve', 'jwk-malformed'],
  },
  'refuses a wrong clock': {
    bend: results((result) =>
      result.flags?.includes('clock-skew')
        ? { id: result.id!, status: 422, problem: reason('claim-malformed') }
        : result,
    ),
    failed: ['sent-at', 'clock-skew-accepted', 'clock-skew-told', 'countersigned-time'],
  },
  'lets one bad item spoil the batch': {
    bend: async (answer) => {
      const response = await answer()
      const spoiled = response.status === 200 && (await response.clone().text()).includes('"status":422')
      if (!spoiled) return response
      const { results } = (await response.json()) as { results: Result[] }
      const all = results.map((result) => ({
        id: result.id,
        status: 422,
        problem: result.problem ?? reason('jws-malformed'),
      }))
      return Response.json({ v: 1, results: all }, { headers: response.headers })
    },
    failed: ['order-kept', 'malformed-item-does-not-hurt-others', 'forged-under-known-key', 'corrupt-foreign-site'],
  },
  'answers in another order': {
    bend: async (answer, request) => {
      const response = await answer()
      if (request.method !== 'POST' || response.status !== 200) return response
      const { results } = (await response.json()) as { results: Result[] }
      return Response.json({ v: 1, results: [...results].reverse() }, { headers: response.headers })
    },
    failed: [
      ...['order-kept', 'spelling-kept', 'id-in-answers', 'forged-under-known-key', 'duplicate-in-one-batch'],
      ...['jti-conflict', 'jti-conflict-same-key', 'corrupt-foreign-site', 'countersignature-holds'],
      ...['countersignature-names-the-receipt', 'countersignature-jti', 'proof-holds'],
    ],
  },
  'fails on bad JSON': {
    bend: async (answer, request) => {
      const body = request.method === 'POST' ? await request.clone().text() : '{}'
      try {
        JSON.parse(body)
      } catch {
        if (body.length < 60_000) return new Response('Traceback (most recent call last)', { status: 500 })
      }
      return answer()
    },
    failed: ['malformed-json'],
    advised: ['unending-body'],
  },
  'reads all of a body': {
    bend: async (answer, request) => {
      await request.clone().arrayBuffer()
      return answer()
    },
    failed: [],
    advised: ['unending-body'],
  },
  'has no CORS': {
    bend: headers((all) => {
      for (const name of [...all.keys()]) if (name.startsWith('access-control-')) all.delete(name)
    }),
    failed: ['cors-origin', 'cors-receipt', 'cors-preflight', 'jwks', 'cors-preflight-reading'],
    advised: ['cors-refused'],
  },
  'lets any page send credentials': {
    bend: headers((all) => all.set('access-control-allow-credentials', 'true')),
    failed: ['no-credentials'],
  },
  'takes every site': {
    options: { sites: ['http://localhost', 'https://foreign.placet.invalid'] },
    failed: ['foreign-site', 'foreign-origin', 'no-origin', 'cors-receipt'],
    advised: ['cors-refused'],
  },
  'lets its refusals be cached': {
    bend: headers((all) => all.get('content-type') === 'application/problem+json' && all.delete('cache-control')),
    failed: ['problem-details'],
  },
  'shows other keys than it signs with': {
    bend: async (answer, { url }) =>
      url.endsWith('jwks.json')
        ? Response.json(keyringFrom(generateKeys()).jwks(), { headers: (await answer()).headers })
        : answer(),
    failed: ['countersignature-holds', 'proof-holds', 'one-place-each', 'proof-route', 'log-grows-consistently'],
  },
  'shows its private keys': {
    bend: async (answer, { url }) => {
      const response = await answer()
      if (!url.endsWith('jwks.json')) return response
      const { keys } = (await response.json()) as { keys: { x: string }[] }
      return Response.json({ keys: keys.map((key) => ({ ...key, d: key.x })) }, { headers: response.headers })
    },
    failed: ['jwks'],
  },
  'changes a leaf that it signed for': {
    bend: async (answer, { url }) => {
      const response = await answer()
      if (!url.includes('/tile/0/000') || response.status !== 200) return response
      const bytes = new Uint8Array(await response.arrayBuffer())
      bytes[40]! ^= 1
      return new Response(bytes, { headers: response.headers })
    },
    failed: ['log-grows-consistently'],
  },
  'signs another root than it shows': {
    bend: async (answer, { url }) => {
      const response = await answer()
      if (!url.endsWith('/checkpoint')) return response
      const [origin, size, root, ...rest] = (await response.text()).split('\n')
      const turned = `${root!.startsWith('A') ? 'B' : 'A'}${root!.slice(1)}`
      return new Response([origin, size, turned, ...rest].join('\n'), { headers: response.headers })
    },
    failed: ['log-grows-consistently'],
  },
  'gives out entries': {
    bend: async (answer, { url }) => (url.includes('/tile/entries/') ? new Response('entries') : answer()),
    failed: ['no-entries'],
  },
}

function reason(code: string) {
  return { type: `urn:placet:problem:${code}`, code, title: 'No.', detail: 'no' } as NonNullable<Result['problem']>
}

export function results(bend: (result: Result) => Result): Bend {
  return async (answer, request) => {
    const response = await answer()
    if (request.method !== 'POST' || response.status !== 200) return response
    const body = (await response.json()) as { results: Result[] }
    return Response.json({ ...body, results: body.results.map(bend) }, { headers: response.headers })
  }
}

function headers(bend: (headers: Headers) => unknown): Bend {
  return async (answer) => {
    const response = await answer()
    bend(response.headers)
    return response
  }
}

/** A sound backend in memory behind a socket, and before it whatever breaks it. */
export async function listen({ bend = (answer) => answer(), options }: Omit<Broken, 'failed'>) {
  let handle: (request: Request) => Promise<Response>
  const server = createServer((asked, answer) => {
    const body = ['GET', 'HEAD', 'OPTIONS'].includes(asked.method!) ? null : (Readable.toWeb(asked) as ReadableStream)
    const init = { method: asked.method!, headers: asked.headers as HeadersInit, body, duplex: 'half' }
    const request = new Request(`${url}${asked.url}`, init)
    const sound = request.clone()
    // The kit breaks a connection off where it has asked enough.
    asked.on('error', () => undefined)
    const respond = async () => {
      const response = await bend(() => handle(sound), request)
      if (!asked.complete) response.headers.set('connection', 'close')
      answer.writeHead(response.status, Object.fromEntries(response.headers))
      answer.end(Buffer.from(await response.arrayBuffer()))
    }
    respond().catch(() => answer.destroy())
  })
  const url = await new Promise<string>((done) => {
    server.listen(0, '127.0.0.1', () => done(`http://127.0.0.1:${(server.address() as AddressInfo).port}`))
  })
  handle = createHandler({ store: createMemoryStore(), keys: keyringFrom(generateKeys()), issuer: url, ...options })
  const close = () => {
    server.closeAllConnections()
    return new Promise((done) => server.close(done))
  }
  return { url, close }
}
