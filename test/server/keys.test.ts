// Which key signs when, what the world is told of keys, and what nobody is told. jose is the oracle.
import { inspect } from 'node:util'
import { generateKey, generateKeys, keyringFrom, type KeySet } from '../../packages/server/src/keys/keyring.ts'
import { compactVerify, createLocalJWKSet, decodeJwt, importJWK, calculateJwkThumbprint } from 'jose'
import { expect, test } from 'vitest'

const NOW = Date.UTC(2026, 10, 2, 12) // ms
const SECONDS = NOW / 1000
const text = (value: string) => new TextEncoder().encode(value)
const base64url = (value: string | Uint8Array) => Buffer.from(value).toString('base64url')
const thrownBy = (run: () => unknown): Error & { code?: string; fix?: string } => {
  try {
    run()
  } catch (error) {
    return error as Error
  }
  throw new Error('nothing was thrown')
}

// RFC 8037 appendix A.1, A.3 and A.4.
const RFC8037 = {
  key: {
    kty: 'OKP',
    crv: 'Ed25519',
    d: 'nWGxne_9WmC6hEr0kuwsxERJxWl7MmkZcDusAxyuf2A',
    x: '11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo',
  },
  thumbprint: 'kPrK_qmxVWaYVA9wwBF6Iuo3vVzz7TxHCTwXBygrS4k',
  input: 'eyJhbGciOiJFZERTQSJ9.RXhhbXBsZSBvZiBFZDI1NTE5IHNpZ25pbmc',
  signature: 'hgyY0il_MGCjP0JzlnLWG1PPOt7-09PGcvMg3AIbQR6dWbhijcNR4ki4iylGjg5BhVsPt9g7sVvpAr_MuM0KAg',
}

test('what the countersigner signs, a stock JOSE library verifies with the JWKS', async () => {
  const keys = keyringFrom(generateKeys(NOW))
  const { kid, sign } = keys.countersigner(NOW)
  const input = `${base64url(JSON.stringify({ alg: 'ES256', kid }))}.${base64url('{"rcp":"what a customer said"}')}`
  const jws = `${input}.${base64url(await sign(text(input)))}`
  const { payload } = await compactVerify(jws, createLocalJWKSet(keys.jwks()))
  expect(new TextDecoder().decode(payload)).toBe('{"rcp":"what a customer said"}')
  expect(decodeJwt(jws)).toEqual({ rcp: 'what a customer said' })
  const other = createLocalJWKSet(keyringFrom(generateKeys(NOW)).jwks())
  await expect(compactVerify(jws, other)).rejects.toMatchObject({ code: 'ERR_JWKS_NO_MATCHING_KEY' })
})

test('what a log signer signs, a stock JOSE library verifies with the same JWKS', async () => {
  const keys = keyringFrom(generateKeys(NOW))
  const [signer] = keys.logSigners(NOW)
  const { kid, x } = keys.jwks().keys.find(({ alg }) => alg === 'Ed25519')!
  expect(base64url(signer!.publicKey)).toBe(x)
  const input = `${base64url(JSON.stringify({ alg: 'Ed25519', kid }))}.${base64url('a checkpoint')}`
  const signature = await signer!.sign(text(input))
  expect(signature.length).toBe(64)
  const { payload } = await compactVerify(`${input}.${base64url(signature)}`, createLocalJWKSet(keys.jwks()))
  expect(new TextDecoder().decode(payload)).toBe('a checkpoint')
})

test('Ed25519: the key of RFC 8037 signs as printed there, and is named as printed there', async () => {
  const keys = keyringFrom({ keys: [RFC8037.key] } as never)
  const [signer] = keys.logSigners(NOW)
  expect(base64url(await signer!.sign(text(RFC8037.input)))).toBe(RFC8037.signature)
  const { d: _, ...half } = RFC8037.key
  expect(keys.jwks()).toEqual({ keys: [{ ...half, kid: RFC8037.thumbprint, alg: 'Ed25519', use: 'sig' }] })
})

test('P-256: the key of RFC 9449 is named by the thumbprint printed there', () => {
  const x = 'l8tFrhx-34tV3hRICRDY9zCkDlpBhF42UQUfWVAWBFs'
  const y = '9VE4jf_Ok_o64zbTTlcuNJajHmt6v9TDVrU0CdvGRDA'
  const [told] = keyringFrom({ keys: [{ kty: 'EC', crv: 'P-256', x, y }] } as never).jwks().keys
  expect(told).toMatchObject({ kid: '0ZcOCORZNYy-DWpqq30jZyJGHTN0d2HglBV3uiguA4I', alg: 'ES256', use: 'sig' })
})

