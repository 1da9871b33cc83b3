// docs/protocol.md and its JSON Schemas say what our backend takes and gives, and nothing that it does not.
import { readdirSync, readFileSync } from 'node:fs'
import { resolve } from 'node:path'
import { fromBase64url, noticeHash } from '@placet/receipt'
import { generateKeys, keyringFrom } from '@placet/server'
import { Ajv2020, type ValidateFunction } from 'ajv/dist/2020.js'
import { describe, expect, test } from 'vitest'
import { GROUPS } from '../../packages/conformance/src/kit.ts'
import { backend, batch, ISSUER, request } from './backend.ts'
import { bearer, bent, DECISION, flipBit, receipt, SITE } from './device.ts'

const DOCS = resolve(import.meta.dirname, '../../docs')
const PAGE = readFileSync(`${DOCS}/protocol.md`, 'utf8')
const FILES = readdirSync(`${DOCS}/schemas`)

const ajv = new Ajv2020({ strict: true, strictRequired: false, allErrors: true })
for (const file of FILES) ajv.addSchema(JSON.parse(readFileSync(`${DOCS}/schemas/${file}`, 'utf8')))
const schema = (name: string): ValidateFunction => ajv.getSchema(`urn:placet:schema:v1:${name}`)!

function complaints(name: string, value: unknown): string[] {
  const validate = schema(name)
  return validate(value) ? [] : validate.errors!.map(({ instancePath, message }) => `${instancePath} ${message}`)
}

const claimsOf = (jws: string) => JSON.parse(new TextDecoder().decode(fromBase64url(jws.split('.')[1]!))) as object

describe('what our backend takes and gives is what the schemas say', () => {
  test('a request, and every kind of result', async () => {
    const { handle } = await backend()
    const sound = await receipt()
    const jti = crypto.randomUUID()
    const [one, other] = [await bent({ claims: { jti } }), await bent({ claims: { jti } })]
    const body = batch([sound, sound, flipBit(await receipt(), 2), 7, one, other, await receipt({ iat: 0 })])
    expect(complaints('request', JSON.parse(body))).toEqual([])
    const answer = (await (await handle(request(body))).json()) as { results: { status: number }[] }
    expect(answer.results.map(({ status }) => status)).toEqual([201, 200, 422, 422, 201, 409, 201])
    expect(complaints('answer', answer)).toEqual([])
  })

  test('problems, bundles, keys, and the claims inside receipts and countersignatures', async () => {
    const hash = await noticeHash({ version: '1' })
    const { handle, get, post } = await backend({ notices: new Map([[hash, { version: '1' }]]) })
    for (const refused of [
      await handle(request('nonsense')),
      await handle(request(batch([]), { origin: 'https://evil.example' })),
      await get('/nowhere'),
      await get('/receipts'),
    ]) {
      expect(complaints('problem', await refused.json()), String(refused.status)).toEqual([])
    }
    const jws = await receipt({ ntc: { ...DECISION.ntc, hash } })
    const [result] = await post([jws])
    const bundle = (await (await get(`/receipts/${result!.id}`, { headers: bearer(jws) })).json()) as Record<
      string,
      string
    >
    expect(bundle).toMatchObject({ status: 'kept', notice: { version: '1' }, proof: expect.any(String) })
    expect(complaints('bundle', bundle)).toEqual([])
    expect(complaints('receipt-claims', claimsOf(bundle.receipt!))).toEqual([])
    expect(complaints('countersignature-claims', claimsOf(bundle.countersignature!))).toEqual([])
    expect(complaints('jwks', await (await get('/.well-known/jwks.json')).json())).toEqual([])
  })

  test('a receipt of every kind: later in its chain, of a one-off key, with claims of a later version', async () => {
    const prev = 'p'.repeat(43)
    const ret = { marketing: 'P6M', 'marketing/mail': 'P2W' }
    for (const claims of [{ seq: 2, prev }, { kp: 'once' }, { kp: 'mem', ret }, { later: {}, dsp: { kept: [] } }]) {
      expect(complaints('receipt-claims', claimsOf(await bent({ claims }))), JSON.stringify(claims)).toEqual([])
    }
  })
})

