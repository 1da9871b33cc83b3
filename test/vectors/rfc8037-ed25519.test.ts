// RFC 8037 Appendix A, typed from the RFC's text: an Ed25519 key, and a JWS that it signed.
import { fromBase64url, webCrypto } from '@placet/receipt'
import { expect, test } from 'vitest'

const X = '11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo'
const INPUT = 'eyJhbGciOiJFZERTQSJ9.RXhhbXBsZSBvZiBFZDI1NTE5IHNpZ25pbmc'
const SIGNATURE = 'hgyY0il_MGCjP0JzlnLWG1PPOt7-09PGcvMg3AIbQR6dWbhijcNR4ki4iylGjg5BhVsPt9g7sVvpAr_MuM0KAg'

const bytes = (text: string) => new TextEncoder().encode(text)
const key = fromBase64url(X)!
const signature = fromBase64url(SIGNATURE)!

test('the signature of A.4 holds (A.5)', async () => {
  expect(Buffer.from(key).toString('hex')).toBe('d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a')
  expect(await webCrypto.ed25519(key, bytes(INPUT), signature)).toBe(true)
})

test('one bit off in key, text or signature, it does not', async () => {
  const flipped = function* (from: Uint8Array) {
    for (let bit = 0; bit < from.length * 8; bit++) {
      const other = from.slice()
      other[bit >> 3]! ^= 1 << (bit & 7)
      yield other
    }
  }
  for (const other of flipped(signature)) expect(await webCrypto.ed25519(key, bytes(INPUT), other)).toBe(false)
  for (const other of flipped(bytes(INPUT))) expect(await webCrypto.ed25519(key, other, signature)).toBe(false)
  for (const other of flipped(key)) expect(await webCrypto.ed25519(other, bytes(INPUT), signature)).toBe(false)
})

test('a key or signature of another length is false, never a throw', async () => {
  for (const length of [0, 31, 33])
    expect(await webCrypto.ed25519(new Uint8Array(length), bytes(''), signature)).toBe(false)
  for (const length of [0, 63, 65]) expect(await webCrypto.ed25519(key, bytes(''), new Uint8Array(length))).toBe(false)
})
