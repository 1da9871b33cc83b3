// The reading of a countersignature: its form, whether it names this receipt, whether a key of the backend's signed it.
import { COUNTERSIGNATURE_TYPE, type CountersignatureClaims } from './countersign.ts'
import { type Finding, finding } from './finding.ts'
import { splitJws } from './jws.ts'
import { countersigningKeys, type KeySet } from './key-set.ts'
import type { Primitives } from './primitives.ts'
import { MAX_RECEIPT } from './receipt.ts'

export type Countersigned = {
  /** There once it has its form and names this receipt. */
  claims?: CountersignatureClaims
  /** Entries of the JWKS whose key signed it. */
  by: ReturnType<typeof countersigningKeys>
  findings: Finding[]
}

/** @param receipt what the countersignature must name */
export async function readCountersignature(
  jws: unknown,
  receipt: { rcp: string; rid: string; sub: string },
  keys: KeySet | undefined,
  primitives: Primitives,
): Promise<Countersigned> {
  const refuse = (...found: Parameters<typeof finding>) => ({ by: [], findings: [finding(...found)] })
  if (jws === undefined) return refuse('countersignature-missing', 'no backend has countersigned this receipt')
  const parts = typeof jws === 'string' && jws.length <= MAX_RECEIPT ? splitJws(jws) : undefined
  const { alg, typ, kid, ...rest } = parts?.header ?? {}
  const formed = alg === 'ES256' && typ === COUNTERSIGNATURE_TYPE && Object.keys(rest).length === 0
  if (!parts || !formed || typeof kid !== 'string') {
    return refuse('countersignature-malformed', `not an ES256 JWS of type ${COUNTERSIGNATURE_TYPE} with a kid`)
  }
  if (!isCountersignature(parts.claims)) {
    return refuse('countersignature-malformed', 'its claims are not those of a countersignature')
  }
  const claims = parts.claims as CountersignatureClaims
  const differs = (['rcp', 'rid', 'sub'] as const).find((name) => claims[name] !== receipt[name])
  if (differs) return refuse('countersignature-mismatch', `its ${differs} names another receipt`, differs)
  if (!keys) {
    return { claims, ...refuse('countersignature-unchecked', 'no keys of the backend were given to check it with') }
  }
  const by: Countersigned['by'] = []
  let known = false
  for (const each of countersigningKeys(keys, kid)) {
    const holds = await primitives.es256(each.jwk, parts.input, parts.signature)
    known ||= holds !== undefined
    if (holds) by.push(each)
  }
  if (!known) return refuse('countersignature-key-unknown', `the backend’s keys do not know ${kid}`, 'kid')
  if (by.length === 0) return refuse('countersignature-invalid', 'the countersignature is not the backend’s')
  return { claims, by, findings: [] }
}

// Whether claims have the shape of a countersignature's.
function isCountersignature({ iss, iat, jti, res, log, idx }: Record<string, unknown>): boolean {
  const isText = (value: unknown) => typeof value === 'string' && value !== ''
  const isWhole = (value: unknown) => Number.isSafeInteger(value) && (value as number) >= 0
  const core = isText(iss) && isWhole(iat) && isText(jti) && (res === 'accepted' || res === 'clock_skew')
  return core && (log === undefined || isText(log)) && (idx === undefined || isWhole(idx))
}
