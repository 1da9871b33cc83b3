// Regression tests: ways in which a refusal was once lost, or a receipt once claimed too much.
import { parseCookie } from '@placet/core/cookie'
import { openEvidence } from '@placet/core/evidence'
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

test.each(['focus', 'pageshow'])(
  'a cookie that is gone when the page is back (%s) grants nothing: the vault knows of a no',
  async (type) => {
    const visitor = customer()
    const shop = visitor.open({ regime: 'us' })
    await visitor.rest()
    await visitor.said(shop.reject())
    if (type === 'pageshow') shop.page.dispatchEvent(new Event('pagehide'))
    visitor.jar.evict()
    const heard: boolean[] = []
    shop.on('decision', ({ answers }) => heard.push(answers.analytics === true))
    shop.page.dispatchEvent(new Event(type))
    expect(shop.has('analytics')).toBe(false)
    await visitor.rest()
    expect([shop.has('analytics'), heard.includes(true), parseCookie(visitor.cookie())?.seq]).toEqual([false, false, 1])
  },
)

test('a broken cookie with no vault may have been a no: nothing is granted, and the customer is asked', async () => {
  const visitor = customer()
  visitor.jar.write('__Host-placet=broken; Path=/')
  const shop = visitor.open({ regime: 'us' })
  await visitor.rest()
  expect([shop.has('analytics'), shop.$view.get()]).toEqual([false, 'banner'])
})

test('who answered before anybody could look into the vault is not asked again', async () => {
  const visitor = customer()
  const databases = (): never => {
    throw new DOMException('blocked', 'SecurityError')
  }
  const shop = visitor.open({ regime: 'us' }, { page: { indexedDB: { databases } } })
  void shop.accept('all')
  await visitor.rest()
  expect([shop.has('analytics'), shop.$view.get()]).toEqual([true, 'none'])
})

test('a lost cookie comes back from the vault also where nothing is on by default', async () => {
  const visitor = customer()
  const purposes = SHOP.purposes.filter(({ basis }) => basis !== 'legitimate-interest')
  await visitor.said(visitor.open({ purposes }).accept('all'))
  visitor.jar.evict()
  const shop = visitor.open({ purposes })
  await visitor.rest()
  expect([shop.has('analytics'), shop.$view.get()]).toEqual([true, 'none'])
})

test('of cookie and vault that went separate ways, what holds has a receipt of its own', async () => {
  const visitor = customer()
  const first = visitor.open()
  await visitor.said(first.decide({ analytics: true }))
  first.close()
  visitor.jar.evict()
  const hasty = visitor.open()
  void hasty.decide({ marketing: true })
  await visitor.schedule.calm()
  hasty.close()
  const next = visitor.open()
  await visitor.rest()
  const receipts = await visitor.said(next.receipts())
  expect(receipts.map(({ seq, dec }) => [seq, dec.analytics, dec.marketing])).toEqual([
    [1, 'given', 'refused'],
    [2, 'withdrawn', 'refused'],
  ])
})

test('what was refused before it became exempt is refused when it is asked again', async () => {
  const visitor = customer()
  const us = { regime: 'us' as const }
  const before = visitor.open(us)
  await visitor.rest()
  await visitor.said(before.reject())
  const purposes = SHOP.purposes.map((each) => (each.id === 'marketing' ? { ...each, basis: 'exempt' as const } : each))
  await visitor.said(visitor.open({ ...us, purposes }).accept('all'))
  const shop = visitor.open(us)
  await visitor.rest()
  expect([shop.has('analytics'), shop.has('marketing')]).toEqual([true, false])
})

test('where evidence could not be loaded, the next decision on the same page tries again', async () => {
  const visitor = customer()
  let fails = true
  const load = async () => (fails ? Promise.reject(new Error('404')) : openEvidence)
  const shop = visitor.open({}, { load })
  expect(await visitor.said(shop.reject())).toBeUndefined()
  fails = false
  expect(await visitor.said(shop.accept('all'))).toMatchObject({ event: 'given' })
})

test('a decision about another notice is not signed under this one, which was not shown', async () => {
  const visitor = customer()
  const dying = visitor.open()
  void dying.accept('all')
  await visitor.schedule.calm()
  dying.close()
  const next = visitor.open({ version: '2' })
  await visitor.rest()
  expect([next.problems, await visitor.said(next.receipts())]).toEqual([['signing-failed'], []])
})

test('a vault that is there and cannot be read may hold a no: nothing is granted, and the customer is asked', async () => {
  const visitor = customer()
  const us = { regime: 'us' as const }
  const before = visitor.open(us)
  await visitor.rest()
  await visitor.said(before.reject())
  before.close()
  visitor.jar.evict()
  const store = async () => Promise.reject(new DOMException('broken', 'UnknownError'))
  const shop = visitor.open(us, { device: { store } })
  await visitor.rest()
  expect([shop.has('analytics'), shop.$view.get()]).toEqual([false, 'banner'])
})
