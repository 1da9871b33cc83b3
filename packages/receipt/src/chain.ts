// One device's receipts in a row: each names the one before it, and none is named twice.
import { type Finding, finding } from './finding.ts'
import { receiptIdentity, splitJws } from './jws.ts'

/** A receipt's place in its chain: its identity and two of its claims. */
export type Link = { id: string; seq: number; prev?: unknown }

/**
 * Looks at the chains in any number of receipts, in any order, of any devices. Signatures and shapes are `verify`'s
 * matter: what is no receipt at all is passed over here.
 * A gap is a warning (browsers evict, outboxes wait); two receipts in one place are a fork.
 */
export async function chainFindings(receipts: string[]): Promise<Finding[]> {
  const chains = new Map<unknown, Map<string, Link>>()
  for (const jws of receipts) {
    const { sub, seq, prev } = splitJws(jws)?.claims ?? {}
    if (!Number.isSafeInteger(seq)) continue
    const link = { id: await receiptIdentity(jws), seq: seq as number, prev }
    const chain = chains.get(sub) ?? new Map<string, Link>()
    chains.set(sub, chain.set(link.id, link))
  }
  return [...chains.values()].flatMap((chain) => linkFindings([...chain.values()]))
}

/** The same for links of one key, no two with one identity. */
export function linkFindings(chain: readonly Link[]): Finding[] {
  const links = [...chain].sort((a, b) => a.seq - b.seq)
  const numbers = new Map<unknown, number>(links.map((link) => [link.id, link.seq]))
  return links.flatMap(({ seq, prev }, index) => {
    if (seq === 1 && prev !== undefined) {
      return [finding('chain-mismatch', 'the first receipt of a chain names one before it', 'prev')]
    }
    if (seq > 1 && prev === undefined) {
      return [finding('chain-mismatch', `number ${seq} of a chain names none before it`, 'prev')]
    }
    const named = numbers.get(prev)
    if (named !== undefined && named !== seq - 1) {
      return [finding('chain-mismatch', `prev of number ${seq} is number ${named}`, 'prev')]
    }
    const before = links[index - 1]?.seq
    if (before === undefined) return []
    if (before === seq) return [finding('chain-fork', `two receipts of one key are number ${seq}`, 'seq')]
    if (before + 1 < seq) return [finding('chain-gap', `of one key, ${before} is followed by ${seq}`, 'seq')]
    return named === before ? [] : [finding('chain-mismatch', `prev of number ${seq} is not number ${before}`, 'prev')]
  })
}
