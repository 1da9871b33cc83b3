// The reading spine: parse → shape → signature → thumbprint → countersignature → notice → chain. Whatever comes in, findings come out.
import { canonical } from './canonical.ts'
import { chainFindings } from './chain.ts'
import type { Claims } from './claims.ts'
import { COUNTERSIGNATURE_TYPE, type CountersignatureClaims, isCountersignature } from './countersign.ts'
import { RECEIPT_TYPE } from './create.ts'
import { fromBase64url } from './base64url.ts'
import { type PublicJwk, sha256, subjectOf } from './digest.ts'
import { type Finding, finding } from './finding.ts'
import { isObject } from './json.ts'
import { importPublicKey, type Parts, receiptIdentity, signatureHolds, splitJws } from './jws.ts'
import { parseClaims } from './parse.ts'

/** What an auditor holds: a receipt, and what came with it. */
export type Evidence = { receipt: string; countersignature?: string | undefined; notice?: unknown }

export type VerifyOptions = {
  /** The backend's public keys (its JWKS): without them a countersignature stays unchecked. */
  keys?: { keys: JsonWebKey[] } | undefined
  /** The site's origin the receipt must be for. */
  audience?: string | undefined
  /** The receipt before this one in the same chain. */
  previous?: string | undefined
  /** The verifier's clock, in seconds since 1970; a receipt over a day ahead of it is reported. */
  now?: number | undefined
}

export type Verdict = {
  valid: boolean
  /** How far the proof reaches: signed by a device, or countersigned by a backend as well. */
  level: 'none' | 'signed' | 'countersigned'
  /** The receipt's identity, see receiptIdentity(). */
  id?: string
  claims?: Claims
  countersignature?: CountersignatureClaims
  findings: Finding[]
}

/** Largest receipt taken, in characters. */
export const MAX_RECEIPT = 8192

/**
 * Checks evidence from first byte to last.
 *
 * @returns a verdict with every finding; never throws on bad input
 */
export async function verify(evidence: Evidence | string, options: VerifyOptions = {}): Promise<Verdict> {
  const given = typeof evidence === 'string' ? { receipt: evidence } : evidence
  const read = readReceipt(given?.receipt)
  if (!('parts' in read)) return { valid: false, level: 'none', findings: read.findings }
  const { parts, jwk } = read
  const { claims, findings } = parseClaims(parts.claims)
  if (!claims) return { valid: false, level: 'none', findings }

  const id = await receiptIdentity(given.receipt)
  const signed = await signatureFindings(parts, jwk, claims)
  findings.push(...signed)
  const counter = await readCountersignature(given.countersignature, id, claims, options.keys)
  findings.push(...counter.findings)
  findings.push(...(await contextFindings(given, claims, options)))
  findings.push(...(await previousFindings(given.receipt, id, claims, options.previous)))

  const valid = !findings.some((each) => each.severity === 'error')
  const level = signed.length > 0 ? 'none' : counter.holds && valid ? 'countersigned' : 'signed'
  return { valid, level, id, claims, ...(counter.claims ? { countersignature: counter.claims } : {}), findings }
}

function readReceipt(jws: unknown): { parts: Parts; jwk: PublicJwk } | { findings: Finding[] } {
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
  if (!isPublicJwk(jwk)) return refuse('jwk-refused', 'jwk must be kty EC, crv P-256, x and y, and nothing else', 'jwk')
  return { parts, jwk }
}

// Above all no `d`: a private key that travels is nobody's any more.
function isPublicJwk(jwk: unknown): jwk is PublicJwk {
  if (!isObject(jwk) || Object.keys(jwk).length !== 4 || jwk.kty !== 'EC' || jwk.crv !== 'P-256') return false
  return [jwk.x, jwk.y].every((value) => typeof value === 'string' && fromBase64url(value)?.length === 32)
}

