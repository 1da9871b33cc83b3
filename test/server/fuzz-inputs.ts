// Inputs that nobody means well with: valid ones with a few bytes changed, and values that JSON can say and nobody expects.
import fc, { type Arbitrary } from 'fast-check'

/** How many inputs a property gets: a `part` of 10,000, of a million with PLACET_LONG=1. */
export function inputs(part: number): { numRuns: number } {
  return { numRuns: Math.round(part * (process.env.PLACET_LONG ? 1_000_000 : 10_000)) }
}

/** Milliseconds for a test of `part`. */
export function patience(part: number): { timeout: number } {
  return { timeout: 120_000 + (process.env.PLACET_LONG ? part * 12_000_000 : 0) }
}

type Edit = { how: 'set' | 'flip' | 'insert' | 'remove' | 'repeat' | 'end'; at: number; byte: number; width: number }

const edit: Arbitrary<Edit> = fc.record({
  how: fc.constantFrom('set', 'set', 'flip', 'flip', 'insert', 'remove', 'repeat', 'end'),
  // Evenly: numbers of fast-check otherwise cling to their limits, and all changes to the first bytes.
  at: fc.noBias(fc.nat({ max: 9999 })).map((part) => part / 10_000),
  byte: fc.oneof(
    fc.constantFrom(...Buffer.from('AQgwabcxyz0189-_.:/+= \n"{}')),
    fc.integer({ min: 32, max: 126 }),
    fc.integer({ min: 0, max: 255 }),
  ),
  width: fc.integer({ min: 1, max: 12 }),
})

/** Bytes in, the same with one to three changes out. */
export function mutatedBytes(from: Arbitrary<Uint8Array>): Arbitrary<Uint8Array> {
  return fc
    .tuple(from, fc.array(edit, { minLength: 1, maxLength: 3 }))
    .map(([bytes, edits]) => edits.reduce(apply, bytes))
}

/** The same for texts; what is no UTF-8 any more becomes U+FFFD. */
export function mutatedText(from: Arbitrary<string>): Arbitrary<string> {
  return mutatedBytes(from.map((text) => Buffer.from(text))).map((bytes) => Buffer.from(bytes).toString())
}

function apply(bytes: Uint8Array, { how, at, byte, width }: Edit): Uint8Array {
  const place = Math.floor(at * bytes.length)
  const [before, after] = [bytes.subarray(0, place), bytes.subarray(place)]
  if (how === 'end') return before
  if (how === 'insert') return Buffer.concat([before, Uint8Array.of(byte), after])
  if (how === 'remove') return Buffer.concat([before, after.subarray(width)])
  if (how === 'repeat') return Buffer.concat([before, after.subarray(0, width), after])
  const copy = Uint8Array.from(bytes)
  if (copy.length > 0) copy[place] = how === 'set' ? byte : copy[place]! ^ (1 << (byte % 8))
  return copy
}

/** Any text: of any characters, of JSON, of three parts with dots, very long now and then. */
export const anyText: Arbitrary<string> = fc.oneof(
  { weight: 4, arbitrary: fc.string({ unit: 'binary', maxLength: 200 }) },
  { weight: 2, arbitrary: fc.json({ maxDepth: 4 }) },
  {
    weight: 1,
    arbitrary: fc.tuple(fc.base64String(), fc.base64String(), fc.base64String()).map((parts) => parts.join('.')),
  },
  {
    weight: 1,
    arbitrary: fc.constantFrom('', '.', '..', '\u0000', '\n\n', '{}', '[]', 'null', '\ufeff{}', 'x'.repeat(9000)),
  },
)

const name = fc.oneof(
  fc.constantFrom(
    '__proto__',
    'constructor',
    'toString',
    'v',
    'receipts',
    'sentAt',
    'last',
    'length',
    'then',
    'toJSON',
  ),
  fc.string({ maxLength: 8 }),
)
const number = fc.constantFrom(
  '0',
  '-0',
  '1e999',
  '-1e999',
  '1e-999',
  '9007199254740993',
  `1${'0'.repeat(400)}`,
  '01',
  '.5',
)

/** Texts of JSON, and nearly: doubled names, names of Object.prototype, numbers beyond all, nests. */
export const oddJson: Arbitrary<string> = fc.letrec<{ value: string }>((tie) => ({
  value: fc.oneof(
    { depthSize: 'small', withCrossShrink: true },
    fc.json({ maxDepth: 2 }),
    number,
    fc.array(tie('value'), { maxLength: 4 }).map((each) => `[${each.join(',')}]`),
    fc
      .array(fc.tuple(name, tie('value')), { maxLength: 4 })
      .map((members) => `{${members.map(([key, value]) => `${JSON.stringify(key)}:${value}`).join(',')}}`),
    fc.tuple(fc.constantFrom('[', '{"a":'), fc.integer({ max: 9000, min: 1 })).map(([open, deep]) => open.repeat(deep)),
  ),
})).value
