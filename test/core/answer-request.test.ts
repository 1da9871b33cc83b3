// The route of the banner's form as a framework has it: a Request comes, a Response goes.
// @vitest-environment node
import { answerRequest, consentOf, readRequest } from '@placet/core/server'
import { expect, test } from 'vitest'
import { SHOP } from './shop.ts'

const NOW = 1_795_000_000_000
const { asks } = readRequest(new Headers(), SHOP, NOW).policy
const FORM = `placet=accept_all&asks=${asks}&page=/shoes`

type Sent = { url?: string; headers?: Record<string, string>; body?: string }

function post({ url = 'https://shop.example/answer', headers = {}, body = FORM }: Sent): Promise<Response> {
  const type = { 'content-type': 'application/x-www-form-urlencoded' }
  const sent = { host: 'shop.example', 'sec-fetch-site': 'same-origin', ...type, ...headers }
  return answerRequest(new Request(url, { method: 'POST', headers: sent, body }), SHOP, NOW)
}

test('an answer leads back to the page, and its cookie is the next request’s', async () => {
  const { status, headers } = await post({})
  expect([status, headers.get('location')]).toEqual([303, '/shoes'])
  const lines = headers.getSetCookie()
  // The other one deletes a leftover under the other name.
  expect(lines.map((line) => line.split('=')[0])).toEqual(['placet', '__Host-placet'])
  const { has, ask } = consentOf(new Headers({ cookie: lines.at(-1)!.split(';')[0]! }), SHOP, NOW)
  expect([has('analytics'), ask]).toEqual([true, false])
})

test('the cookie is for https where the browser has https, also behind a proxy that ends TLS', async () => {
  const nameAt = async (url: string, headers: Record<string, string> = {}): Promise<string | undefined> =>
    (await post({ url, headers })).headers.getSetCookie().at(-1)?.split('=')[0]
  expect(await nameAt('https://shop.example/answer')).toBe('__Host-placet')
  expect(await nameAt('http://127.0.0.1:3000/answer', { origin: 'https://shop.example' })).toBe('__Host-placet')
  expect(await nameAt('http://localhost:3000/answer', { origin: 'http://localhost:3000' })).toBe('placet')
})

test.each<[string, Sent]>([
  ['another site', { headers: { 'sec-fetch-site': 'cross-site' } }],
  ['a script that sends JSON', { headers: { 'content-type': 'application/json' }, body: '{"placet":"accept_all"}' }],
  ['a form with a broken body', { headers: { 'content-type': 'multipart/form-data; boundary=x' }, body: 'y' }],
  ['another form', { body: 'q=shoes' }],
  ['nothing', { headers: { 'content-type': '' }, body: '' }],
])('what comes from %s gets status 400 and no cookie', async (_, sent) => {
  const { status, headers } = await post(sent)
  expect([status, headers.getSetCookie()]).toEqual([400, []])
})
