// The public API: what a developer calls, what a customer's answers change, and what still works when something is
// blocked.
import { ConsentError } from '@placet/core'
import { parseCookie } from '@placet/core/cookie'
import { chainFindings, verify } from '@placet/receipt'
import { expect, test } from 'vitest'
import { claimsOf, customer, SHOP } from './shop.ts'

const DAY = 86_400_000
const blocked = (): never => {
  throw new DOMException('blocked', 'SecurityError')
}

test('before the first decision nothing is written, not even an empty database', async () => {
  const visitor = customer()
  const shop = visitor.open()
  await visitor.rest()
  expect(visitor.jar.isEmpty()).toBe(true)
  expect(await visitor.said(visitor.database.databases(1))).toEqual([])
  expect([shop.$view.get(), shop.$decision.get().source, shop.has('analytics'), shop.has('necessary')]).toEqual([
    'banner',
    'default',
    false,
    true,
  ])
})

test('a click takes effect at once, and is recorded later', async () => {
  const visitor = customer()
  const shop = visitor.open()
  await visitor.rest()
  const heard: string[] = []
  for (const name of ['ready', 'decision', 'view', 'receipt'] as const) shop.on(name, () => heard.push(name))
  const recorded = shop.accept('all')
  expect([shop.has('analytics'), shop.has('analytics/ga'), shop.$view.get(), visitor.jar.isEmpty()]).toEqual([
    true,
    true,
    'none',
    false,
  ])
  expect(heard).toEqual(['ready', 'decision', 'view'])
  const kept = await visitor.said(recorded)
  expect(kept).toMatchObject({ seq: 1, event: 'given', status: 'local' })
  expect(heard).toEqual(['ready', 'decision', 'view', 'receipt'])
})

test('when() resolves once the purpose is allowed, at once or later', async () => {
  const visitor = customer()
  const shop = visitor.open()
  const told: string[] = []
  void shop.when('analytics').then(() => told.push('analytics'))
  void shop.when('necessary').then(() => told.push('necessary'))
  await visitor.rest()
  expect(told).toEqual(['necessary'])
  await visitor.said(shop.accept(['analytics']))
  expect(told).toEqual(['necessary', 'analytics'])
})

test('accept(ids) keeps the other answers, and refuses ids without an answer', async () => {
  const visitor = customer()
  const shop = visitor.open()
  await visitor.said(shop.accept(['analytics']))
  expect(shop.$decision.get().answers).toEqual({ necessary: true, analytics: true, marketing: false, measure: false })
  await visitor.said(shop.accept(['marketing']))
  expect(shop.$decision.get()).toMatchObject({
    answers: { analytics: true, marketing: true, measure: false },
    seq: 2,
    source: 'choice',
  })
})

test('turning a purpose off turns its services off; a service refused by name stays refused', async () => {
  const visitor = customer()
  const shop = visitor.open()
  await visitor.said(shop.decide({ analytics: true, 'analytics/ga': false }))
  expect([shop.has('analytics'), shop.has('analytics/ga'), shop.has('analytics/matomo')]).toEqual([true, false, true])
  await visitor.said(shop.accept(['analytics']))
  expect(shop.has('analytics/ga')).toBe(false)
  await visitor.said(shop.withdraw(['analytics']))
  expect([shop.has('analytics'), shop.has('analytics/matomo')]).toEqual([false, false])
  await visitor.said(shop.decide({ 'analytics/ga': true }))
  expect([shop.has('analytics'), shop.has('analytics/ga'), shop.has('analytics/matomo')]).toEqual([false, true, false])
})

test('a misspelt purpose is an error whose message names the known purposes', async () => {
  const shop = customer().open()
  const mistake = {
    code: 'purpose-unknown',
    message: expect.stringContaining('necessary, analytics, analytics/ga, analytics/matomo, marketing, measure'),
  }
  for (const call of [
    () => shop.has('ads'),
    () => shop.accept(['ads']),
    () => shop.decide({ ads: true }),
    () => shop.withdraw(['ads']),
  ]) {
    expect(call).toThrow(expect.objectContaining(mistake))
    expect(call).toThrow(ConsentError)
  }
  await expect(shop.when('analytics/gaa')).rejects.toMatchObject(mistake)
  expect(() => shop.decide({ necessary: false })).toThrow(expect.objectContaining({ code: 'purpose-exempt' }))
  expect(shop.$decision.get().seq).toBe(0)
})

