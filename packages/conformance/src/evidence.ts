// Reads a backend's evidence: its public keys, and what it has stored of a receipt.
import { type CountersignatureClaims, sha256, type Verdict, verify } from '@placet/receipt'
import { demand, type Exchange } from './fault.ts'
import { exchangeBehind, type Result, type Wire } from './wire.ts'

export type PublicKey = JsonWebKey & { kid?: string }

export type Evidence = {
  /** Reads the JWKS again. @throws Fault if there is none */
  keys(): Promise<{ exchange: Exchange; keys: PublicKey[] }>
  /** Verifies a receipt with its result. */
  check(receipt: string, result: Result): Promise<Verdict>
  /** `GET` of a path about a receipt, with the receipt's bearer token. */
  read(path: string, receipt: string, headers?: Record<string, string>): Promise<Exchange>
  /** The claims of a countersignature, without verifying it; undefined if it is none, or names another receipt. */
  word(receipt: string, result: Result | undefined): Promise<CountersignatureClaims | undefined>
}

export function makeEvidence(wire: Wire): Evidence {
  async function keys() {
    const exchange = await wire.get('/.well-known/jwks.json')
    const found = (exchange.json as { keys?: PublicKey[] } | undefined)?.keys
    demand(exchange.status === 200 && Array.isArray(found), 'there is no JWKS at /.well-known/jwks.json', exchange)
    return { exchange, keys: found }
  }
  return {
    keys,
    async check(receipt, { countersignature, proof }) {
      return verify({ receipt, countersignature, ...(proof === undefined ? {} : { proof }) }, { keys: await keys() })
    },
    read: async (path, receipt, headers = {}) => wire.get(path, { ...headers, ...(await bearerOf(receipt)) }),
    async word(receipt, result) {
      return (await verify({ receipt, countersignature: result?.countersignature })).countersignature
    },
  }
}

/** The authorization header for reading a receipt, made from its text (docs/protocol.md). */
export async function bearerOf(receipt: string): Promise<{ authorization: string }> {
  return { authorization: `Bearer ${await sha256(`placet-read:${receipt}`)}` }
}

/** @throws Fault unless the receipt was accepted now (201), or was kept before (200), as `status` demands */
export function demandKept(result: Result | undefined, status: 200 | 201, which = 'the receipt'): asserts result {
  const means = status === 201 ? '201, kept now' : '200, kept before'
  const came = [result?.status, result?.problem?.code, result?.problem?.detail].filter(Boolean).join(' ')
  demand(result?.status === status, `${which} must be ${means}; it is ${came || 'nothing'}`, exchangeBehind(result))
}
