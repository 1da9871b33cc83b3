// Formats the table of `placet keys`: a row for each key, with its state.
import { type KeyEntry, type KeySet, maySign } from '../keys/key-set.ts'

/** @param now seconds since 1970 */
export function keyTable({ keys }: KeySet, now: number): string {
  const rows = keys.map((key) => [key.kid, key.alg, timeOf(key.nbf), timeOf(key.exp), stateOf(key, now)])
  return [['kid', 'alg', 'from', 'until', 'state'], ...rows]
    .map((row) =>
      row
        .map((cell, column) => cell.padEnd(WIDTHS[column]!))
        .join('  ')
        .trimEnd(),
    )
    .join('\n')
}

const WIDTHS = [43, 7, 20, 20, 0]

function timeOf(seconds: number | undefined): string {
  if (seconds === undefined) return '-'
  const date = new Date(seconds * 1000)
  return Number.isNaN(date.valueOf()) ? `${seconds} s` : date.toISOString().replace('.000', '')
}

function stateOf(key: KeyEntry, now: number): string {
  if (key.revoked) return `revoked since ${timeOf(key.revoked.revoked_at)}, ${key.revoked.reason ?? 'unspecified'}`
  if (maySign(key, now)) return 'signing'
  if (key.d !== undefined && (key.nbf ?? 0) > now) return 'waiting'
  return key.d === undefined ? 'retired' : 'retired, private half not yet deleted'
}
