// What the kit says of shapes is docs/schemas, word for word, and it reads them as a stock validator does.
import { readdirSync, readFileSync } from 'node:fs'
import { resolve } from 'node:path'
import { Ajv2020 } from 'ajv/dist/2020.js'
import { expect, test } from 'vitest'
import { withOneBent, withoutOne } from '../../packages/conformance/src/bent-claims.ts'
import { makeDevice } from '../../packages/conformance/src/device.ts'
import { type Schema, violation } from '../../packages/conformance/src/schema.ts'
import { ANSWER } from '../../packages/conformance/src/schemas/answer.ts'
import { BUNDLE } from '../../packages/conformance/src/schemas/bundle.ts'
import { JWKS } from '../../packages/conformance/src/schemas/jwks.ts'
import { PROBLEM } from '../../packages/conformance/src/schemas/problem.ts'
import { RECEIPT_CLAIMS } from '../../packages/conformance/src/schemas/receipt-claims.ts'
import { soundClaims } from '../../packages/conformance/src/sound-claims.ts'

const FOLDER = resolve(import.meta.dirname, '../../docs/schemas')
const read = (name: string) => JSON.parse(readFileSync(`${FOLDER}/${name}.schema.json`, 'utf8')) as Schema

const ajv = new Ajv2020({ strict: true, strictRequired: false })
for (const file of readdirSync(FOLDER)) ajv.addSchema(read(file.replace('.schema.json', '')))
const isValid = (name: string, value: unknown) => ajv.getSchema(`urn:placet:schema:v1:${name}`)!(value) as boolean

test.each([
  ['answer', ANSWER],
  ['bundle', BUNDLE],
  ['jwks', JWKS],
  ['problem', PROBLEM],
  ['receipt-claims', RECEIPT_CLAIMS],
])('%s is the schema of docs/schemas', (name, schema) => expect(schema).toEqual(read(name)))

const ID = 'i'.repeat(43)

async function everyClaim() {
  const own = await makeDevice('http://localhost').claims()
  const sub = `urn:ietf:params:oauth:jwk-thumbprint:sha-256:${ID}`
  const optional = { ret: { ads: 'P1D' }, seq: 2, prev: ID, kp: 'mem', dsp: {} }
  return { v: 'urn:placet:receipt:v1', jti: crypto.randomUUID(), sub, ...own, ...optional }
}
// What JSON makes of it, as a receipt would.
const written = (value: object) => JSON.parse(JSON.stringify(value)) as object

test('every bent receipt is wrong, every sound one is not, and a stock validator says so too', async () => {
  const sound = await everyClaim()
  const bent = [...withOneBent(RECEIPT_CLAIMS, sound), ...withoutOne(RECEIPT_CLAIMS, sound)]
  expect(bent.filter(({ claims }) => isValid('receipt-claims', written(claims)))).toEqual([])
  expect(bent.filter(({ claims }) => violation(RECEIPT_CLAIMS, written(claims)) === undefined)).toEqual([])
  // Each claim and each member, in many ways.
  const places = new Set(bent.map(({ what }) => what.split(' ')[0]))
  expect([...places].sort()).toEqual([...Object.keys(RECEIPT_CLAIMS.properties!), 'no'].sort())
  expect(bent.length).toBeGreaterThan(400)
  const { jti, sub } = sound
  const others = soundClaims(sound).map(({ what, claims }) => ({ what, claims: { ...claims, jti, sub } }))
  expect(others.filter(({ claims }) => !isValid('receipt-claims', written(claims)))).toEqual([])
  expect(others.filter(({ claims }) => violation(RECEIPT_CLAIMS, written(claims)) !== undefined)).toEqual([])
  expect(others.length).toBeGreaterThan(60)
})

const problem = { type: 'urn:placet:problem:x', code: 'x', title: 'No.' }
const kept = { id: ID, status: 201, countersignature: 'a.b.c', index: 0, proof: 'c2sp.org/tlog-proof@v1\nindex 0\n' }
const key = { kty: 'EC', crv: 'P-256', x: ID, y: ID, kid: 'k', alg: 'ES256', use: 'sig' }
const results = (...all: unknown[]) => ({ v: 1, results: all })

test.each<[name: string, schema: Schema, sound: unknown[], wrong: unknown[]]>([
  [
    'answer',
    ANSWER,
    [results(), results(kept, { ...kept, status: 200, flags: ['a'] }, { status: 422, problem })],
    [
      ...[{}, { v: 1 }, results({}), results({ ...kept, status: 202 }), results({ ...kept, id: `${ID}=` })],
      ...[results({ status: 201 }), results({ ...kept, flags: [] }), results({ ...kept, flags: ['a', 'a'] })],
      ...[results({ id: ID, status: 409 }), results({ ...kept, status: 409, problem }), results({ ...kept, problem })],
      ...[results({ id: ID, status: 200, index: 1 }), results({ status: 422, problem: { ...problem, title: '' } })],
      results(...Array.from({ length: 51 }, () => kept)),
    ],
  ],
  [
    'problem',
    PROBLEM,
    [problem, { ...problem, status: 404 }],
    [{}, { ...problem, status: 200 }, { ...problem, code: 'X' }],
  ],
  [
    'bundle',
    BUNDLE,
    [{ receipt: 'a.b.c', status: 'kept' }],
    [{}, { receipt: 'a.b' }, { receipt: 'a.b.c', status: 'x' }],
  ],
  [
    'jwks',
    JWKS,
    [{ keys: [key, { kty: 'OKP', crv: 'Ed25519', x: ID, kid: 'l' }] }],
    [
      { keys: [] },
      { keys: [{ ...key, d: ID }] },
      { keys: [{ ...key, crv: 'P-384' }] },
      { keys: [{ ...key, nbf: '1' }] },
    ],
  ],
])('%s is read as a stock validator reads it', (name, schema, sound, wrong) => {
  expect(sound.map((each) => [isValid(name, each), violation(schema, each, [PROBLEM])])).toEqual(
    sound.map(() => [true, undefined]),
  )
  expect(wrong.filter((each) => isValid(name, each) || violation(schema, each, [PROBLEM]) === undefined)).toEqual([])
})
