// Whatever text comes to whoever verifies, reads a log or a cookie: an answer, never a throw; what was changed never passes;
// and what is taken has one way to be written.
import { parseCookie, readCookies, serializeCookie } from '@placet/core/cookie'
import {
  type Evidence,
  formatNote,
  formatProof,
  fromBase64url,
  parseCheckpoint,
  parseNote,
  parseProof,
  toBase64url,
  verify,
  webCrypto,
} from '@placet/receipt'
import { ServerError } from '@placet/server'
import fc, { type Arbitrary } from 'fast-check'
import { expect, test } from 'vitest'
import { readCheckpoints } from '../../packages/server/src/audit/witness.ts'
import { readEvidence } from '../../packages/server/src/cli/evidence.ts'
import { readKeySet } from '../../packages/server/src/keys/key-set.ts'
import { logName, siteOf } from '../../packages/server/src/log/name.ts'
import { parseTilePath, tilePath } from '../../packages/server/src/log/tile-path.ts'
import { nodePrimitives as node } from '../../packages/server/src/verify/primitives.ts'
import { backend } from './backend.ts'
import { receipt } from './device.ts'
import { anyText, inputs, mutatedText, oddJson, patience } from './fuzz-inputs.ts'

const { post, keys: keyring } = await backend()
const made = await Promise.all(Array.from({ length: 5 }, () => receipt()))
const results = await post(made)
const keys = keyring.jwks()
const whole = made.map((each, at) => {
  const { countersignature, proof } = results[at]!
  return { receipt: each, countersignature: countersignature!, proof: proof! }
})
const evidence = fc.constantFrom(...whole)

test('evidence with a byte changed is never what it was', patience(0.2), async () => {
  for (const each of whole) expect((await verify(each, { keys })).level).toBe('logged')
  const part = fc.constantFrom('receipt', 'countersignature', 'proof')
  // Of several pieces, so that what fits together in one place is torn elsewhere.
  const changed = fc
    .tuple(evidence, part)
    .chain(([given, name]) =>
      fc.record({ given: fc.constant(given), name: fc.constant(name), text: mutatedText(fc.constant(given[name])) }),
    )
  // WebCrypto for one of eight: it takes its time.
  const check = fc.asyncProperty(changed, fc.integer({ max: 7, min: 0 }), async ({ given, name, text }, slow) => {
    fc.pre(text !== given[name])
    const primitives = slow === 0 ? webCrypto : node
    const { valid, level } = await verify({ ...given, [name]: text }, { keys, primitives })
    // Under a checkpoint anybody may sign as well (C2SP signed-note); what the log itself said must be the same.
    const cosigned = name === 'proof' && valid && sameProof(text, given.proof)
    if (!cosigned) expect([valid, level], `${name}: ${text}`).not.toEqual([true, 'logged'])
    if (name === 'receipt') expect(valid, text).toBe(false)
  })
  await fc.assert(check, inputs(0.2))
})

test('parts of different evidence never fit', async () => {
  const check = fc.asyncProperty(evidence, evidence, evidence, async ({ receipt }, { countersignature }, { proof }) => {
    const fits = whole.some(
      (each) => each.receipt === receipt && each.proof === proof && each.countersignature === countersignature,
    )
    expect((await verify({ receipt, countersignature, proof }, { keys, primitives: node })).valid).toBe(fits)
  })
  await fc.assert(check, { numRuns: 200 })
})

test('notes, checkpoints and proofs have one way to be written', patience(0.1), () => {
  const text = textsLike(
    evidence.map(({ proof }) => proof),
    evidence.map(({ proof }) => parseProof(proof)!.checkpoint),
  )
  const check = fc.property(text, (given) => {
    const note = parseNote(given)
    if (note) expect(formatNote(note)).toBe(given)
    const checkpoint = parseCheckpoint(given)
    if (checkpoint) expect(formatNote(checkpoint.note)).toBe(given)
    const proof = parseProof(given)
    if (proof) expect(formatProof(proof)).toBe(given)
    for (const witness of readCheckpoints(given, 'a file'))
      expect(parseNote(formatNote(witness.checkpoint.note))).toBeDefined()
  })
  fc.assert(check, inputs(0.1))
})

