// When the decision of a receipt no longer holds: its own `dur` after the backend received it. A device's clock may be years off,
// and what came in too early must not be purged for it.
import { fromBase64url } from '@placet/receipt'
import type { StoredReceipt } from '../store.ts'
import { milliseconds } from './duration.ts'

/** Milliseconds since 1970. */
export function expiresAt(received: number, dur: string): number {
  return Math.min(received + (milliseconds(dur) ?? Infinity), Number.MAX_SAFE_INTEGER)
}

/** From the receipt itself. What cannot be read never expires: an audit names it. */
export function expiryOf({ receipt, received }: Pick<StoredReceipt, 'receipt' | 'received'>): number {
  try {
    const claims = new TextDecoder().decode(fromBase64url(receipt.split('.')[1]!))
    return expiresAt(received, (JSON.parse(claims) as { dur: string }).dur)
  } catch {
    return Number.MAX_SAFE_INTEGER
  }
}
