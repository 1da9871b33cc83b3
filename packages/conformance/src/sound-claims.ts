// Valid claims: every value of the format's enumerations, and strings and numbers at the limits.
import type { BentClaims, Claims } from './bent-claims.ts'
import type { Schema } from './schema.ts'
import { RECEIPT_CLAIMS } from './schemas/receipt-claims.ts'

/** Variants of valid claims that are valid, too. @param sound must have every optional claim */
export function soundClaims(sound: Claims): BentClaims[] {
  const { jti: _, sub: __, ...own } = sound
  const without = ['ret', 'kp', 'dsp'].map((name) => ({ ...own, [name]: undefined }))
  const words = Object.entries(RECEIPT_CLAIMS.properties!).flatMap(([name, rule]) =>
    wordsOf(rule).map((value) => ({ ...own, [name]: value })),
  )
  const members = (['ntc', 'ui', 'sig'] as const).flatMap((name) =>
    Object.entries(RECEIPT_CLAIMS.properties![name]!.properties!).flatMap(([member, rule]) =>
      wordsOf(rule).map((value) => ({ ...own, [name]: { ...(own[name] as Claims), [member]: value } })),
    ),
  )
  const answers = RECEIPT_CLAIMS.properties!.dec!.additionalProperties!.enum!
  const decisions = [
    {},
    ...answers.map((answer) => ({ conformance: answer })),
    ...IDS.map((id) => ({ [id]: 'refused' })),
  ]
  const all: Claims[] = [
    ...[...without, ...words.filter(({ kp }) => kp !== 'once'), ...members],
    { ...own, seq: 1, prev: undefined, kp: 'once' },
    ...decisions.map((dec) => ({ ...own, dec })),
    ...IDS.map((id) => ({ ...own, ret: { [id]: 'P1W' } })),
    ...REGIMES.map((jur) => ({ ...own, jur })),
    ...DURATIONS.flatMap((dur) => [
      { ...own, dur },
      { ...own, ret: { conformance: dur } },
    ]),
    ...LANGUAGES.map((lang) => ({ ...own, ntc: { ...(own.ntc as Claims), lang } })),
    { ...own, ntc: { ...(own.ntc as Claims), uri: '/', ver: '2026-11 “ä” 版' } },
    { ...own, seq: Number.MAX_SAFE_INTEGER },
  ]
  return all.map((claims) => ({ what: difference(own, claims), claims }))
}

const IDS = ['a', 'a'.repeat(32), 'a-1/1', `a/${'1'.repeat(32)}`]
const REGIMES = ['us-ca', 'gb', 'us-national']
const DURATIONS = ['P0D', 'P13M', 'P2W', 'P400D', 'P1Y2M3W4D']
const LANGUAGES = ['de', 'zh-Hant-TW', 'gsw', 'en-US']

function wordsOf({ type, enum: words = [] }: Schema): unknown[] {
  return type === 'boolean' ? [true, false] : words
}

function difference(own: Claims, claims: Claims): string {
  const changed = Object.keys(claims).filter((name) => JSON.stringify(own[name]) !== JSON.stringify(claims[name]))
  return changed.map((name) => `${name} ${JSON.stringify(claims[name]) ?? 'left out'}`).join(', ') || 'every claim'
}