test('a thousand fresh keys: all different, named by their thumbprint, and none is an option on a command line', async () => {
  const fresh = Array.from({ length: 1000 }, (_, at) => generateKey(at % 2 ? 'ES256' : 'Ed25519'))
  expect(new Set(fresh.map(({ d }) => d)).size).toBe(1000)
  expect(fresh.filter(({ kid }) => kid.startsWith('-'))).toEqual([])
  for (const key of fresh.slice(0, 100)) {
    expect(key.kid).toBe(await calculateJwkThumbprint(key))
    expect(await importJWK(key)).toMatchObject({ type: 'private' })
  }
  // Importing checks that each private half belongs to its public one, whatever zeros it begins with.
  expect(keyringFrom({ keys: fresh }).jwks().keys.length).toBe(1000)
})

test.each(['ES256', 'Ed25519'] as const)('%s: a key signs from nbf on, until just before exp', (alg) => {
  const key = { ...generateKey(alg), nbf: SECONDS, exp: SECONDS + 10 }
  const keys = keyringFrom({ keys: [key] })
  const ask = (now: number) => (alg === 'ES256' ? keys.countersigner(now) : keys.logSigners(now)[0])
  for (const now of [NOW, NOW + 9999]) expect(ask(now)).toHaveProperty('sign')
  for (const now of [NOW - 1, NOW + 10_000]) {
    expect(thrownBy(() => ask(now))).toMatchObject({
      code: 'key-missing',
      message: expect.stringContaining(`no ${alg} key that may sign now`),
      fix: expect.stringContaining(`placet keys rotate --alg ${alg}`),
    })
  }
  expect(keys.jwks().keys[0]).toMatchObject({ nbf: SECONDS, exp: SECONDS + 10 })
})

test.each(['ES256', 'Ed25519'] as const)('%s: a key signs until just before its revocation', (alg) => {
  const keys = keyringFrom({ keys: [{ ...generateKey(alg), revoked: { revoked_at: SECONDS, reason: 'compromised' } }] })
  const ask = (now: number) => (alg === 'ES256' ? keys.countersigner(now) : keys.logSigners(now)[0])
  expect(ask(NOW - 1)).toHaveProperty('sign')
  expect(thrownBy(() => ask(NOW))).toMatchObject({ code: 'key-missing' })
  expect(keys.jwks().keys[0]!.revoked).toEqual({ revoked_at: SECONDS, reason: 'compromised' })
})

test('of several countersigning keys the newest signs; of log keys all that may, newest first', () => {
  const at = (alg: 'ES256' | 'Ed25519', nbf: number) => ({ ...generateKey(alg), nbf: SECONDS + nbf })
  const [old, young, coming] = [at('ES256', -20), at('ES256', -10), at('ES256', 10)]
  const [first, second, third] = [at('Ed25519', -20), at('Ed25519', -10), at('Ed25519', 10)]
  const keys = keyringFrom({ keys: [young, third, old, first, coming, second] })
  const log = (now: number) => keys.logSigners(now).map(({ publicKey }) => base64url(publicKey))
  expect(keys.countersigner(NOW - 15_000).kid).toBe(old.kid)
  expect(keys.countersigner(NOW).kid).toBe(young.kid)
  expect(keys.countersigner(NOW + 10_000).kid).toBe(coming.kid)
  expect(log(NOW)).toEqual([second.x, first.x])
  expect(log(NOW + 10_000)).toEqual([third.x, second.x, first.x])
})

test('of two keys from the same moment the later in the set signs', () => {
  const [one, other] = [generateKey('ES256', NOW), generateKey('ES256', NOW)]
  expect(keyringFrom({ keys: [one, other] }).countersigner(NOW).kid).toBe(other.kid)
  expect(keyringFrom({ keys: [other, one] }).countersigner(NOW).kid).toBe(one.kid)
})

test('a key that retired stays in the JWKS and signs nothing', () => {
  const [{ d: _, ...retired }, signing] = [generateKey('ES256', NOW), generateKey('ES256', NOW - 1000)]
  const keys = keyringFrom({ keys: [retired, signing] })
  expect(keys.countersigner(NOW).kid).toBe(signing.kid)
  expect(keys.jwks().keys.map(({ kid }) => kid)).toEqual([retired.kid, signing.kid])
  expect(() => keyringFrom({ keys: [retired] }).countersigner(NOW)).toThrow('no ES256 key')
})