test('a listener of ready that is added late is called, too', async () => {
  const shop = customer().open()
  const off = shop.on('ready', ({ source }) => expect(source).toBe('default'))
  expect.assertions(1)
  off()
})

test('a listener that throws does not stop others, and is reported as a problem', async () => {
  const visitor = customer()
  const shop = visitor.open()
  shop.$decision.listen(() => {
    throw new Error('page')
  })
  shop.$sync.listen(() => {
    throw new Error('page')
  })
  const kept = await visitor.said(shop.accept('all'))
  expect([kept?.status, shop.has('analytics'), new Set(shop.problems)]).toEqual([
    'local',
    true,
    new Set(['listener-failed']),
  ])
})

test('a decision expires: its refusals hold, its grants are asked again', async () => {
  const visitor = customer()
  await visitor.said(visitor.open().decide({ analytics: true, measure: false }))
  visitor.schedule.jump(182 * DAY)
  expect([visitor.open().has('analytics'), visitor.open().$view.get()]).toEqual([true, 'none'])
  visitor.schedule.jump(DAY)
  const later = visitor.open()
  expect([later.has('analytics'), later.has('measure'), later.$view.get()]).toEqual([false, false, 'banner'])
})

test('a decision dated tomorrow holds, one dated the day after is asked again', async () => {
  const visitor = customer()
  await visitor.said(visitor.open().decide({ analytics: true, measure: false }))
  visitor.schedule.jump(-DAY)
  expect(visitor.open().has('analytics')).toBe(true)
  visitor.schedule.jump(-DAY)
  expect([visitor.open().has('analytics'), visitor.open().has('measure')]).toEqual([false, false])
})

test('under another regime refusals hold, and a purpose that was only left on is not consent', async () => {
  const visitor = customer()
  const us = visitor.open({ regime: 'us' })
  await visitor.rest()
  await visitor.said(us.withdraw(['marketing']))
  expect([us.has('analytics'), us.has('marketing')]).toEqual([true, false])
  const eu = visitor.open()
  expect([eu.has('analytics'), eu.has('marketing'), eu.$view.get()]).toEqual([false, false, 'banner'])
  await visitor.said(eu.accept('all'))
  const back = visitor.open({ regime: 'us' })
  expect(back.has('analytics')).toBe(true)
})

test('a new version of the notice is asked again, a new wording is not', async () => {
  const visitor = customer()
  await visitor.said(visitor.open().accept('all'))
  expect(visitor.open({ controller: { name: 'Shop Ltd', contact: 'x' } }).has('analytics')).toBe(true)
  const renewed = visitor.open({ version: '2' })
  expect([renewed.has('analytics'), renewed.$view.get()]).toEqual([false, 'banner'])
})

test('GPC turns off what is on by default, but no purpose that was asked and given', async () => {
  const gpc = { signals: [() => ({ gpc: true })] }
  const eu = customer()
  expect(eu.open().has('measure') || eu.open(gpc).has('measure')).toBe(false)
  await eu.said(eu.open().accept('all'))
  const again = eu.open(gpc)
  expect([again.has('analytics'), again.has('measure')]).toEqual([true, false])

  const us = customer()
  const first = us.open({ regime: 'us', ...gpc })
  await us.rest()
  expect([first.has('analytics'), first.$decision.get().source, us.jar.isEmpty()]).toEqual([false, 'signal', true])
})

test('a yes that was given with GPC on is not contradicted by it', async () => {
  const visitor = customer()
  const gpc = { regime: 'us' as const, signals: [() => ({ gpc: true })] }
  const shop = visitor.open(gpc)
  await visitor.rest()
  await visitor.said(shop.accept(['analytics']))
  const next = visitor.open(gpc)
  expect([next.has('analytics'), next.$decision.get().seq]).toEqual([true, 1])
})

