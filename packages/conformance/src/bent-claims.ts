// Claims that a receipt must not have, made from what the schema says of each: every claim and member, bent in every way
// that some language's library lets through.
import { type Schema, violation } from './schema.ts'

export type Claims = Record<string, unknown>
/** Claims with one thing wrong: where, and what stands there. */
export type BentClaims = { what: string; claims: Claims }

/** Sound claims in, with every optional one; those with one required claim left out. */
export function withoutOne({ required = [] }: Schema, sound: Claims): BentClaims[] {
  return required.map((name) => ({ what: `no ${name}`, claims: { ...sound, [name]: undefined } }))
}

/** Sound claims in; those with one claim or member of another shape. */
export function withOneBent(schema: Schema, sound: Claims): BentClaims[] {
  return Object.entries(schema.properties ?? {}).flatMap(([name, rule]) =>
    wrongValues(rule, sound[name]).map((value) => ({
      what: `${name} ${JSON.stringify(value)}`,
      claims: { ...sound, [name]: value },
    })),
  )
}

/** A value that a schema takes in; values that it does not take, each with one thing wrong. */
function wrongValues(rule: Schema, sound: unknown): unknown[] {
  const values = [...OTHER_TYPES, [sound], { value: sound }, ...wrongWords(rule), ...wrongInside(rule, sound)]
  if (typeof sound === 'string') values.push(...wrongTexts(sound))
  if (typeof sound === 'number') values.push(String(sound), sound + 0.5)
  const wrong = values.filter((each) => violation(rule, each) !== undefined)
  return [...new Map(wrong.map((each) => [JSON.stringify(each), each])).values()]
}

const OTHER_TYPES = [null, true, false, -1, 0, 1, 1.5, 2 ** 53, '', 'x', 'true', [], {}]

// Where $ of a pattern matches before a last line end, where \w and \d know letters and digits of every alphabet, where
// texts are compared without case, or end at a zero byte.
function wrongTexts(sound: string): string[] {
  const other = [/\d/, /[a-z]/].map((some, at) => sound.replace(some, '٣é'[at]!))
  const longer = [`${sound}\n`, `${sound} `, ` ${sound}`, `${sound}\u0000`, `${sound}x`, `${sound}\nx`, `x\n${sound}`]
  return [...longer, sound.slice(1), sound.slice(0, -1), sound.toUpperCase(), ...other]
}

// Where a list of words is one text, in which a part or two of them together are found as well.
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
