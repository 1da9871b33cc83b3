// Invalid claims, made from the schema: every claim and member, changed in every way that some language's library accepts by
// mistake.
import { type Schema, violation } from './schema.ts'

export type Claims = Record<string, unknown>
/** Claims with one error; `what` names the place and the value. */
export type BentClaims = { what: string; claims: Claims }

/** Variants of valid claims, each without one required claim. @param sound must have every optional claim, too */
export function withoutOne({ required = [] }: Schema, sound: Claims): BentClaims[] {
  return required.map((name) => ({ what: `no ${name}`, claims: { ...sound, [name]: undefined } }))
}

/** Variants of valid claims, each with one claim or member that violates the schema. */
export function withOneBent(schema: Schema, sound: Claims): BentClaims[] {
  return Object.entries(schema.properties ?? {}).flatMap(([name, rule]) =>
    wrongValues(rule, sound[name]).map((value) => ({
      what: `${name} ${JSON.stringify(value)}`,
      claims: { ...sound, [name]: value },
    })),
  )
}

/** Variants of a valid value, each of which violates the schema. */
function wrongValues(rule: Schema, sound: unknown): unknown[] {
  const values = [...OTHER_TYPES, [sound], { value: sound }, ...wrongWords(rule), ...wrongInside(rule, sound)]
  if (typeof sound === 'string') values.push(...wrongTexts(sound))
  if (typeof sound === 'number') values.push(String(sound), sound + 0.5)
  const wrong = values.filter((each) => violation(rule, each) !== undefined)
  return [...new Map(wrong.map((each) => [JSON.stringify(each), each])).values()]
}

const OTHER_TYPES = [null, true, false, -1, 0, 1, 1.5, 2 ** 53, '', 'x', 'true', [], {}]

// For implementations where $ matches before a final newline, where \w and \d match all alphabets, or where strings are compared
// without case or end at a zero byte.
function wrongTexts(sound: string): string[] {
  const other = [/\d/, /[a-z]/].map((some, at) => sound.replace(some, '٣é'[at]!))
  const longer = [`${sound}\n`, `${sound} `, ` ${sound}`, `${sound}\u0000`, `${sound}x`, `${sound}\nx`, `x\n${sound}`]
  return [...longer, sound.slice(1), sound.slice(0, -1), sound.toUpperCase(), ...other]
}

// For implementations that search words in a joined string, where parts and adjacent words match, too.
function wrongWords({ enum: words = [] }: Schema): string[] {
  const [first, second] = words as string[]
  return first === undefined ? [] : [`${first} ${second}`, first.slice(1), first.toUpperCase(), `${first}\n`]
}

function wrongInside(rule: Schema, sound: unknown): unknown[] {
  const { properties = {}, required = [], propertyNames, additionalProperties } = rule
  const members = sound as Record<string, unknown>
  const without = required.map((name) => ({ ...members, [name]: undefined }))
  const bent = Object.entries(properties).flatMap(([name, inner]) =>
    wrongValues(inner, members[name]).map((value) => ({ ...members, [name]: value })),
  )
  if (!additionalProperties) return [...without, ...bent]
  const [name = '', value] = Object.entries(members)[0] ?? []
  const named = propertyNames ? wrongTexts(name).concat('', '1', 'a_b', 'a/b/c', 'a/', '/a', 'a'.repeat(33)) : []
  return [
    ...named.filter((each) => violation(propertyNames!, each) !== undefined).map((each) => ({ [each]: value })),
    ...wrongValues(additionalProperties, value).map((each) => ({ ...members, [name]: each })),
  ]
}