test('neither the JWKS nor a signer in a log tells a private half, nor what else a key file says', () => {
  const set = generateKeys(NOW)
  const noted = { keys: set.keys.map((key) => ({ ...key, note: 'in the safe', key_ops: ['sign'] })) }
  const keys = keyringFrom(noted)
  const told = inspect([keys, keys.jwks(), keys.countersigner(NOW), keys.logSigners(NOW)], {
    depth: 9,
    showHidden: true,
  })
  expect(told).toContain(set.keys[0]!.kid)
  for (const { d } of set.keys) expect(told).not.toContain(d)
  expect(keys.jwks().keys.map((key) => Object.keys(key))).toEqual([
    ['kty', 'crv', 'x', 'y', 'kid', 'alg', 'use', 'nbf'],
    ['kty', 'crv', 'x', 'kid', 'alg', 'use', 'nbf'],
  ])
})

test('a set that is written wrong is refused in a sentence that repeats nothing of it', () => {
  const [es, ed] = generateKeys(NOW).keys as [never, never] as [Record<string, unknown>, Record<string, unknown>]
  const [other] = generateKeys(NOW).keys as never as [Record<string, unknown>]
  const secret = 'correct-horse-battery-staple'
  const wrong: [string, unknown][] = [
    ['no JWK Set', null],
    ['no JWK Set', secret],
    ['no JWK Set', { keys: secret }],
    ['key 1:', { keys: [null] }],
    ['key 1:', { keys: [secret] }],
    ['key 2:', { keys: [es, { kty: 'RSA', n: secret, e: 'AQAB', d: secret }] }],
    ['no P-256 and no Ed25519', { keys: [{ ...es, d: secret }] }],
    ['no P-256 and no Ed25519', { keys: [{ ...es, d: `${es.d as string}=` }] }],
    ['no P-256 and no Ed25519', { keys: [{ ...es, d: null }] }],
    ['no P-256 and no Ed25519', { keys: [{ ...es, crv: 'P-384' }] }],
    ['no P-256 and no Ed25519', { keys: [{ ...es, y: undefined }] }],
    ['no P-256 and no Ed25519', { keys: [{ ...ed, kty: 'EC' }] }],
    ['thumbprint', { keys: [{ ...es, kid: secret }] }],
    ['alg or use', { keys: [{ ...es, alg: secret }] }],
    ['alg or use', { keys: [{ ...es, use: 'enc' }] }],
    ['key_ops', { keys: [{ ...es, key_ops: secret }] }],
    ['key_ops', { keys: [{ ...es, key_ops: ['deriveKey', 'verify'] }] }],
    ['key_ops', { keys: [{ ...ed, d: undefined, key_ops: ['sign'] }] }],
    ['nbf or exp', { keys: [{ ...es, nbf: secret }] }],
    ['nbf or exp', { keys: [{ ...es, exp: 1.5 }] }],
    ['nbf or exp', { keys: [{ ...es, exp: -1 }] }],
    ['revoked', { keys: [{ ...es, revoked: secret }] }],
    ['revoked', { keys: [{ ...es, revoked: { revoked_at: SECONDS, reason: secret } }] }],
    ['twice', { keys: [es, ed, es] }],
    ['no point', { keys: [{ ...es, x: es.y, kid: undefined, d: undefined }] }],
    ['no pair', { keys: [{ ...es, x: es.y, kid: undefined }] }],
    ['no pair', { keys: [{ ...es, d: 'A'.repeat(43) }] }],
    ['no pair', { keys: [{ ...es, d: `${'_'.repeat(42)}8` }] }],
    ['no pair', { keys: [{ ...es, d: other.d }] }],
    ['no pair', { keys: [{ ...ed, d: es.d }] }],
  ]
  for (const [what, set] of wrong) {
    const error = thrownBy(() => keyringFrom(set as KeySet, 'keys.json'))
    expect([what, error.code]).toEqual([what, 'key-malformed'])
    expect(error.message).toContain('keys.json')
    expect(error.message).toContain(what)
    const told = inspect(error, { depth: 9, showHidden: true })
    for (const hidden of [secret, es.d, ed.d, other.d]) expect(told).not.toContain(hidden)
  }
})
