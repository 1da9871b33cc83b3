// The issuer stands in every countersignature and in the name of every log, for ever: a misspelt one is refused at the start.
import { createHandler, generateKeys, keyringFrom, ServerError } from '@placet/server'
import { createMemoryStore } from '@placet/server/stores/memory'
import { expect, test } from 'vitest'

function refusal(issuer: string): ServerError | undefined {
  try {
    createHandler({ store: createMemoryStore(), keys: keyringFrom(generateKeys()), issuer })
    return undefined
  } catch (error) {
    return error as ServerError
  }
}

test.each([
  ['a trailing slash', 'https://shop.example/consent/', 'https://shop.example/consent'],
  ['nothing but a slash', 'https://shop.example/', 'https://shop.example'],
  ['many slashes', 'https://shop.example/consent///', 'https://shop.example/consent'],
  ['spaces around', ' https://shop.example/consent ', 'https://shop.example/consent'],
  ['a space within', 'https://shop.example/our consent', 'https://shop.example/our%20consent'],
  ['a plus, which ends a name in a signed note', 'https://shop.example/a+b', 'https://shop.example/a-b'],
  ['a query', 'https://shop.example/consent?shop=1', 'https://shop.example/consent'],
  ['an empty query', 'https://shop.example/consent?', 'https://shop.example/consent'],
  ['a fragment', 'https://shop.example/consent#keys', 'https://shop.example/consent'],
  ['capital letters', 'HTTPS://Shop.Example/consent', 'https://shop.example/consent'],
  ['a port that goes without saying', 'https://shop.example:443/consent', 'https://shop.example/consent'],
  ['letters beyond ASCII', 'https://bücher.example/c', 'https://xn--bcher-kva.example/c'],
  ['a way back', 'https://shop.example/a/../consent', 'https://shop.example/consent'],
  ['a line break', 'https://shop.example/con\nsent', 'https://shop.example/consent'],
  ['credentials', 'https://operator:secret@shop.example/consent', 'https://shop.example/consent'],
  ['plain http for the world', 'http://shop.example/consent', 'https://shop.example/consent'],
])('%s is refused, with the right spelling', (_, issuer, right) => {
  const error = refusal(issuer)!
  expect(error).toBeInstanceOf(ServerError)
  expect([error.code, error.fix]).toEqual(['issuer-malformed', expect.stringMatching(new RegExp(`: ${right}\\.$`))])
  expect(error.message).not.toContain('secret')
  expect(refusal(right)).toBeUndefined()
})

test.each(['shop.example', '', 'ftp://shop.example', 'mailto:x@shop.example', 'file:///consent'])(
  '%j is refused: it is no http URL',
  (issuer) => expect(refusal(issuer)).toMatchObject({ code: 'issuer-malformed', fix: expect.stringContaining('Give') }),
)

test.each([
  'https://shop.example',
  'https://shop.example/consent/2',
  'https://shop.example:8443/consent',
  'http://localhost/consent',
  'http://127.0.0.1:8787',
  'http://[::1]:8787',
  'http://shop.localhost:3000/a',
])('%s is an issuer', (issuer) => expect(refusal(issuer)).toBeUndefined())
