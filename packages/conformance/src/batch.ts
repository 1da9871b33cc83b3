// Checks of a batch and its answer: one result for each receipt, in order, and no receipt affects another.
import { receiptIdentity } from '@placet/receipt'
import type { Check } from './check.ts'
import { demand } from './fault.ts'
import { flip } from './device.ts'
import { demandKept } from './evidence.ts'
import { violation } from './schema.ts'
import { ANSWER } from './schemas/answer.ts'
import { PROBLEM } from './schemas/problem.ts'
import { exchangeBehind, resultsOf } from './wire.ts'

export const SENDING: Check[] = [
  {
    name: 'batch',
    says: 'three sound receipts are kept and answered with 201 each',
    async run({ wire, device }) {
      const results = await wire.post(await device.receipts(3))
      for (const result of results) demandKept(result, 201)
    },
  },
  {
    name: 'empty-batch',
    says: 'a batch of no receipts is answered with no results',
    run: async ({ wire }) => void (await wire.post([])),
  },
  {
    name: 'full-batch',
    says: 'fifty receipts are taken at once',
    async run({ wire, device }) {
      for (const result of await wire.post(await device.receipts(50))) demandKept(result, 201, 'each of fifty')
    },
  },
  {
    name: 'media-types',
    says: 'text/plain and application/json are taken, with and without charset=utf-8, written small or large',
    async run({ wire, device }) {
      for (const type of [
        'text/plain;charset=UTF-8',
        'text/plain',
        'TEXT/PLAIN; charset="utf-8"',
        'application/json',
      ]) {
        const options = { headers: { 'content-type': type } }
        const [result] = await wire.post([await device.receipt()], options)
        demandKept(result, 201, `a receipt sent as ${type}`)
      }
    },
  },
  {
    name: 'without-length',
    says: 'a body that comes in pieces, without a Content-Length, is read',
    async run({ wire, device }) {
      demandKept((await wire.post([await device.receipt()], { chunked: true }))[0], 201)
    },
  },
  {
    name: 'members-to-come',
    says: 'members of the body that version 1 does not know are ignored',
    async run({ wire, device }) {
      const receipts = [await device.receipt()]
      const exchange = await wire.postBody(
        JSON.stringify({ v: 1, receipts, last: { size: 1, root: 'x' }, later: [{}] }),
      )
      demandKept(resultsOf(exchange, 1)[0], 201)
    },
  },
  {
    name: 'sent-at',
    says: 'the sender’s clock is no reason to refuse: 1970, 2099, a text, none',
    async run({ wire, device }) {
      for (const sentAt of [0, 4_070_908_800, 'whenever', undefined]) {
        const receipts = [await device.receipt()]
        const exchange = await wire.postBody(JSON.stringify({ v: 1, sentAt, receipts }))
        demandKept(resultsOf(exchange, 1)[0], 201, `a receipt with sentAt ${JSON.stringify(sentAt)}`)
      }
    },
  },
]

export const ANSWERS: Check[] = [
  {
    name: 'order-kept',
    says: 'results stand in the order of the receipts, the refused among them',
    async run({ wire, device }) {
      const [one, two, three] = (await device.receipts(3)) as [string, string, string]
      const sent = [one, flip(two, 2), three, one]
      const results = await wire.post(sent)
      const came = results.map(({ status }) => status).join(', ')
      demand(
        came === '201, 422, 201, 200',
        `results must be 201, 422, 201, 200; they are ${came}`,
        exchangeBehind(results[0]),
      )
      await demandIds(sent, results)
    },
  },
  {
    name: 'spelling-kept',
    says: 'a receipt is what was signed, letter by letter: with white space, escapes, 1e0 or another order it is kept, under that identity',
    async run({ wire, device }) {
      const reversed = (json: string) =>
        JSON.stringify(Object.fromEntries(Object.entries(JSON.parse(json) as object).reverse()))
      const spaced = (json: string) => JSON.stringify(JSON.parse(json), null, 2)
      const escaped = (json: string) => json.replace('"evt"', '"\\u0065vt"').replaceAll('/', '\\/')
      const number = (json: string) => json.replace('"seq":1', '"seq":1e0')
      const texts = [reversed, spaced, escaped, number].map((text) => device.bent({ text }))
      const heads = [reversed, spaced].map((head) => device.bent({ head }))
      const sent = await Promise.all([...texts, ...heads])
      const results = await wire.post(sent)
      for (const result of results) demandKept(result, 201, 'a receipt whose JSON is written in another way')
      await demandIds(sent, results)
    },
  },
  {
    name: 'id-in-answers',
    says: 'every result names its receipt by its identity, a refused one as well',
    async run({ wire, device }) {
      const sent = [
        await device.receipt(),
        flip(await device.receipt(), 1),
        await device.bent({ header: { alg: 'none' } }),
      ]
      await demandIds(sent, await wire.post(sent))
    },
  },
  {
    name: 'answer-shape',
    says: 'an answer and a refusal are what docs/schemas says of them, member by member',
    async run({ wire, device }) {
      const jti = crypto.randomUUID()
      const [kept, conflict] = [await device.bent({ claims: { jti } }), await device.bent({ claims: { jti } })]
      const answer = await wire.postBatch([kept, kept, conflict, flip(await device.receipt(), 2), 7])
      const refusal = await wire.postBody('{"v":2,"receipts":[]}')
      for (const [schema, exchange] of [[ANSWER, answer] as const, [PROBLEM, refusal] as const]) {
        const wrong = violation(schema, exchange.json, [PROBLEM])
        demand(wrong === undefined, `it is not as its schema says: ${wrong}`, exchange)
      }
    },
  },
  {
    name: 'malformed-item-does-not-hurt-others',
    says: 'what is no receipt at all is refused alone (422), and the sound ones beside it are kept',
    async run({ wire, device }) {
      const [first, last] = (await device.receipts(2)) as [string, string]
      const sent = [first, 7, null, {}, [], true, '', 'x', 'a.b.c', '\u0000', 'é.è.ê', last]
      const results = await wire.post(sent)
      demandKept(results[0], 201, 'the sound receipt before them')
      demandKept(results.at(-1), 201, 'the sound receipt after them')
      for (const [at, result] of results.entries()) {
        if (at === 0 || at === sent.length - 1) continue
        const what = JSON.stringify(sent[at])
        demand(result.status === 422, `${what} must be 422; it is ${result.status}`, exchangeBehind(result))
        const { code, type } = result.problem ?? {}
        const named = typeof code === 'string' && type === `urn:placet:problem:${code}`
        demand(named, `the result for ${what} names no problem by type and code`, exchangeBehind(result))
      }
    },
  },
]

type Named = { id?: string }

async function demandIds(sent: readonly string[], results: readonly Named[]): Promise<void> {
  for (const [at, result] of results.entries()) {
    const id = await receiptIdentity(sent[at]!)
    demand(
      result.id === id,
      `result ${at + 1} names ${result.id}, the receipt is ${id}`,
      exchangeBehind(result as never),
    )
  }
}
