// Stock JOSE libraries read what we write, and we read what they write: `jose` in both directions, PyJWT as a second opinion.
import { spawnSync } from 'node:child_process'
import { createKey, createReceipt, receiptIdentity, subjectOf, verify } from '@placet/receipt'
import * as jose from 'jose'
import { describe, expect, test } from 'vitest'
import {
  backend,
  countersigned,
  device,
  INPUT,
  ISSUER,
  jwks,
  KID,
  malleated,
  oneBitOff,
  partsOf,
  receiptOf,
} from './sample.ts'

const ES256 = { algorithms: ['ES256'] }

describe('jose', () => {
  test('verifies a receipt with the key embedded in it, byte for byte the same claims', async () => {
    const receipt = await receiptOf()
    const { payload, protectedHeader } = await jose.compactVerify(receipt, jose.EmbeddedJWK, ES256)
    expect(JSON.parse(new TextDecoder().decode(payload))).toEqual((await verify(receipt)).claims)
    expect(Object.keys(protectedHeader)).toEqual(['alg', 'typ', 'jwk'])
    expect(Object.keys(protectedHeader.jwk!)).toEqual(['kty', 'crv', 'x', 'y'])
  })

  test('reads a receipt as a JWT, with typ and audience asked for', async () => {
    const options = {
      ...ES256,
      typ: 'consent-receipt+jwt',
      audience: INPUT.aud,
      currentDate: new Date(INPUT.iat * 1000),
    }
    const { payload } = await jose.jwtVerify(await receiptOf(), jose.EmbeddedJWK, options)
    expect(payload).toMatchObject({ dec: INPUT.dec, aud: INPUT.aud, iat: INPUT.iat })
  })

  test('finds old evidence as good as new, because there is no exp', async () => {
    const later = { ...ES256, currentDate: new Date('2056-11-21') }
    await expect(jose.jwtVerify(await receiptOf(), jose.EmbeddedJWK, later)).resolves.toBeDefined()
  })

  test('computes the same sub', async () => {
    const { header, claims } = partsOf(await receiptOf())
    expect(await jose.calculateJwkThumbprintUri(header.jwk as jose.JWK)).toBe(claims.sub)
  })

  test('verifies a countersignature through the backend’s JWKS', async () => {
    const receipt = await receiptOf()
    const keys = jose.createLocalJWKSet(jwks)
    const { payload, protectedHeader } = await jose.compactVerify(await countersigned(receipt), keys, ES256)
    expect(protectedHeader).toEqual({ alg: 'ES256', typ: 'consent-countersig+jwt', kid: KID })
    expect(JSON.parse(new TextDecoder().decode(payload))).toMatchObject({
      iss: ISSUER,
      rcp: await receiptIdentity(receipt),
    })
  })

  test('writes receipts that we verify', async () => {
    const { publicKey, privateKey } = await jose.generateKeyPair('ES256', { extractable: true })
    const { kty, crv, x, y } = await jose.exportJWK(publicKey)
    const jwk = { kty, crv, x, y } as Parameters<typeof subjectOf>[0]
    const sub = await jose.calculateJwkThumbprintUri(jwk)
    const claims = { v: 'urn:placet:receipt:v1', jti: crypto.randomUUID(), sub, ...INPUT }
    const signing = new jose.CompactSign(new TextEncoder().encode(JSON.stringify(claims)))
    const receipt = await signing.setProtectedHeader({ alg: 'ES256', typ: 'consent-receipt+jwt', jwk }).sign(privateKey)
    expect(await verify(receipt)).toMatchObject({ valid: true, level: 'signed', claims })
  })

  test('writes countersignatures that we verify', async () => {
    const receipt = await receiptOf()
    const { jti: rid, sub } = partsOf(receipt).claims as { jti: string; sub: string }
    const claims = {
      iss: ISSUER,
      iat: INPUT.iat,
      jti: crypto.randomUUID(),
      sub,
      rid,
      rcp: await receiptIdentity(receipt),
      res: 'accepted',
    }
    const signing = new jose.CompactSign(new TextEncoder().encode(JSON.stringify(claims)))
    const header = { alg: 'ES256', typ: 'consent-countersig+jwt', kid: KID }
    const countersignature = await signing.setProtectedHeader(header).sign(backend.privateKey)
    expect(await verify({ receipt, countersignature }, { keys: jwks })).toMatchObject({
      valid: true,
      level: 'countersigned',
    })
  })

  test('agrees about each of a hundred keys', async () => {
    for (let turn = 0; turn < 100; turn++) {
      const receipt = await createReceipt(INPUT, await createKey())
      await expect(jose.compactVerify(receipt, jose.EmbeddedJWK, ES256)).resolves.toBeDefined()
      await expect(jose.compactVerify(malleated(receipt), jose.EmbeddedJWK, ES256)).resolves.toBeDefined()
      expect((await verify(malleated(receipt))).valid).toBe(true)
    }
  })

  test('never accepts a signature that we refuse', async () => {
    const receipt = await receiptOf()
    const at = receipt.lastIndexOf('.') + 1
    for (const tail of oneBitOff(receipt.slice(at))) {
      const ours = (await verify(receipt.slice(0, at) + tail)).valid
      const theirs = await jose.compactVerify(receipt.slice(0, at) + tail, jose.EmbeddedJWK, ES256).then(
        () => true,
        () => false,
      )
      // jose reads lenient base64url (the last character has two spare bits); we are stricter, never laxer.
      if (ours) expect(theirs).toBe(true)
      expect(ours).toBe(false)
    }
  })
})

