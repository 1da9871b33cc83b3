// Checks of access to receipts: reading needs the receipt's text. Its identity, or the next receipt, is not sufficient.
import { receiptIdentity, sha256 } from '@placet/receipt'
import type { Check } from './check.ts'
import { twin } from './device.ts'
import { bearerOf, demandKept } from './evidence.ts'
import { demand, type Exchange, Skip } from './fault.ts'
import { exchangeBehind, type Result } from './wire.ts'

export const READ_ACCESS: Check[] = [
  {
    name: 'read-needs-the-receipt',
    says: 'with the identity, the next receipt or another token only, a kept receipt is 404, with the same text as an unknown one',
    async run({ wire, device, evidence, site }) {
      const receipt = await device.receipt()
      const prev = await receiptIdentity(receipt)
      const next = await device.bent({ claims: { seq: 2, prev, kp: undefined } })
      const [result, ofNext] = await wire.post([receipt, next])
      demandKept(result, 201)
      demandKept(ofNext, 201, 'the receipt that names it')
      const word = await evidence.word(receipt, result)
      const unknown = await sha256(crypto.randomUUID())
      for (const end of ['', '/proof']) {
        const ask = (id: string, authorization?: string) =>
          wire.get(`/receipts/${id}${end}`, { origin: site, ...(authorization === undefined ? {} : { authorization }) })
        // Applies also to backends that give out no receipts: their refusals must not differ either.
        const wanted = await ask(unknown)
        const { authorization: own } = await bearerOf(receipt)
        const token = own.slice('Bearer '.length)
        for (const guess of await guesses(receipt, next, word?.jti)) {
          demandSameRefusal(await ask(prev, guess), wanted)
        }
        for (const query of [`?read=${token}`, `?access_token=${token}`, `?token=${token}`]) {
          demandSameRefusal(await wire.get(`/receipts/${prev}${end}${query}`, { origin: site }), wanted)
        }
        demandSameRefusal(await ask(unknown, own), wanted)
      }
    },
  },
  {
    name: 'read-in-answers',
    says: 'read is SHA-256 of placet-read: and the text as it is kept, at 201 and at 200, where receipts can be read back',
    async run({ wire, device, evidence, site }) {
      const receipt = await device.receipt()
      const [first, again, other] = await wire.post([receipt, receipt, twin(receipt)])
      const exchange = await evidence.read(`/receipts/${first?.id}`, receipt, { origin: site })
      if (exchange.status === 404 && first?.read === undefined) throw new Skip('the backend gives out no receipts')
      demand(exchange.status === 200, `with the token it must be 200; it is ${exchange.status}`, exchange)
      const token = await sha256(`placet-read:${receipt}`)
      demandToken(first, token, 'of a receipt that is new')
      demandToken(again, token, 'of a receipt that came before')
      demandToken(other, token, 'of its other valid signature, which is not the text that is kept,')
    },
  },
  {
    name: 'cors-preflight-reading',
    says: 'where receipts can be read back, OPTIONS allows the site’s pages GET and authorization',
    async run({ wire, device, evidence, site }) {
      const receipt = await device.receipt()
      const [result] = await wire.post([receipt])
      demandKept(result, 201)
      const path = `/receipts/${result.id}`
      const read = await evidence.read(path, receipt, { origin: site })
      if (read.status === 404) throw new Skip('the backend gives out no receipts')
      const asked = { 'access-control-request-method': 'GET', 'access-control-request-headers': 'authorization' }
      const exchange = await wire.send('OPTIONS', path, { headers: { origin: site, ...asked } })
      const { headers, status } = exchange
      demand(status === 204, `it must be 204; it is ${status}`, exchange)
      demand(headers['access-control-allow-origin'] === site, `Access-Control-Allow-Origin must be ${site}`, exchange)
      const names = headers['access-control-allow-headers'] ?? ''
      demand(/\bauthorization\b/i.test(names), 'Access-Control-Allow-Headers must name authorization', exchange)
    },
  },
]

// Tokens that can be made without the receipt’s text.
async function guesses(receipt: string, next: string, jti = 'x'): Promise<(string | undefined)[]> {
  const id = await receiptIdentity(receipt)
  const signingInput = receipt.slice(0, receipt.lastIndexOf('.'))
  const texts = [id, jti, signingInput, '', next]
  const hashes = await Promise.all(texts.map((text) => sha256(`placet-read:${text}`)))
  const unnamed = await sha256(receipt)
  return [
    undefined,
    '',
    ...[id, unnamed, jti, '', ...hashes].map((token) => `Bearer ${token}`),
    `Basic ${btoa(`:${id}`)}`,
  ]
}

function demandSameRefusal(exchange: Exchange, wanted: Exchange): void {
  const { status, text } = exchange
  demand(status === 404, `without the receipt’s token it must be 404; it is ${status}`, exchange)
  const same = text === wanted.text
  demand(same, 'its text differs from that for an unknown receipt, which reveals that the receipt is kept', exchange)
}

function demandToken(result: Result | undefined, token: string, which: string): void {
  const came = result?.read
  demand(came === token, `read ${which} must be ${token}; it is ${came ?? 'missing'}`, exchangeBehind(result))
}
