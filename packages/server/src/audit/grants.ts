// Grants without evidence. A script or a sibling subdomain can write the consent cookie: gates open, and there is no receipt.
// The customer's next decision then renews or withdraws a yes that no receipt gave.
import type { Claims, Outcome } from '@placet/receipt'

export type Grants = {
  /** Purposes renewed or withdrawn here that no earlier receipt of the chain gave. */
  unproven: string[]
  /** Purposes given or renewed without an act of a person: by an API call, or by an event that the browser did not trust. */
  untrusted: string[]
}

/** @param chain receipts of one chain, in order; the result has one item for each */
export function grantsOf(chain: readonly Pick<Claims, 'dec' | 'ui'>[]): Grants[] {
  return chain.map(({ dec, ui }, at) => {
    const before = chain[at - 1]?.dec ?? {}
    const byNobody = !ui.t || ui.m === 'api'
    return {
      unproven: having(dec, 'renewed', 'withdrawn').filter((id) => !isYes(before[id] ?? before[purposeOf(id)])),
      untrusted: byNobody ? having(dec, 'given', 'renewed') : [],
    }
  })
}

function having(dec: Claims['dec'], ...outcomes: Outcome[]): string[] {
  return Object.keys(dec).filter((id) => outcomes.includes(dec[id]!))
}

function isYes(outcome: Outcome | undefined): boolean {
  return outcome === 'given' || outcome === 'renewed'
}

// A service without an answer of its own follows its purpose.
function purposeOf(id: string): string {
  return id.split('/')[0]!
}
