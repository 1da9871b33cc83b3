// The reading spine: parse → shape → signature → thumbprint → countersignature → log → notice → chain. Whatever comes in,
// findings come out.
import { toBase64url } from './base64url.ts'
import { type Link, linkFindings } from './chain.ts'
import type { Claims } from './claims.ts'
import type { CountersignatureClaims } from './countersign.ts'
import { readCountersignature } from './countersignature.ts'
import { type Finding, finding } from './finding.ts'
import { type KeySet, lifeFindings } from './key-set.ts'
import { proofFinding } from './logged.ts'
import { canonicalNotice } from './notice.ts'
import { parseClaims } from './parse.ts'
import { type Primitives, textHash, webCrypto } from './primitives.ts'
import { contradictions, readReceipt, signatureFindings } from './receipt.ts'

/** What an auditor holds: a receipt, and what came with it. */
export type Evidence = {
  receipt: string
  countersignature?: string | undefined
  notice?: unknown
  /** That the receipt stands in the backend's log: a C2SP tlog-proof. */
  proof?: string | undefined
}

export type VerifyOptions = {
  /** The backend's public keys (its JWKS): without them a countersignature and a proof stay unchecked. */
  keys?: KeySet | undefined
  /** The site's origin the receipt must be for. */
  audience?: string | undefined
  /** The receipt before this one in the same chain. */
  previous?: string | undefined
  /** The verifier's clock, in seconds since 1970; a receipt over a day ahead of it is reported. */
  now?: number | undefined
  /** Who computes; WebCrypto by default. */
  primitives?: Primitives | undefined
}

export type Verdict = {
  valid: boolean
  /** How far the proof reaches: signed by a device; countersigned by a backend as well; and shown to stand in its log. */
  level: 'none' | 'signed' | 'countersigned' | 'logged'
  /** The receipt's identity, see receiptIdentity(). */
  id?: string
  claims?: Claims
  countersignature?: CountersignatureClaims
  findings: Finding[]
}

/**
 * Checks evidence from first byte to last.
 *
 * @returns a verdict with every finding; never throws on bad input
 */
export async function verify(evidence: Evidence | string, options: VerifyOptions = {}): Promise<Verdict> {
  const given: Evidence = typeof evidence === 'string' ? { receipt: evidence } : evidence
  const { keys, primitives = webCrypto } = options
  const read = readReceipt(given?.receipt)
  if (!('parts' in read)) return { valid: false, level: 'none', findings: read.findings }
  const { parts, jwk } = read
  const { claims, findings } = parseClaims(parts.claims)
  if (!claims) return { valid: false, level: 'none', findings }

  const identity = await primitives.sha256(parts.input)
  const id = toBase64url(identity)
  const signed = await signatureFindings(parts, jwk, claims, primitives)
  const named = { rcp: id, rid: claims.jti, sub: claims.sub }
  const counter = await readCountersignature(given.countersignature, named, keys, primitives)
  const inLog = await logFinding(given.proof, { identity, aud: claims.aud }, counter.claims, keys, primitives)
  const logged = given.proof !== undefined && !inLog
  // Last of the three, because a log can prove what a stolen key cannot.
  const life = counter.by.flatMap(({ entry }) => lifeFindings(entry, counter.claims!.iat, logged))
  findings.push(...contradictions(claims), ...signed, ...counter.findings, ...life, ...(inLog ? [inLog] : []))
  findings.push(...contextFindings(claims, options))
  if (given.notice !== undefined) findings.push(...(await noticeFindings(given.notice, claims, primitives)))
  findings.push(...(await previousFindings({ id, ...claims }, claims.sub, options)))

  const valid = !findings.some((each) => each.severity === 'error')
  const above = !valid || counter.by.length === 0 ? 'signed' : logged ? 'logged' : 'countersigned'
  const level = signed.length > 0 ? 'none' : above
  return { valid, level, id, claims, ...(counter.claims ? { countersignature: counter.claims } : {}), findings }
}

async function logFinding(
  proof: unknown,
  receipt: { identity: Uint8Array; aud: string },
  counter: CountersignatureClaims | undefined,
  keys: KeySet | undefined,
  primitives: Primitives,
): Promise<Finding | undefined> {
  if (proof !== undefined) return proofFinding(proof, receipt, counter ?? {}, keys, primitives)
  const stated = counter?.log !== undefined || counter?.idx !== undefined
  return stated ? finding('proof-missing', 'the countersignature names a place in a log, and no proof came') : undefined
}

function contextFindings(claims: Claims, { audience, now }: VerifyOptions): Finding[] {
  const found: Finding[] = []
  if (audience !== undefined && claims.aud !== audience) {
    found.push(finding('audience-mismatch', `the receipt is for ${claims.aud}, not ${audience}`, 'aud'))
  }
  if (now !== undefined && claims.iat > now + 86_400) {
    found.push(finding('clock-ahead', 'the device’s clock was over a day ahead', 'iat'))
  }
  return found
}

async function noticeFindings(notice: unknown, { ntc }: Claims, { sha256 }: Primitives): Promise<Finding[]> {
  const text = canonicalNotice(notice)
  if (text !== undefined && (await textHash(text, sha256)) === ntc.hash) return []
  return [finding('notice-mismatch', 'the notice beside it is not the one the receipt names', 'ntc')]
}

// What is given as the receipt before must hold by itself: a chain through a broken link proves nothing.
async function previousFindings(link: Link, sub: string, { previous, primitives }: VerifyOptions): Promise<Finding[]> {
  if (previous === undefined) return linkFindings([link])
  const { valid, id, claims } = await verify(previous, { primitives })
  if (valid && id && id !== link.id && claims?.sub === sub && claims.seq <= link.seq) {
    return linkFindings([{ id, ...claims }, link])
  }
  return [finding('chain-mismatch', 'what was given as the receipt before this one is not', 'prev')]
}
