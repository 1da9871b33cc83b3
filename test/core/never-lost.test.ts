// Regression tests: ways in which a refusal was once lost, or a receipt once claimed too much.
import { parseCookie } from '@placet/core/cookie'
import { expect, test } from 'vitest'
import { claimsOf, customer, SHOP } from './shop.ts'

const [necessary, analytics] = SHOP.purposes

test('a config without purposes does not change a decision made under another config', async () => {
  const visitor = customer()
  await visitor.said(visitor.open().reject())
  const before = visitor.cookie()
  await visitor.said(visitor.open({ purposes: [] }).reject())
  expect(visitor.cookie()).toBe(before)
})

test('a refusal is kept by a page that does not ask that purpose', async () => {
  const visitor = customer()
  await visitor.said(visitor.open({ regime: 'us' }).withdraw(['marketing']))
  const blog = visitor.open({ regime: 'us', purposes: [necessary, analytics] as never })
  await visitor.said(blog.accept('all'))
  const shop = visitor.open({ regime: 'us' })
  await visitor.rest()
  expect(shop.has('marketing')).toBe(false)
})

test('a cookie that cannot be overwritten is deleted, and reported as blocked', async () => {
  const visitor = customer()
  await visitor.said(visitor.open().accept('all'))
  const { jar } = visitor
  // The cookie cannot be overwritten, only deleted.
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

test('if forget() cannot reach the vault, everything is refused', async () => {
  const visitor = customer()
  await visitor.said(visitor.open().accept('all'))
  const shop = visitor.open({}, { load: async () => Promise.reject(new Error('404')) })
  await visitor.said(shop.forget())
  expect([shop.has('analytics'), parseCookie(visitor.cookie())?.answers.analytics]).toEqual([false, false])
})

test('without a vault, turning one purpose off does not record another as newly given', async () => {
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
