// Ways a refusal was once lost, or a receipt once said too much: each found by review, each kept from coming back.
import { parseCookie } from '@placet/core/cookie'
import { expect, test } from 'vitest'
import { claimsOf, customer, SHOP } from './shop.ts'

const [necessary, analytics] = SHOP.purposes

test('a config that asks nothing has no say over what was decided under another', async () => {
  const visitor = customer()
  await visitor.said(visitor.open().reject())
  const before = visitor.cookie()
  await visitor.said(visitor.open({ purposes: [] }).reject())
  expect(visitor.cookie()).toBe(before)
})

test('what one page of the site does not ask stays refused on the others', async () => {
  const visitor = customer()
  await visitor.said(visitor.open({ regime: 'us' }).withdraw(['marketing']))
  const blog = visitor.open({ regime: 'us', purposes: [necessary, analytics] as never })
  await visitor.said(blog.accept('all'))
  const shop = visitor.open({ regime: 'us' })
  await visitor.rest()
  expect(shop.has('marketing')).toBe(false)
})

test('a cookie that cannot be replaced does not go on speaking for the new decision', async () => {
  const visitor = customer()
  await visitor.said(visitor.open().accept('all'))
  const { jar } = visitor
  // Neither written over nor blocked: only taking it away works.
  const stubborn = {
    documentElement: { lang: 'en' },
    addEventListener: () => {},
    get cookie() {
      return jar.read()
    },
    set cookie(line: string) {
      if (line.includes('Max-Age=0')) jar.evict()
    },
  }
  const shop = visitor.open({}, { page: { document: stubborn } })
  await visitor.said(shop.reject())
  expect([shop.problems, visitor.cookie()]).toEqual([['cookies-blocked'], ''])
  const next = visitor.open()
  await visitor.rest()
  expect(next.has('analytics')).toBe(false)
})

test('what cannot be forgotten, because the vault cannot be reached, is refused at least', async () => {
  const visitor = customer()
  await visitor.said(visitor.open().accept('all'))
  const shop = visitor.open({}, { load: async () => Promise.reject(new Error('404')) })
  await visitor.said(shop.forget())
  expect([shop.has('analytics'), parseCookie(visitor.cookie())?.answers.analytics]).toEqual([false, false])
})

test('turning one purpose off does not claim that another was freshly given, though the vault was lost', async () => {
  const visitor = customer()
  await visitor.said(visitor.open().accept('all'))
  await visitor.database.evict()
  const kept = await visitor.said(visitor.open().withdraw(['marketing']))
  expect(claimsOf(kept?.receipt)).toMatchObject({
    evt: 'withdrawn',
    dec: { analytics: 'renewed', marketing: 'withdrawn' },
  })
})

test('a yes to another notice is given, not renewed', async () => {
  const visitor = customer()
  await visitor.said(visitor.open().accept('all'))
  const kept = await visitor.said(visitor.open({ version: '2' }).accept('all'))
  expect(claimsOf(kept?.receipt).dec).toMatchObject({ analytics: 'given', marketing: 'given' })
})
