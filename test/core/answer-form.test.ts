// A page without JavaScript answers by a form: what its route stores, what it refuses, and where it leads.
import { answerForm, consentOf, readRequest } from '@placet/core/server'
import { expect, test } from 'vitest'
import { claimsOf, customer, SHOP } from './shop.ts'

const NOW = 1_795_000_000_000
const OURS = { host: 'shop.example', 'sec-fetch-site': 'same-origin' }
const { asks } = readRequest(new Headers(), SHOP, NOW).policy

function post(fields: string | Record<string, string>, headers: Record<string, string> = {}, config = SHOP) {
  return answerForm(new Headers({ ...OURS, ...headers }), new URLSearchParams(fields), config, true, NOW)
}
const valueOf = (line = '') => line.split(';')[0]!.split('=')[1]!

test.each([
  ['accept_all', (page: Page) => page.accept('all')],
  ['reject_all', (page: Page) => page.reject()],
] as const)('%s stores the cookie that the banner in the browser stores', async (action, answer) => {
  const visitor = customer()
  const page = visitor.open()
  void answer(page)
  const byForm = answerForm(
    new Headers(OURS),
    new URLSearchParams({ placet: action, asks }),
    SHOP,
    true,
    visitor.schedule.now(),
  )
  expect(valueOf(byForm?.cookies.at(-1))).toBe(visitor.cookie())
})

test('checked purposes are allowed, the others refused; an exempt one cannot be answered', () => {
  const answer = post(`placet=save&allow=analytics&allow=necessary&allow=ads&asks=${asks}`)
  const cookie = answer!.cookies.at(-1)!.split(';')[0]!
  const { has, ask, decision } = consentOf(new Headers({ cookie }), SHOP, NOW)
  expect(['analytics', 'marketing', 'measure', 'necessary'].map(has)).toEqual([true, false, false, true])
  expect([ask, decision.source, decision.seq]).toEqual([false, 'choice', 1])
})

test('a service that was refused by name stays refused when its purpose is allowed again', () => {
  const cookie = `__Host-placet=1.eu.${asks}.fr4.4.0.analytics:1.analytics/ga:0`
  const answer = post(`placet=save&allow=analytics&asks=${asks}`, { cookie })
  expect(valueOf(answer?.cookies.at(-1))).toContain('.5.1.analytics:1.marketing:0.measure:0.analytics/ga:0')
})

test('the cookie is protected, and one under the other name is deleted', () => {
  const { cookies } = post({ placet: 'reject_all' })!
  expect(cookies[0]).toMatch(/^placet=; .*Max-Age=0/)
  expect(cookies[1]).toMatch(/^__Host-placet=1\.eu\..*; Path=\/; SameSite=Lax; Max-Age=34560000; Secure$/)
  const shared = post({ placet: 'reject_all' }, {}, { ...SHOP, cookie: { domain: 'shop.example' } } as typeof SHOP)!
  expect(shared.cookies.at(-1)).toMatch(/^placet=1\..*; Secure; Domain=shop\.example$/)
})

test('a yes to another question than today’s stores nothing; a no is always stored', () => {
  expect(post({ placet: 'accept_all', asks: 'old', page: '/news' })).toEqual({ cookies: [], location: '/news' })
  expect(post({ placet: 'save', allow: 'analytics' })?.cookies).toEqual([])
  expect(post({ placet: 'reject_all', asks: 'old' })?.cookies).toHaveLength(2)
})

test.each([
  ['another site', { 'sec-fetch-site': 'cross-site' }],
  ['another subdomain', { 'sec-fetch-site': 'same-site' }],
  ['another site that names our origin', { 'sec-fetch-site': 'cross-site', origin: 'https://shop.example' }],
  ['another origin, without Sec-Fetch-Site', { 'sec-fetch-site': '', origin: 'https://evil.example' }],
  ['another port', { 'sec-fetch-site': '', origin: 'https://shop.example:8443' }],
  ['a sandboxed frame', { 'sec-fetch-site': '', origin: 'null' }],
  ['nowhere', { 'sec-fetch-site': '' }],
])('a post from %s is not answered', (_, headers) => {
  for (const placet of ['accept_all', 'reject_all']) expect(post({ placet, asks }, headers)).toBeUndefined()
})

test('without Sec-Fetch-Site, which http pages do not get, the same Origin is enough', () => {
  expect(post({ placet: 'reject_all' }, { 'sec-fetch-site': '', origin: 'http://shop.example' })).toBeDefined()
})

test('a body that is not from the form is not answered', () => {
  for (const body of ['', 'q=shoes', 'placet=', 'placet=accept', 'placet=toString', 'allow=analytics']) {
    expect(post(body), body).toBeUndefined()
  }
})

test.each([
  ['/shoes?size=42#top', '/shoes?size=42'],
  ['https://evil.example/', '/'],
  ['//evil.example', '/'],
  ['/\\evil.example', '/'],
  ['\\\\evil.example', '/'],
  ['/\t/evil.example', '/'],
  ['/.//evil.example', '/evil.example'],
  ['javascript:alert(1)', '/'],
  ['https://here.invalid@evil.example/', '/'],
  ['https://', '/'],
  ['/a\r\nSet-Cookie: x=1', '/aSet-Cookie:%20x=1'],
])('the field page %j leads to %j', (page, location) => {
  expect(post({ placet: 'reject_all', page })?.location).toBe(location)
})

test('without the field, the page that was left is the one to go back to, if it is ours', () => {
  const from = (referer: string) => post({ placet: 'reject_all' }, { referer })?.location
  expect(from('https://shop.example/shoes?size=42')).toBe('/shoes?size=42')
  expect(from('https://shop.example//evil.example')).toBe('/evil.example')
  expect(from('https://evil.example/shoes')).toBe('/')
  expect(post({ placet: 'reject_all' })?.location).toBe('/')
})

test('the next page with our script signs a receipt, late, that claims no gesture', async () => {
  const visitor = customer()
  const now = visitor.schedule.now()
  const fields = new URLSearchParams({ placet: 'save', allow: 'analytics', asks })
  const answer = answerForm(new Headers(OURS), fields, SHOP, true, now)
  visitor.jar.write(answer!.cookies.at(-1)!)
  const next = visitor.open()
  await visitor.rest()
  const [kept, ...more] = await visitor.said(next.receipts())
  expect([kept?.late, kept?.event, more]).toEqual([true, 'given', []])
  const { ui, dec } = claimsOf(kept?.receipt)
  expect(ui).toEqual({ m: 'api', a: 'save', t: false })
  expect(dec).toMatchObject({ analytics: 'given', marketing: 'refused', measure: 'objected' })
  expect([next.has('analytics'), next.has('marketing'), next.$view.get()]).toEqual([true, false, 'none'])
})

type Page = ReturnType<ReturnType<typeof customer>['open']>