test('GPC contradicts no yes that has lapsed: nothing is decided in the customer’s name', async () => {
  const visitor = customer()
  const shop = visitor.open({ regime: 'us' })
  await visitor.rest()
  await visitor.said(shop.accept('all'))
  visitor.schedule.jump(400 * DAY)
  const next = visitor.open({ regime: 'us', signals: [() => ({ gpc: true })] })
  expect(next.$decision.get()).toMatchObject({ source: 'signal', seq: 1, answers: { analytics: false } })
})

test('all receipts verify and make one chain; export() contains what an auditor needs', async () => {
  const visitor = customer()
  const shop = visitor.open()
  for (const act of [shop.accept('all'), shop.withdraw(['marketing']), shop.reject(), shop.accept(['analytics'])])
    void act
  await visitor.rest()
  const bundles = await visitor.said(shop.export())
  expect(bundles.length).toBe(4)
  for (const bundle of bundles) {
    expect(await verify(bundle, { audience: 'https://shop.example' })).toMatchObject({ valid: true, level: 'signed' })
  }
  expect(await chainFindings(bundles.map(({ receipt }) => receipt))).toEqual([])
  expect((await visitor.said(shop.receipts())).map(({ seq }) => seq)).toEqual([1, 2, 3, 4])
})

test('forget() deletes everything, and the regime’s defaults apply again', async () => {
  const visitor = customer()
  const shop = visitor.open()
  const other = visitor.open()
  await visitor.said(shop.accept('all'))
  await visitor.said(shop.forget())
  expect([visitor.jar.isEmpty(), await visitor.kept()]).toEqual([true, []])
  expect([shop.has('analytics'), other.has('analytics'), shop.$view.get()]).toEqual([false, false, 'banner'])
  expect(await visitor.said(visitor.open().receipts())).toEqual([])
})

test('a decision that is forgotten before it is signed gets no receipt', async () => {
  const visitor = customer()
  const broken = visitor.open()
  void broken.accept('all')
  await visitor.schedule.calm()
  broken.close()
  const shop = visitor.open()
  const recorded = shop.reject()
  await visitor.schedule.drain()
  await visitor.said(shop.forget())
  expect([await visitor.said(recorded), visitor.jar.isEmpty(), await visitor.kept()]).toEqual([undefined, true, []])
})

test('receipts: grants keeps only receipts of given and withdrawn consent', async () => {
  const visitor = customer()
  const shop = visitor.open({ receipts: 'grants' })
  await visitor.said(shop.reject())
  expect(await visitor.said(shop.receipts())).toEqual([])
  for (const act of [() => shop.accept('all'), () => shop.withdraw(), () => shop.reject()]) await visitor.said(act())
  expect((await visitor.said(shop.receipts())).map(({ event }) => event)).toEqual(['given', 'withdrawn'])
  expect(parseCookie(visitor.cookie())?.pending).toBe(false)
})

test('receipts: none stores the decision, but no key', async () => {
  const visitor = customer()
  const shop = visitor.open({ receipts: 'none' })
  expect(await visitor.said(shop.accept('all'))).toBeUndefined()
  expect((await visitor.kept()).map(([key]) => key)).toEqual(['decision'])
  expect([visitor.open().has('analytics'), parseCookie(visitor.cookie())?.pending]).toEqual([true, false])
})

test('on plain http everything works except evidence', async () => {
  const visitor = customer()
  const shop = visitor.open(
    {},
    { page: { isSecureContext: false, location: { protocol: 'http:', origin: 'http://shop.example' } } },
  )
  expect(shop.problems).toEqual(['insecure-context'])
  expect(await visitor.said(shop.accept('all'))).toBeUndefined()
  expect([
    shop.has('analytics'),
    visitor.jar.read().startsWith('placet=1.eu.'),
    await visitor.said(shop.receipts()),
  ]).toEqual([true, true, []])
  await visitor.said(shop.forget())
  expect(shop.has('analytics')).toBe(false)
})

