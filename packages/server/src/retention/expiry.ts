// The expiry of a receipt's decision: its own `dur` after its reception. The device's clock is not used: if it is years slow, the
// receipt would be purged too early.
import { fromBase64url } from '@placet/receipt'
import type { StoredReceipt } from '../store.ts'
import { milliseconds } from './duration.ts'

/** Milliseconds since 1970. */
export function expiresAt(received: number, dur: string): number {
  return Math.min(received + (milliseconds(dur) ?? Infinity), Number.MAX_SAFE_INTEGER)
}

/** The expiry by the receipt's own claim. An unreadable receipt never expires; an audit reports it. */
export function expiryOf({ receipt, received }: Pick<StoredReceipt, 'receipt' | 'received'>): number {
  try {
    const claims = new TextDecoder().decode(fromBase64url(receipt.split('.')[1]!))
    return expiresAt(received, (JSON.parse(claims) as { dur: string }).dur)
  } catch {
    return Number.MAX_SAFE_INTEGER
  }
}