test('tiles, logs and bytes have one way to be written', patience(0.05), () => {
  const place = fc.record({ level: fc.integer({ min: 0, max: 63 }), n: fc.nat({ max: 2 ** 40 }) })
  const paths = fc
    .tuple(place, fc.option(fc.integer({ min: 1, max: 255 }), { nil: undefined }))
    .map(([at, width]) => tilePath(at, width))
  const names = fc.constantFrom('shop.example', 'http:localhost:4300', 'http:[::1]:1', 'xn--nxasmq6b.example')
  const check = fc.property(textsLike(paths, names, fc.base64String()), (given) => {
    const at = parseTilePath(given)
    if (at) expect(tilePath(at.place, at.width)).toBe(given)
    const site = siteOf(given)
    if (site) expect(logName(site)).toBe(given)
    const bytes = fromBase64url(given)
    if (bytes) expect(toBase64url(bytes)).toBe(given)
  })
  fc.assert(check, inputs(0.05))
})

test('a cookie is read as it was meant, or not at all', patience(0.05), () => {
  const cookies = fc.constantFrom(
    '1.eu.1x2y3z.fr4.2.0.analytics:1.marketing:0',
    '1.us.0.0.1.1',
    '1.eu.a.b.9.0.a/b:1.a:0.a:1',
  )
  const check = fc.property(
    textsLike(
      cookies,
      cookies.map((value) => `x=1; placet=${value}; __Host-placet=${value}`),
    ),
    (given) => {
      const read = parseCookie(given)
      if (read) {
        expect(parseCookie(serializeCookie(read))).toEqual(read)
        const granted = Object.keys(read.answers).filter((each) => read.answers[each])
        expect(granted.filter((each) => `${given}.`.includes(`.${each}:0.`))).toEqual([])
      }
      const { decision } = readCookies(given)
      if (decision) expect(parseCookie(serializeCookie(decision))).toEqual(decision)
    },
  )
  fc.assert(check, inputs(0.05))
})

test('what the command is given to verify is read, and none of it passes that should not', patience(0.1), async () => {
  const bundles = evidence.map((each) => JSON.stringify(each))
  const text = textsLike(
    bundles,
    fc.array(bundles).map((each) => `[${each.join(',')}]`),
    fc.array(bundles).map((each) => each.join('\n')),
  )
  const check = fc.asyncProperty(text, async (given) => {
    for (const each of readEvidence(given)) {
      const { valid, findings } = await verify(each, { keys, primitives: node })
      if (valid) expect(made).toContain(each.receipt)
      else expect(findings.some(({ severity }) => severity === 'error')).toBe(true)
    }
  })
  await fc.assert(check, inputs(0.1))
})

test('whatever stands for keys and evidence, verify answers', patience(0.1), async () => {
  const anything = fc.oneof(
    fc.anything({ withBigInt: true, withNullPrototype: true, withSparseArray: true }),
    oddJson.map(parsed),
  )
  const check = fc.asyncProperty(evidence, anything, anything, anything, async (given, other, set, more) => {
    const odd = { ...given, ...(other as object), notice: more } as Evidence
    const jwks = { keys: Array.isArray(set) ? [...keys.keys, ...set] : set }
    const { valid } = await verify(odd, { keys: jwks as typeof keys, previous: more as string, primitives: node })
    if (valid) expect(made).toContain(odd.receipt)
    try {
      readKeySet(set, 'the set')
    } catch (error) {
      expect(error).toBeInstanceOf(ServerError)
    }
  })
  await fc.assert(check, inputs(0.1))
})

function sameProof(one: string, other: string): boolean {
  const [a, b] = [parseProof(one), parseProof(other)]
  const told = (text = '') => parseCheckpoint(text)?.note.text
  return a?.index === b?.index && told(a?.checkpoint) === told(b?.checkpoint) && String(a?.path) === String(b?.path)
}

function textsLike(...valid: Arbitrary<string>[]): Arbitrary<string> {
  const good = fc.oneof(...valid)
  return fc.oneof({ weight: 6, arbitrary: mutatedText(good) }, good, anyText, oddJson)
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return text
  }
}