test('without cookies a decision lasts as long as the page, and the vault restores it', async () => {
  const visitor = customer()
  const page = {
    document: {
      documentElement: { lang: 'en' },
      addEventListener() {},
      get cookie(): string {
        return blocked()
      },
      set cookie(_: string) {
        blocked()
      },
    },
  }
  const shop = visitor.open({}, { page })
  const kept = await visitor.said(shop.accept('all'))
  expect([kept?.event, shop.has('analytics'), shop.problems]).toEqual(['given', true, ['cookies-blocked']])
  shop.page.dispatchEvent(new Event('focus'))
  expect(shop.has('analytics')).toBe(true)
  await visitor.said(shop.withdraw(['analytics']))
  expect([shop.has('analytics'), shop.has('marketing')]).toEqual([false, true])
  const next = visitor.open({}, { page })
  expect(next.has('marketing')).toBe(false)
  await visitor.rest()
  expect([next.has('analytics'), next.has('marketing')]).toEqual([false, true])
})

test('without IndexedDB a decision is stored in the cookie, and its receipt lasts as long as the page', async () => {
  const visitor = customer()
  const shop = visitor.open(
    {},
    { page: { indexedDB: { databases: blocked } }, device: { store: async () => blocked() } },
  )
  const kept = await visitor.said(shop.accept('all'))
  expect(claimsOf(kept?.receipt)).toMatchObject({ kp: 'mem', seq: 1 })
  expect(shop.problems).toEqual(['vault-blocked', 'key-not-kept'])
  const second = claimsOf((await visitor.said(shop.reject()))?.receipt)
  expect(second).toMatchObject({ kp: 'mem', seq: 2, prev: kept?.id })
  // The next page has to look again.
  expect(parseCookie(visitor.cookie())?.pending).toBe(true)
  expect((await visitor.said(shop.receipts())).length).toBe(2)
  await visitor.said(shop.forget())
  const fresh = claimsOf((await visitor.said(shop.accept('all')))?.receipt)
  expect([fresh.seq, fresh.sub === second.sub]).toEqual([1, false])
})

test('a browser that cannot list its databases causes no problem', async () => {
  const visitor = customer()
  const shop = visitor.open({ regime: 'us' }, { page: { indexedDB: undefined } })
  await visitor.rest()
  expect([shop.has('analytics'), await visitor.said(shop.receipts())]).toEqual([true, []])
})

test('if the vault cannot be read, everything is refused and the customer is asked', async () => {
  const visitor = customer()
  const shop = visitor.open({ regime: 'us' }, { page: { indexedDB: { databases: blocked } } })
  await visitor.rest()
  expect([shop.has('analytics'), shop.$view.get()]).toEqual([false, 'banner'])
})

test('I2: if cookie and vault differ, the refusals of both hold', async () => {
  const visitor = customer()
  const first = visitor.open()
  await visitor.said(first.reject())
  first.close()
  visitor.jar.evict()
  const hasty = visitor.open()
  void hasty.accept('all')
  await visitor.schedule.calm()
  hasty.close()
  const next = visitor.open()
  await visitor.rest()
  expect([next.has('analytics'), parseCookie(visitor.cookie())?.answers.analytics]).toEqual([false, false])
})

test('if evidence cannot be loaded, the decision holds, and the next page signs it without a gesture', async () => {
  const visitor = customer()
  const shop = visitor.open({}, { load: async () => Promise.reject(new Error('404')) })
  expect(await visitor.said(shop.accept('all'))).toBeUndefined()
  expect([shop.has('analytics'), shop.problems, parseCookie(visitor.cookie())?.pending]).toEqual([
    true,
    ['chunk-unavailable'],
    true,
  ])
  const next = visitor.open()
  await visitor.rest()
  const [late, ...more] = await visitor.said(next.receipts())
  expect(late).toMatchObject({ late: true, event: 'given', dec: { analytics: 'given' } })
  expect(claimsOf(late?.receipt).ui).toEqual({ m: 'api', a: 'save', t: false })
  expect([more, parseCookie(visitor.cookie())?.pending]).toEqual([[], false])
})

