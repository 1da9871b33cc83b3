// What senders were told by a backend that is killed again and again, and what must be true of it ever after.
import { createKey, createReceipt, receiptIdentity } from '@placet/receipt'
import type { Result } from '@placet/server'
import { calculateJwkThumbprintUri } from 'jose'
import { DECISION, SITE, twin } from './device.ts'

export const SITES = [SITE, 'https://other.example']

/** What a sender holds once its receipt was acknowledged. */
export type Acknowledged = {
  site: string
  receipt: string
  countersignature: string
  index: number
  proofs: Set<string>
}

export type Ledger = {
  acknowledged: Map<string, Acknowledged>
  /** Sent, and no answer heard: kept or not, nobody knows. By identity. */
  doubtful: Map<string, string>
  /** A device whose receipts may be erased at any time: its thumbprint. */
  device(): Promise<string>
  /** Those that may be purged or erased at once, and those of them that were, as an answer said. By identity. */
  mortal: Set<string>
  erased: Set<string>
  /** What an answer said that cannot be true together with an earlier one. */
  faults: string[]
  /** Posts batches and singles, new ones and old ones, until the backend is gone. */
  keepSending(url: string): Promise<void>
  /** Sends everything that was ever sent once more, batch by batch. */
  sendAgain(url: string): Promise<void>
}

export function createLedger(): Ledger {
  const acknowledged = new Map<string, Acknowledged>()
  const doubtful = new Map<string, string>()
  const fresh = new Set<string>()
  const mortal = new Set<string>()
  const erased = new Set<string>()
  const faults: string[] = []

  async function make(): Promise<string> {
    if (Math.random() < 0.1) return (last = last.then(makeLink))
    const iat = Math.floor(Date.now() / 1000)
    const dur = Math.random() < 0.3 ? 'P0D' : 'P6M'
    const receipt = await createReceipt({ ...DECISION, iat, dur, aud: pick(SITES) }, await createKey())
    const id = await receiptIdentity(receipt)
    doubtful.set(id, receipt)
    if (dur === 'P0D') mortal.add(id)
    return receipt
  }

  // The device's chain, one receipt after the other.
  let last: Promise<string> = Promise.resolve('')
  let seq = 0
  const key = createKey()
  async function makeLink(before: string): Promise<string> {
    const dec = { analytics: before ? 'renewed' : 'given', marketing: 'refused' } as const
    const link = before ? { evt: 'renewed' as const, prev: await receiptIdentity(before) } : {}
    const claims = { ...DECISION, iat: Math.floor(Date.now() / 1000), dec, seq: ++seq, ...link }
    const receipt = await createReceipt(claims, await key)
    const id = await receiptIdentity(receipt)
    doubtful.set(id, receipt)
    mortal.add(id)
    return receipt
  }

  // Two new of three; an old one as it was, or under its other signature; one whose answer was never heard.
  async function item(): Promise<string> {
    const chance = Math.random()
    if (chance < 0.2 && acknowledged.size > 0) {
      const { receipt } = pick([...acknowledged.values()].slice(-200))
      return chance < 0.05 ? twin(receipt) : receipt
    }
    return chance < 0.35 && doubtful.size > 0 ? pick([...doubtful.values()].slice(0, 200)) : make()
  }

  async function send(url: string, batch: readonly string[]): Promise<void> {
    const body = JSON.stringify({ v: 1, sentAt: Math.floor(Date.now() / 1000), receipts: batch })
    const response = await fetch(`${url}/receipts`, { method: 'POST', body })
    const text = await response.text()
    // The store is down, or on its way: nothing of this was acknowledged.
    if (response.status === 503) return void (await new Promise((resolve) => setTimeout(resolve, 20)))
    if (response.status !== 200) faults.push(`answered ${response.status} ${text}`)
    const { results } = JSON.parse(text) as { results: Result[] }
    for (const [at, result] of results.entries()) note(batch[at]!, result)
  }

  function note(receipt: string, { id = '', status, countersignature, index, proof }: Result): void {
    const before = acknowledged.get(id)
    if (status === 410 && mortal.has(id)) {
      erased.add(id)
      doubtful.delete(id)
    } else if (erased.has(id) && status === 201) faults.push(`${id} was taken again after it was erased`)
    else if ((status !== 200 && status !== 201) || !countersignature || index === undefined || !proof) {
      faults.push(`${id} answered ${status}, index ${index}`)
    } else if (before && (before.countersignature !== countersignature || before.index !== index)) {
      faults.push(`${id} acknowledged at ${before.index}, then at ${index} or by another countersignature`)
    } else if (status === 201 && fresh.has(id)) faults.push(`${id} was accepted twice`)
    else {
      if (status === 201) fresh.add(id)
      const proofs = (before?.proofs ?? new Set()).add(proof)
      const site = SITES.find((each) => siteClaim(receipt) === each)!
      acknowledged.set(id, { site, receipt, countersignature, index, ...before, proofs })
      doubtful.delete(id)
    }
  }

  return {
    acknowledged,
    doubtful,
    device: async () => calculateJwkThumbprintUri(await crypto.subtle.exportKey('jwk', (await key).publicKey)),
    mortal,
    erased,
    faults,
    async keepSending(url) {
      for (;;) {
        const size = Math.random() < 0.4 ? 1 : 1 + Math.floor(Math.random() * 24)
        const batch: string[] = []
        while (batch.length < size) batch.push(await item())
        try {
          await send(url, batch)
        } catch {
          return
        }
      }
    },
    async sendAgain(url) {
      const all = [...[...acknowledged.values()].map(({ receipt }) => receipt), ...doubtful.values()]
      for (let at = 0; at < all.length; at += 50) await send(url, all.slice(at, at + 50))
    },
  }
}

function siteClaim(receipt: string): string {
  return JSON.parse(Buffer.from(receipt.split('.')[1]!, 'base64url').toString()).aud
}

function pick<Item>(items: readonly Item[]): Item {
  return items[Math.floor(Math.random() * items.length)]!
}
