// Checks of idempotency: a receipt that is sent several times is kept once, and every answer is the first one.
import { createKey, receiptIdentity } from '@placet/receipt'
import type { Check } from './check.ts'
import { demand, Skip } from './fault.ts'
import { twin } from './device.ts'
import { demandKept } from './evidence.ts'
import { batchOf, exchangeBehind, type Result, resultsOf } from './wire.ts'

export const IDEMPOTENCY: Check[] = [
  {
    name: 'duplicate-same-answer',
    says: 'a receipt sent again is 200, with the countersignature of the first time, byte for byte',
    async run({ wire, device }) {
      const receipt = await device.receipt()
      const [first] = await wire.post([receipt])
      demandKept(first, 201)
      for (const type of ['text/plain', 'application/json']) {
        const [again] = await wire.post([receipt], { headers: { 'content-type': type } })
        demandKept(again, 200, 'the receipt sent again')
        demandSame(first, again)
      }
    },
  },
  {
    name: 'duplicate-in-one-batch',
    says: 'a receipt that stands twice in one batch is kept once: 201, then 200',
    async run({ wire, device }) {
      const [receipt, other] = (await device.receipts(2)) as [string, string]
      const [first, , again] = await wire.post([receipt, other, receipt])
      demandKept(first, 201, 'the first of the two')
      demandKept(again, 200, 'the second of the two')
      demandSame(first, again)
    },
  },
  {
    name: 'malleated-twin',
    says: 'the receipt under its other valid signature (r, n − s) is the same receipt',
    async run({ wire, device }) {
      const receipt = await device.receipt()
      const [first] = await wire.post([receipt])
      demandKept(first, 201)
      const [again] = await wire.post([twin(receipt)])
      demandKept(again, 200, 'its twin')
      demandSame(first, again)
    },
  },
  {
    name: 'jti-conflict',
    says: 'another receipt with a jti that this site has is 409, and the first stays what it was',
    async run({ wire, device }) {
      const jti = crypto.randomUUID()
      const [one, other] = [await device.bent({ claims: { jti } }), await device.bent({ claims: { jti } })]
      const [first] = await wire.post([one])
      demandKept(first, 201)
      const [conflict, again] = await wire.post([other, one])
      demand(
        conflict?.status === 409,
        `the other receipt must be 409; it is ${conflict?.status}`,
        exchangeBehind(conflict),
      )
      const { code } = conflict.problem ?? {}
      demand(code === 'jti-conflict', `its code must be jti-conflict; it is ${code}`, exchangeBehind(conflict))
      demand(conflict.countersignature === undefined, 'what is refused is countersigned', exchangeBehind(conflict))
      demandKept(again, 200, 'the first receipt sent again')
      demandSame(first, again)
    },
  },
  {
    name: 'jti-conflict-same-key',
    says: 'another receipt with a jti of the same device is 409 as well: a device cannot replace its receipt',
    async run({ wire, device }) {
      const [key, jti] = [await createKey(), crypto.randomUUID()]
      const one = await device.bent({ claims: { jti, kp: undefined } }, key)
      const later = { jti, kp: undefined, seq: 2, prev: await receiptIdentity(one) }
      const other = await device.bent({ claims: later }, key)
      const [first] = await wire.post([one])
      demandKept(first, 201)
      const [conflict, again] = await wire.post([other, one])
      const is409 = conflict?.status === 409
      demand(is409, `the other receipt must be 409; it is ${conflict?.status}`, exchangeBehind(conflict))
      demandKept(again, 200, 'the first receipt sent again')
      demandSame(first, again)
    },
  },
  {
    name: 'jti-per-site',
    says: 'a jti is unique per site only: another site’s receipt with the same one is kept',
    async run({ wire, device, site }) {
      const other = otherLoopback(site)
      if (other === undefined) throw new Skip('the kit knows one site of this backend only')
      const jti = crypto.randomUUID()
      const receipts = [await device.bent({ claims: { jti } }), await device.bent({ claims: { jti, aud: other } })]
      const headers = { 'content-type': 'application/json' }
      const exchange = await wire.send('POST', '/receipts', { headers, body: batchOf(receipts) })
      if (exchange.status === 403) throw new Skip(`the backend takes no receipts of ${other}`)
      for (const result of resultsOf(exchange, 2)) demandKept(result, 201, 'each receipt')
    },
  },
  {
    name: 'concurrent-duplicates',
    says: 'fifty times the same receipt at once, half of them as its twin: one 201, one countersignature',
    async run({ wire, device }) {
      const receipt = await device.receipt()
      const texts = Array.from({ length: 50 }, (_, at) => (at % 2 ? twin(receipt) : receipt))
      const results = (await Promise.all(texts.map((text) => wire.post([text])))).map(([result]) => result!)
      const fresh = results.filter(({ status }) => status === 201)
      const before = results.filter(({ status }) => status === 200)
      const came = `${fresh.length} times 201 and ${before.length} times 200`
      demand(fresh.length === 1 && before.length === 49, `it must be once 201 and 49 times 200; it is ${came}`)
      for (const each of before) demandSame(fresh[0]!, each)
    },
  },
  {
    name: 'concurrent-different',
    says: 'fifty different receipts at once are all kept, each with an answer of its own',
    async run({ wire, device }) {
      const receipts = await device.receipts(50)
      const results = (await Promise.all(receipts.map((each) => wire.post([each])))).map(([result]) => result!)
      for (const [at, result] of results.entries()) {
        demandKept(result, 201, 'each of fifty')
        const own = result.id === (await receiptIdentity(receipts[at]!))
        demand(own, 'an answer names another request’s receipt', exchangeBehind(result))
      }
      const said = results.flatMap(({ countersignature }) => countersignature ?? [])
      demand(new Set(said).size === said.length, 'two receipts have one countersignature')
    },
  },
  {
    name: 'concurrent-conflict',
    says: 'of different receipts with one jti that come at once, one is kept and the others are 409',
    async run({ wire, device }) {
      const jti = crypto.randomUUID()
      const receipts = await Promise.all(Array.from({ length: 10 }, () => device.bent({ claims: { jti } })))
      const results = (await Promise.all(receipts.map((each) => wire.post([each])))).map(([result]) => result!.status)
      const came = [...results].sort((a, b) => a - b).join(', ')
      demand(came === `201${', 409'.repeat(9)}`, `it must be one 201 and nine 409; it is ${came}`)
    },
  },
  {
    name: 'any-order',
    says: 'a receipt whose predecessor never came is kept: browsers lose, and outboxes wait',
    async run({ wire, device }) {
      const prev = await receiptIdentity(await device.receipt())
      // The device keeps its key: a one-off key has no second receipt.
      const gap = await device.bent({ claims: { seq: 7, prev, kp: undefined } })
      demandKept((await wire.post([gap]))[0], 201, 'number 7 of a chain')
    },
  },
  {
    name: 'fork-kept',
    says: 'two receipts with one number of one key are both kept: a fork is evidence, and an auditor’s to judge',
    async run({ wire, device }) {
      const [key, prev] = [await createKey(), await receiptIdentity(await device.receipt())]
      for (const which of ['number 2', 'another number 2']) {
        const receipt = await device.bent({ claims: { seq: 2, prev, kp: undefined } }, key)
        demandKept((await wire.post([receipt]))[0], 201, `${which} of a chain`)
      }
    },
  },
]

function demandSame(first: Result, again: Result): void {
  const same = first.id === again.id && first.countersignature === again.countersignature
  demand(same, 'the second answer has another id or countersignature than the first', exchangeBehind(again))
}

// A backend without configured sites accepts any loopback origin.
function otherLoopback(site: string): string | undefined {
  return site === 'http://localhost' ? 'http://127.0.0.1' : undefined
}
