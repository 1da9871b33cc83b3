// RFC 7515 Appendix A.3, typed from the RFC's text: a JWS signed with ES256 by somebody else, in 2015.
import { createReceipt, fromBase64url, receiptIdentity, thumbprint, verify, webCrypto } from '@placet/receipt'
import { compactVerify, EmbeddedJWK, importJWK } from 'jose'
import { expect, test } from 'vitest'
import { splitJws } from '../../packages/receipt/src/jws.ts'
import { INPUT, oneBitOff } from '../receipt/sample.ts'

const KEY = {
  kty: 'EC',
  crv: 'P-256',
  x: 'f83OJ3D2xF1Bg8vub9tLe1gHMzV76e8Tus9uPHvRVEU',
  y: 'x_FEzRu9m36HLN_tue659LNpXW6pCyStikYjKIWI5a0',
} as const
const D = 'jpsQnnGQmL-YBIffH1136cspYG6-0iY7X1fCE9-E9LI'
const JWS = [
  'eyJhbGciOiJFUzI1NiJ9',
  'eyJpc3MiOiJqb2UiLA0KICJleHAiOjEzMDA4MTkzODAsDQogImh0dHA6Ly9leGFtcGxlLmNvbS9pc19yb290Ijp0cnVlfQ',
  'DtEhU3ljbEg8L38VWAfUAqOyKAM6-Xx-F4GawxaepmXFCgfTjDxw5djxLa8ISlSApmWQxfKTUJqPP3-Kg6NU1Q',
].join('.')

test('the signature the RFC prints holds', async () => {
  const parts = splitJws(JWS)!
  expect(parts.header).toEqual({ alg: 'ES256' })
  expect(parts.claims).toEqual({ iss: 'joe', exp: 1_300_819_380, 'http://example.com/is_root': true })
  expect([...parts.signature.subarray(0, 3)]).toEqual([14, 209, 33])
  expect(await webCrypto.es256(KEY, parts.input, parts.signature)).toBe(true)
})

test('and one bit off, it does not', async () => {
  for (const text of oneBitOff(JWS)) {
    const parts = splitJws(text)
    if (parts) expect(await webCrypto.es256(KEY, parts.input, parts.signature), text).toBe(false)
  }
})

test('through the public entry point it is a good JWS and no receipt', async () => {
  const { valid, findings } = await verify(JWS)
  expect([valid, findings.map(({ code }) => code)]).toEqual([false, ['typ-refused']])
  expect(JWS.split('.').map((part) => fromBase64url(part)?.length)).toEqual([15, 70, 64])
  expect(await receiptIdentity(JWS)).toHaveLength(43)
})

test('with the RFC’s private key we sign receipts that jose takes', async () => {
  const algorithm = { name: 'ECDSA', namedCurve: 'P-256' }
  const privateKey = await crypto.subtle.importKey('jwk', { ...KEY, d: D }, algorithm, false, ['sign'])
  const publicKey = await crypto.subtle.importKey('jwk', KEY, algorithm, true, ['verify'])
  const receipt = await createReceipt(INPUT, { privateKey, publicKey })
  const { protectedHeader } = await compactVerify(receipt, EmbeddedJWK, { algorithms: ['ES256'] })
  expect(protectedHeader.jwk).toEqual(KEY)
  await expect(compactVerify(receipt, await importJWK(KEY, 'ES256'))).resolves.toBeDefined()
  expect((await verify(receipt)).claims!.sub).toBe(
    `urn:ietf:params:oauth:jwk-thumbprint:sha-256:${await thumbprint(KEY)}`,
  )
})
