// A receipt by itself: its form, whose key it carries, whether that key signed it, and whether it contradicts itself.
import type { Claims, Outcome } from './claims.ts'
import { RECEIPT_TYPE } from './create.ts'
import { type PublicJwk, requiredMembers, SUBJECT } from './digest.ts'
import { type Finding, finding } from './finding.ts'
import { isObject } from './json.ts'
import { type Parts, splitJws } from './jws.ts'
import { readPublicJwk } from './key-set.ts'
import { type Primitives, textHash } from './primitives.ts'

/** Largest receipt taken, in characters. */
export const MAX_RECEIPT = 8192

/** Anything in; a JWS with a receipt's header out, or the one finding that ends the reading. */
export function readReceipt(jws: unknown): { parts: Parts; jwk: PublicJwk } | { findings: Finding[] } {
  const refuse = (...found: Parameters<typeof finding>) => ({ findings: [finding(...found)] })
  if (typeof jws !== 'string') return refuse('jws-malformed', 'a receipt is a text: a compact JWS')
  if (jws.length > MAX_RECEIPT) return refuse('oversize', `${jws.length} characters; ${MAX_RECEIPT} is the most`)
  const parts = splitJws(jws)
  if (!parts) return refuse('jws-malformed', 'not three base64url parts around two JSON objects (RFC 7515 §7.1)')
  const { alg, typ, jwk, ...rest } = parts.header
  if (alg !== 'ES256') return refuse('alg-refused', `alg is ${JSON.stringify(alg)}; only ES256 is taken`, 'alg')
  if (typ !== RECEIPT_TYPE) return refuse('typ-refused', `typ is ${JSON.stringify(typ)}, not ${RECEIPT_TYPE}`, 'typ')
  const more = Object.keys(rest)[0]
  if (more !== undefined)
    return refuse('header-refused', `the header says ${more}; alg, typ and jwk are all of it`, more)
  // Above all no `d`: a private key that travels is nobody's any more.
  const key = isObject(jwk) && Object.keys(jwk).length === 4 ? readPublicJwk(jwk) : undefined
  if (!key) return refuse('jwk-refused', 'jwk must be kty EC, crv P-256, x and y, and nothing else', 'jwk')
  return { parts, jwk: key }
}

/** What is wrong with who signed. */
export async function signatureFindings(
  { input, signature }: Parts,
  jwk: PublicJwk,
  claims: Claims,
  { es256, sha256 }: Primitives,
): Promise<Finding[]> {
  const holds = await es256(jwk, input, signature)
  if (holds === undefined) return [finding('jwk-refused', 'x and y are no point of the curve P-256', 'jwk')]
  if (!holds) return [finding('signature-invalid', 'the signature is not this key’s')]
  if (claims.sub !== SUBJECT + (await textHash(requiredMembers(jwk), sha256))) {
    return [finding('thumbprint-mismatch', 'sub is not the thumbprint of the key that signed', 'sub')]
  }
  return []
}

/** Where what happened, the gesture or the key contradict the answers. No signer of ours writes such a thing. */
export function contradictions({ evt, dec, ui, kp }: Claims): Finding[] {
  const has = (...some: Outcome[]) => Object.values(dec).some((each) => some.includes(each))
  const granted = has('given', 'renewed')
  const wrong: [holds: boolean, at: string][] = [
    [evt === 'given' && !granted, 'evt'],
    [evt === 'refused' && granted, 'evt'],
    [evt === 'renewed' && has('withdrawn'), 'evt'],
    [ui.a === 'reject_all' && granted, 'ui'],
    [kp === 'once' && granted, 'kp'],
  ]
  return wrong.flatMap(([holds, at]) =>
    holds ? [finding('claim-inconsistent', `${at} does not fit the answers in dec`, at)] : [],
  )
}
