// Grants without evidence. Whoever writes the consent cookie (a script, a sibling subdomain) opens gates and leaves no
// receipt; what the customer decides next then renews or withdraws a yes that no receipt gave.
import type { Claims, Outcome } from '@placet/receipt'

export type Grants = {
  /** Purposes renewed or withdrawn here that no earlier receipt of the chain gave. */
  unproven: string[]
  /** Purposes given or renewed by no person's hand: the browser vouched for no gesture, or it was an API call. */
  untrusted: string[]
}

/** The receipts of one chain in order in; one answer for each. */
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

// A service that is not named follows its purpose.
function purposeOf(id: string): string {
  return id.split('/')[0]!
}
