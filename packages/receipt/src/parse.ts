// The strict reading of what a receipt says: every known claim in its shape, every unknown one reported.
import { type Claims, RECEIPT_V1 } from './claims.ts'
import { SUBJECT } from './digest.ts'
import { type Finding, finding } from './finding.ts'
import { isObject } from './json.ts'

/** An object in; typed claims if every known claim has its shape; what is wrong; and which claims v1 does not know. */
export function parseClaims(claims: Record<string, unknown>): { claims?: Claims; findings: Finding[] } {
  const wrong = Object.entries(SHAPES).filter(([name, holds]) => {
    const value = claims[name]
    return value === undefined ? !OPTIONAL.has(name) : !holds(value)
  })
  const findings = wrong.map(([name]) =>
    name in claims
      ? finding('claim-malformed', `${name} is ${JSON.stringify(claims[name])}`, name)
      : finding('claim-missing', `${name} is not there`, name),
  )
  // v1 is for ever: a claim added later must not make an old verifier refuse.
  for (const name of unknownNames(claims)) {
    findings.push(finding('claim-unknown', `${name} is kept and not understood`, name))
  }
  if (claims.kp === 'once' && claims.prev !== undefined) {
    findings.push(finding('claim-malformed', 'a receipt of a one-off key has no prev', 'prev'))
  }
  return findings.some((each) => each.severity === 'error') ? { findings } : { claims: claims as Claims, findings }
}

// hasOwn, because a claim may be called `toString`.
function unknownNames(claims: Record<string, unknown>): string[] {
  return Object.entries(claims).flatMap(([name, value]) => {
    if (!Object.hasOwn(SHAPES, name)) return [name]
    if (!Object.hasOwn(MEMBERS, name) || !isObject(value)) return []
    const known = MEMBERS[name as keyof typeof MEMBERS]
    return Object.keys(value).flatMap((member) => (Object.hasOwn(known, member) ? [] : [`${name}.${member}`]))
  })
}

const OPTIONAL = new Set(['ret', 'prev', 'kp', 'dsp'])
const HASH = /^[\w-]{43}$/
const PURPOSE = /^[a-z][a-z0-9-]{0,31}(\/[a-z0-9-]{1,32})?$/
const DURATION = /^P(?=\d)(\d+Y)?(\d+M)?(\d+W)?(\d+D)?$/
const UUID4 = /^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/

function isOrigin(value: unknown): boolean {
  if (typeof value !== 'string' || !/^https?:/.test(value)) return false
  return URL.canParse(value) && new URL(value).origin === value
}

const text = (value: unknown): boolean => typeof value === 'string' && value.length > 0
const matches = (pattern: RegExp) => (value: unknown) => typeof value === 'string' && pattern.test(value)
const oneOf = (words: string) => (value: unknown) => typeof value === 'string' && words.split(' ').includes(value)
const whole = (least: number) => (value: unknown) => Number.isSafeInteger(value) && (value as number) >= least
const recordOf = (holds: (value: unknown) => boolean) => (value: unknown) =>
  isObject(value) && Object.entries(value).every(([id, each]) => PURPOSE.test(id) && holds(each))
const objectOf = (members: Record<string, (value: unknown) => boolean>) => (value: unknown) =>
  isObject(value) && Object.entries(members).every(([name, holds]) => holds(value[name]))
const flag = (value: unknown): boolean => typeof value === 'boolean'

const MEMBERS = {
  ntc: { uri: text, ver: text, lang: matches(/^[A-Za-z]{2,8}(-[A-Za-z0-9]{1,8})*$/), hash: matches(HASH) },
  ui: { m: oneOf('banner center inline api'), a: oneOf('accept_all reject_all save close withdraw'), t: flag },
  sig: { gpc: flag, dnt: flag },
}

const SHAPES: Record<keyof Claims, (value: unknown) => boolean> = {
  v: (value) => value === RECEIPT_V1,
  jti: matches(UUID4),
  iat: whole(0),
  sub: (value) => typeof value === 'string' && value.startsWith(SUBJECT) && HASH.test(value.slice(SUBJECT.length)),
  aud: isOrigin,
  evt: oneOf('given refused changed withdrawn renewed signal imported disposed'),
  jur: matches(/^[a-z]{2}(-[a-z]{2,8})?$/),
  ntc: objectOf(MEMBERS.ntc),
  dec: recordOf(oneOf('given renewed refused withdrawn objected exempt')),
  ret: recordOf(matches(DURATION)),
  dur: matches(DURATION),
  ui: objectOf(MEMBERS.ui),
  sig: objectOf(MEMBERS.sig),
  seq: whole(1),
  prev: matches(HASH),
  kp: oneOf('once mem'),
  dsp: isObject,
}