async function signatureFindings(parts: Parts, jwk: PublicJwk, claims: Claims): Promise<Finding[]> {
  const key = await importPublicKey(jwk)
  if (!key) return [finding('jwk-refused', 'x and y are no point of the curve P-256', 'jwk')]
  if (!(await signatureHolds(parts, key))) return [finding('signature-invalid', 'the signature is not this key’s')]
  if ((await subjectOf(jwk)) !== claims.sub) {
    return [finding('thumbprint-mismatch', 'sub is not the thumbprint of the key that signed', 'sub')]
  }
  return []
}

async function readCountersignature(
  jws: unknown,
  id: string,
  claims: Claims,
  keys: VerifyOptions['keys'],
): Promise<{ holds?: boolean; claims?: CountersignatureClaims; findings: Finding[] }> {
  const refuse = (...found: Parameters<typeof finding>) => ({ findings: [finding(...found)] })
  if (jws === undefined) return refuse('countersignature-missing', 'no backend has countersigned this receipt')
  const parts = typeof jws === 'string' && jws.length <= MAX_RECEIPT ? splitJws(jws) : undefined
  const { alg, typ, kid, ...rest } = parts?.header ?? {}
  if (
    !parts ||
    alg !== 'ES256' ||
    typ !== COUNTERSIGNATURE_TYPE ||
    typeof kid !== 'string' ||
    Object.keys(rest).length
  ) {
    return refuse('countersignature-malformed', `not an ES256 JWS of type ${COUNTERSIGNATURE_TYPE} with a kid`)
  }
  if (!isCountersignature(parts.claims)) {
    return refuse('countersignature-malformed', 'its claims are not those of a countersignature')
  }
  const counter = parts.claims as CountersignatureClaims
  const differs = (['rcp', 'rid', 'sub'] as const).find(
    (name) => counter[name] !== { rcp: id, rid: claims.jti, sub: claims.sub }[name],
  )
  if (differs) return refuse('countersignature-mismatch', `its ${differs} names another receipt`, differs)
  if (!keys) {
    const unchecked = finding('countersignature-unchecked', 'no keys of the backend were given to check it with')
    return { claims: counter, findings: [unchecked] }
  }
  const known: unknown = keys.keys
  const jwk = Array.isArray(known) ? known.find((each) => isObject(each) && each.kid === kid) : undefined
  const key = jwk && (await importPublicKey(jwk))
  if (!key) return refuse('countersignature-key-unknown', `the backend’s keys do not know ${kid}`, 'kid')
  if (!(await signatureHolds(parts, key))) {
    return refuse('countersignature-invalid', 'the countersignature is not the backend’s')
  }
  return { holds: true, claims: counter, findings: [] }
}

async function contextFindings(given: Evidence, claims: Claims, options: VerifyOptions): Promise<Finding[]> {
  const found: Finding[] = []
  if (options.audience !== undefined && claims.aud !== options.audience) {
    found.push(finding('audience-mismatch', `the receipt is for ${claims.aud}, not ${options.audience}`, 'aud'))
  }
  if (options.now !== undefined && claims.iat > options.now + 86_400) {
    found.push(finding('clock-ahead', 'the device’s clock was over a day ahead', 'iat'))
  }
  if (given.notice !== undefined && (await noticeHash(given.notice)) !== claims.ntc.hash) {
    found.push(finding('notice-mismatch', 'the notice beside it is not the one the receipt names', 'ntc'))
  }
  return found
}

// What is given as the receipt before must hold by itself: a chain through a broken link proves nothing.
async function previousFindings(receipt: string, id: string, claims: Claims, previous?: string): Promise<Finding[]> {
  if (previous === undefined) return chainFindings([receipt])
  const before = await verify(previous)
  if (before.valid && before.claims?.sub === claims.sub && before.id !== id && before.claims.seq <= claims.seq) {
    return chainFindings([previous, receipt])
  }
  return [finding('chain-mismatch', 'what was given as the receipt before this one is not', 'prev')]
}

/** What a receipt's `ntc.hash` must be: SHA-256 of the notice's canonical form (RFC 8785), or nothing if it has none. */
export async function noticeHash(notice: unknown): Promise<string | undefined> {
  try {
    return await sha256(canonical(notice))
  } catch {
    return undefined
  }
}