test('a prerendered page shows, dispatches and writes nothing', async () => {
  const visitor = customer()
  let seen = () => {}
  const document = {
    documentElement: { lang: 'en' },
    prerendering: true,
    cookie: '',
    addEventListener: (_: string, run: () => void) => (seen = chained(seen, run)),
  }
  const shop = visitor.open({}, { page: { document } })
  const recorded = shop.accept('all')
  expect([shop.$view.get(), shop.has('analytics'), document.cookie]).toEqual(['none', false, ''])
  document.prerendering = false
  seen()
  expect([shop.has('analytics'), document.cookie]).toEqual([true, expect.stringContaining('__Host-placet=1.eu.')])
  expect((await visitor.said(recorded))?.event).toBe('given')
})

test('a page restored from the back/forward cache applies the decisions made meanwhile', async () => {
  const visitor = customer()
  const first = visitor.open()
  await visitor.said(first.accept('all'))
  first.page.dispatchEvent(new Event('pagehide'))
  const second = visitor.open()
  await visitor.said(second.forget())
  await visitor.said(second.reject())
  expect(first.has('analytics')).toBe(true)
  first.page.dispatchEvent(new Event('pageshow'))
  expect(first.has('analytics')).toBe(false)
})

test('a page that comes back follows a refusal that was made after everything was forgotten, under a lower number', async () => {
  const visitor = customer()
  const first = visitor.open()
  for (let times = 0; times < 2; times++) await visitor.said(first.accept('all'))
  first.page.dispatchEvent(new Event('pagehide'))
  const second = visitor.open()
  await visitor.said(second.forget())
  await visitor.said(second.reject())
  first.page.dispatchEvent(new Event('pageshow'))
  expect(first.has('analytics')).toBe(false)
})

test('with a broken cookie nothing is granted before the vault has been read', async () => {
  for (const regime of ['eu', 'us'] as const) {
    const visitor = customer()
    const before = visitor.open({ regime })
    await visitor.rest()
    await visitor.said(before.decide({ analytics: true, marketing: false }))
    visitor.jar.corrupt()
    const shop = visitor.open({ regime })
    expect([shop.has('analytics'), shop.has('marketing'), shop.$view.get()]).toEqual([false, false, 'none'])
    await visitor.rest()
    expect([shop.has('analytics'), shop.has('marketing'), parseCookie(visitor.cookie())?.seq]).toEqual([true, false, 1])
  }
})

test('a refusal on another subdomain applies when this page becomes visible again', async () => {
  for (const type of ['focus', 'visibilitychange']) {
    const visitor = customer()
    const shop = visitor.open({ cookie: { domain: 'shop.example' } })
    await visitor.said(shop.accept('all'))
    const blog = visitor.open({ cookie: { domain: 'shop.example' } })
    shop.page.dispatchEvent(new Event('pagehide'))
    shop.page.dispatchEvent(new Event('pageshow'))
    // A BroadcastChannel does not reach another subdomain.
    visitor.channels.kill(blog.tab.id)
    const heard: boolean[] = []
    shop.on('decision', ({ answers }) => heard.push(answers.analytics === true))
    blog.page.dispatchEvent(new Event('pagehide'))
    await visitor.said(blog.reject())
    expect(shop.has('analytics')).toBe(true)
    shop.page.dispatchEvent(new Event(type))
    expect([shop.has('analytics'), heard]).toEqual([false, [false]])
  }
})

test('an older cookie set again by a server revokes no refusal', async () => {
  const visitor = customer()
  const shop = visitor.open()
  await visitor.said(shop.accept('all'))
  const old = visitor.jar.copy()
  await visitor.said(shop.reject())
  visitor.jar.write(`__Host-${old.read().replace('__Host-', '')}; Path=/`)
  shop.page.dispatchEvent(new Event('focus'))
  expect([shop.has('analytics'), visitor.open().has('analytics')]).toEqual([false, false])
})