describe('what is wrong is refused by the schemas, too', () => {
  const ID = 'i'.repeat(43)
  const problem = { type: 'urn:placet:problem:jti-conflict', code: 'jti-conflict', title: 'That number is taken.' }
  const keys = keyringFrom(generateKeys()).jwks().keys
  const wrong: Record<string, Record<string, unknown>> = {
    request: {
      'no version': { receipts: [] },
      'another version': { v: 2, receipts: [] },
      'no list': { v: 1, receipts: {} },
      'over fifty': { v: 1, receipts: Array(51).fill('x') },
    },
    answer: {
      'no results': { v: 1 },
      'a result without status': { v: 1, results: [{ id: ID }] },
      'a status that is none': { v: 1, results: [{ id: ID, status: 202 }] },
      'a refusal without a reason': { v: 1, results: [{ id: ID, status: 422 }] },
      'a refusal that is countersigned': {
        v: 1,
        results: [{ id: ID, status: 409, problem, countersignature: 'a.b.c' }],
      },
      'a kept receipt with a problem': { v: 1, results: [{ id: ID, status: 201, problem }] },
      'a kept receipt without id': { v: 1, results: [{ status: 201 }] },
      'a place without a proof': { v: 1, results: [{ id: ID, status: 201, countersignature: 'a.b.c', index: 1 }] },
      'a padded id': { v: 1, results: [{ id: `${ID}=`, status: 201 }] },
    },
    problem: {
      'no code': { type: problem.type, title: 'x' },
      'another type': { ...problem, type: 'about:blank' },
      'a status that is no refusal': { ...problem, status: 200 },
    },
    jwks: {
      'no keys': { keys: [] },
      'a private key': { keys: [{ ...keys[0], d: ID }] },
      'a key without name': { keys: [{ ...keys[0], kid: undefined }].map((key) => JSON.parse(JSON.stringify(key))) },
      'another curve': { keys: [{ ...keys[0], crv: 'P-384' }] },
      'a revocation without time': { keys: [{ ...keys[0], revoked: { reason: 'compromised' } }] },
    },
    bundle: {
      'no receipt': { status: 'kept' },
      'a receipt that is no JWS': { receipt: 'x' },
      'another status': { receipt: 'a.b.c', status: 'erased' },
    },
    'countersignature-claims': { 'another result': { ...countersigned(), res: 'maybe' }, 'no rcp': { iss: ISSUER } },
  }

  test.each(
    Object.entries(wrong).flatMap(([name, all]) => Object.entries(all).map(([what, value]) => [name, what, value])),
  )('%s: %s', (name, _, value) => expect(complaints(name as string, value)).not.toEqual([]))

  test('a countersignature is one where nothing is wrong with it', () => {
    expect(complaints('countersignature-claims', countersigned())).toEqual([])
  })

  test.each([
    { v: 'urn:placet:receipt:v2' },
    { jti: 'x' },
    { iat: -1 },
    { iat: 1.5 },
    { aud: `${SITE}/` },
    { evt: 'expired' },
    { dec: { Ads: 'given' } },
    { dec: { ads: 'yes' } },
    { dur: 'P' },
    { dur: '6 months' },
    { ui: { m: 'banner' } },
    { sig: null },
    { seq: 0 },
    { seq: 2 },
    { prev: 'p'.repeat(43) },
    { kp: 'always' },
    { sub: undefined },
  ])('receipt claims with %j, as our backend refuses them', async (claims) => {
    const { post } = await backend()
    const made = await bent({ claims })
    expect((await post([made]))[0]!.status).toBe(422)
    expect(complaints('receipt-claims', claimsOf(made))).not.toEqual([])
  })

  function countersigned(): object {
    const sub = `urn:ietf:params:oauth:jwk-thumbprint:sha-256:${ID}`
    return { iss: ISSUER, iat: 1, jti: 'x', sub, rid: crypto.randomUUID(), rcp: ID, res: 'accepted' }
  }
})

describe('the protocol page', () => {
  test('leads to every schema, and each says what it is', () => {
    const linked = new Set([...PAGE.matchAll(/\]\(schemas\/([\w.-]+)\)/g)].map(([, file]) => file!))
    expect([...linked].sort()).toEqual([...FILES].sort())
    for (const file of FILES) expect(schema(file.replace('.schema.json', '')), file).toBeDefined()
  })

  test('names no code that docs/errors.md does not explain', () => {
    const named = [...PAGE.matchAll(/^\| \d{3} \| `([a-z-]+)`/gm), ...PAGE.matchAll(/\(`([a-z]+-[a-z-]+)`\)/g)]
    const flags = [...PAGE.matchAll(/^\| `([a-z]+-[a-z]+)` \| /gm)]
    const codes = [...new Set([...named, ...flags].map(([, code]) => code!))]
    expect(codes).toEqual(expect.arrayContaining(['body-malformed', 'rate-limited', 'jti-conflict', 'clock-skew']))
    const errors = readFileSync(`${DOCS}/errors.md`, 'utf8')
    expect(codes.filter((code) => !errors.includes(`\`${code}\``))).toEqual([])
  })

  test('has the sections that the conformance kit tests, and no check has another’s name', () => {
    const headings = [...PAGE.matchAll(/^## (.*)$/gm)].map(([, heading]) => heading!.replaceAll('`', ''))
    expect(GROUPS.map(({ section }) => section).filter((section) => !headings.includes(section))).toEqual([])
    const names = GROUPS.flatMap(({ checks }) => checks.map(({ name }) => name))
    expect(new Set(names).size).toBe(names.length)
    expect(names.length).toBeGreaterThan(40)
  })
})
