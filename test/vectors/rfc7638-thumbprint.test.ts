// RFC 7638 prints an RSA key only; RFC 9449 (DPoP, §4 and §6.1) prints a P-256 key and its thumbprint.
import { createKey, type PublicJwk, subjectOf, thumbprint } from '@placet/receipt'
import { calculateJwkThumbprint, calculateJwkThumbprintUri } from 'jose'
import { expect, test } from 'vitest'

const DPOP: PublicJwk = {
  kty: 'EC',
  crv: 'P-256',
  x: 'l8tFrhx-34tV3hRICRDY9zCkDlpBhF42UQUfWVAWBFs',
  y: '9VE4jf_Ok_o64zbTTlcuNJajHmt6v9TDVrU0CdvGRDA',
}

test('the P-256 key of RFC 9449 has the thumbprint printed there', async () => {
  expect(await thumbprint(DPOP)).toBe('0ZcOCORZNYy-DWpqq30jZyJGHTN0d2HglBV3uiguA4I')
})

test('the order of members and what else a key says do not matter (RFC 7638 §3)', async () => {
  const { x, y, crv, kty } = DPOP
  const other = { use: 'sig', y, x, kid: '1', kty, crv } as PublicJwk
  expect(await thumbprint(other)).toBe(await thumbprint(DPOP))
})

test('jose computes the same of any key', async () => {
  for (let turn = 0; turn < 50; turn++) {
    const jwk = (await crypto.subtle.exportKey('jwk', (await createKey()).publicKey)) as PublicJwk
    expect(await thumbprint(jwk)).toBe(await calculateJwkThumbprint(jwk))
    expect(await subjectOf(jwk)).toBe(await calculateJwkThumbprintUri(jwk))
  }
})