const python = ['/usr/bin/python3', 'python3'].find(
  (bin) => spawnSync(bin, ['-c', 'import jwt, cryptography']).status === 0,
)
const PYJWT = `
import json, sys, jwt
bundle = json.load(sys.stdin)
key = jwt.PyJWK(bundle['jwk'], 'ES256').key
print(json.dumps(jwt.decode(bundle['jws'], key, algorithms=['ES256'], audience=bundle['aud'], options={'verify_iat': False})))
`
const pyjwt = (jws: string, jwk: unknown, aud: string | null) =>
  spawnSync(python!, ['-c', PYJWT], { input: JSON.stringify({ jws, jwk, aud }), encoding: 'utf8' })

describe('PyJWT', () => {
  test('reads the same claims out of a receipt', async ({ skip }) => {
    skip(!python, 'no python3 with PyJWT on this machine (Debian: python3-jwt)')
    const receipt = await receiptOf()
    const { status, stdout, stderr } = pyjwt(receipt, partsOf(receipt).header.jwk, INPUT.aud)
    expect([status, stderr]).toEqual([0, ''])
    expect(JSON.parse(stdout)).toEqual((await verify(receipt)).claims)
  })

  test('reads a countersignature', async ({ skip }) => {
    skip(!python, 'no python3 with PyJWT on this machine (Debian: python3-jwt)')
    const { status, stdout } = pyjwt(await countersigned(await receiptOf()), jwks.keys[0], null)
    expect([status, JSON.parse(stdout).iss]).toEqual([0, ISSUER])
  })

  test('refuses a receipt with another’s signature', async ({ skip }) => {
    skip(!python, 'no python3 with PyJWT on this machine (Debian: python3-jwt)')
    const [one, other] = [await receiptOf(), await receiptOf()]
    const jws = one.slice(0, one.lastIndexOf('.')) + other.slice(other.lastIndexOf('.'))
    const { status, stderr } = pyjwt(jws, partsOf(one).header.jwk, INPUT.aud)
    expect(status).toBe(1)
    expect(stderr).toContain('InvalidSignatureError')
  })
})

test('the sample device never had an extractable key, so no test signs with anything a browser would not have', async () => {
  await expect(crypto.subtle.exportKey('jwk', device.privateKey)).rejects.toThrow()
})