test('an older refusal that a server has set again holds, too: nobody knows which was meant', async () => {
  const visitor = customer()
  const shop = visitor.open()
  await visitor.said(shop.reject())
  const old = visitor.cookie()
  await visitor.said(shop.accept('all'))
  visitor.jar.write(`__Host-placet=${old}; Path=/`)
  shop.page.dispatchEvent(new Event('focus'))
  expect([shop.has('analytics'), visitor.open().has('analytics')]).toEqual([false, false])
})

test('a click after a server has set an older cookie again bears the next number', async () => {
  const visitor = customer()
  const shop = visitor.open()
  await visitor.said(shop.accept('all'))
  const old = visitor.cookie()
  await visitor.said(shop.reject())
  visitor.jar.write(`__Host-placet=${old}; Path=/`)
  const recorded = shop.accept(['marketing'])
  expect(shop.$decision.get()).toMatchObject({ seq: 3, answers: { analytics: false, marketing: true } })
  expect(await visitor.said(recorded)).toMatchObject({ seq: 3 })
})

test('a broken cookie under the other name is gone with the next decision', async () => {
  const visitor = customer()
  visitor.jar.write('placet=broken; Path=/')
  const shop = visitor.open()
  await visitor.said(shop.accept('all'))
  expect([shop.problems, visitor.jar.read().split('=').length]).toEqual([[], 2])
  expect(visitor.open().has('analytics')).toBe(true)
})

test('another subdomain that took the same number, and refused, is heard when this page is looked at again', async () => {
  const visitor = customer()
  const shop = visitor.open()
  await visitor.said(shop.accept('all'))
  visitor.jar.write(`__Host-placet=${visitor.cookie().replace('analytics:1', 'analytics:0')}; Path=/`)
  shop.page.dispatchEvent(new Event('focus'))
  expect([shop.has('analytics'), shop.has('marketing')]).toEqual([false, true])
})

test('looking at a page again changes nothing where nothing was decided', async () => {
  const visitor = customer()
  const shop = visitor.open({ regime: 'us' })
  await visitor.rest()
  const heard: unknown[] = []
  shop.on('decision', (decision) => heard.push(decision))
  shop.page.dispatchEvent(new Event('focus'))
  await visitor.rest()
  expect([shop.has('analytics'), heard]).toEqual([true, []])
})

test('160 services, 150 refused one by one: the decision is known at once on the next page', async () => {
  const services = Array.from({ length: 160 }, (_, at) => ({ id: `vendor-number-${at}`, name: `Vendor ${at}` }))
  const purposes = [{ ...SHOP.purposes[1]!, services }]
  const visitor = customer()
  const shop = visitor.open({ purposes })
  const answers = Object.fromEntries(services.slice(0, 150).map(({ id }) => [`analytics/${id}`, false]))
  await visitor.said(shop.decide({ analytics: true, ...answers }))
  expect(visitor.cookie().length).toBeLessThan(3_800)
  const next = visitor.open({ purposes })
  expect([next.$view.get(), next.has('analytics/vendor-number-149'), next.has('analytics/vendor-number-150')]).toEqual([
    'none',
    false,
    true,
  ])
  expect((await visitor.said(next.receipts())).length).toBe(1)
})

test('the receipt names the language that the customer was asked in', async () => {
  const visitor = customer()
  const document = {
    ...visitor.open().page.document,
    documentElement: { lang: 'de' },
    cookie: '',
    addEventListener() {},
  }
  const shop = visitor.open({}, { page: { document } })
  const asked = await visitor.said(shop.accept('all', { language: 'en' }))
  expect(claimsOf(asked?.receipt).ntc.lang).toBe('en')
  expect(claimsOf((await visitor.said(shop.reject()))?.receipt).ntc.lang).toBe('de')
})

test('sixty purposes fit into the cookie', () => {
  const purposes = Array.from({ length: 60 }, (_, at) => ({ ...SHOP.purposes[2]!, id: `purpose-${at}` }))
  const visitor = customer()
  void visitor.open({ purposes }).accept('all')
  expect(visitor.cookie().length).toBeLessThan(4_000)
  expect(visitor.open({ purposes }).has('purpose-59')).toBe(true)
})

function chained(one: () => void, other: () => void): () => void {
  return () => {
    one()
    other()
  }
}
