import { fromBase64url, toBase64url } from '@placet/receipt'
import { expect, test } from 'vitest'

test('bytes survive the way there and back', () => {
  const bytes = Uint8Array.from({ length: 256 }, (_, index) => index)
  expect(fromBase64url(toBase64url(bytes))).toEqual(bytes)
  expect(toBase64url(bytes.buffer)).toBe(toBase64url(bytes))
})

test('a window onto a buffer is written, not the whole buffer', () => {
  expect(toBase64url(Uint8Array.of(0, 65, 0).subarray(1, 2))).toBe('QQ')
})

test('Node’s base64url writes the same, at every length', () => {
  for (let length = 0; length < 70; length++) {
    const bytes = crypto.getRandomValues(new Uint8Array(length))
    expect(toBase64url(bytes)).toBe(Buffer.from(bytes).toString('base64url'))
  }
})

test('a second spelling of the same bytes is refused', () => {
  expect(fromBase64url('QQ')).toEqual(Uint8Array.of(65))
  for (const other of [
    'QR',
    'QQ==',
    'QQ=',
    'Q',
    'A',
    'AAAAA',
    'Q Q',
    'Q+',
    'Q/',
    ' QQ',
    'QQ\n',
    'QQ\0',
    'ＱＱ',
    'QQé',
  ]) {
    expect(fromBase64url(other), JSON.stringify(other)).toBeUndefined()
  }
})

test('of the 64 ways to end two characters, only those with four zero bits are taken', () => {
  const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_'
  expect([...alphabet].filter((char) => fromBase64url(`A${char}`)).join('')).toBe('AQgw')
  expect([...alphabet].filter((char) => fromBase64url(`AA${char}`)).join('')).toBe('AEIMQUYcgkosw048')
  expect([...alphabet].filter((char) => fromBase64url(`AAA${char}`))).toHaveLength(64)
})
