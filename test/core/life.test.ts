// One consent from start to stop: which calls its listeners get, and that other consents get none of them.
import { afterEach, expect, test, vi } from 'vitest'
import { computed } from 'nanostores'
import type { Decision, Effect } from '@placet/core'
import { parseCookie } from '@placet/core/cookie'
import { customer, SHOP } from './shop.ts'

afterEach(() => vi.restoreAllMocks())

const http = { isSecureContext: false, location: { protocol: 'http:', origin: 'http://shop.example' } }

test('back from the cache, a different decision of the same number is dispatched', async () => {
  const visitor = customer()
  const first = visitor.open()
  const heard: boolean[] = []
  first.on('decision', ({ answers }) => heard.push(answers.analytics === true))
  await visitor.said(first.accept('all'))
  first.page.dispatchEvent(new Event('pagehide'))
  const other = visitor.open()
  await visitor.said(other.forget())
  await visitor.said(other.reject())
  first.page.dispatchEvent(new Event('pageshow'))
  expect([first.has('analytics'), heard.at(-1), first.$decision.get().answers.analytics]).toEqual([false, false, false])
})

test('a tie of two tabs on plain http reaches both', async () => {
  const visitor = customer()
  const [one, two] = [visitor.open({}, { page: http }), visitor.open({}, { page: http })]
  const heard: Record<string, boolean> = {}
  for (const [name, shop] of Object.entries({ one, two }))
    shop.on('decision', ({ answers }) => (heard[name] = answers.analytics === true))
  const before = visitor.jar.copy()
  void one.accept('all')
  visitor.browser.snapshot = before
  void two.reject()
  visitor.browser.snapshot = undefined
  await visitor.rest()
  expect([one.has('analytics'), two.has('analytics'), heard]).toEqual([false, false, { one: false, two: false }])
})

test('the same decision is not dispatched twice', async () => {
  const visitor = customer()
  const shop = visitor.open()
  await visitor.said(shop.accept('all'))
  const heard: Decision[] = []
  shop.on('decision', (decision) => heard.push(decision))
  shop.$decision.listen((decision) => heard.push(decision))
  shop.page.dispatchEvent(new Event('pagehide'))
  shop.page.dispatchEvent(new Event('pageshow'))
  expect(heard).toEqual([])
})

test('when() leaves no listener behind', async () => {
  const shop = customer().open()
  const before = vi.spyOn(Set.prototype, 'add')
  void shop.accept('all')
  for (let times = 0; times < 50; times++) await shop.when('analytics')
  expect(before.mock.calls.filter(([value]) => Object.hasOwn(Object(value), 'granted'))).toEqual([])
  before.mockRestore()
  void shop.reject()
  const later = Array.from({ length: 50 }, () => shop.when('marketing'))
  const removed = vi.spyOn(Set.prototype, 'delete')
  void shop.accept('all')
  await Promise.all(later)
  expect(removed.mock.calls.filter(([value]) => Object.hasOwn(Object(value), 'granted'))).toHaveLength(50)
})

test('stop() ends effects and listeners; the decision stays', async () => {
  const visitor = customer()
  const told: string[] = []
  const shop = visitor.open({
    effects: [
      (consent) => {
        const stop = consent.listen({ granted: (ids) => told.push(`effect ${ids.includes('analytics')}`) })
        return () => {
          told.push('effect stopped')
          stop()
        }
      },
      () => () => {
        throw new Error('stop')
      },
    ],
  })
  shop.on('decision', () => told.push('listener'))
  shop.listen({ granted: () => told.push('listen') })
  const other = visitor.open()
  await visitor.said(shop.accept('all'))
  told.length = 0
  shop.stop()
  expect([told, shop.problems]).toEqual([['effect stopped'], ['listener-failed']])
  await visitor.said(other.reject())
  for (const type of ['pageshow', 'focus', 'visibilitychange', 'online', 'pagehide'])
    shop.page.dispatchEvent(new Event(type))
  await visitor.rest()
  expect([told, shop.has('analytics')]).toEqual([['effect stopped'], true])
  void shop.withdraw(['marketing'])
  expect(told).toEqual(['effect stopped'])
  expect([other.has('analytics'), visitor.open().has('analytics')]).toEqual([false, false])
})

test('stop() ends the retry timer', async () => {
  const visitor = customer('offline')
  const shop = visitor.open({ backend: 'https://shop.example/consent/receipts' })
  await visitor.said(shop.accept('all'))
  const { length } = visitor.network.sent
  shop.stop()
  visitor.network.weather = 'online'
  await visitor.schedule.pass(3_600_000)
  expect([length > 0, visitor.network.sent.length]).toEqual([true, length])
})

test('a decision made before stop() gets its receipt', async () => {
  const visitor = customer()
  const shop = visitor.open()
  const recorded = shop.accept('all')
  shop.stop()
  expect((await visitor.said(recorded))?.event).toBe('given')
})

test('two consents on one page share the decision, but not their events', async () => {
  const visitor = customer()
  const one = visitor.open()
  const two = visitor.open(
    {},
    {
      page: {
        addEventListener: one.page.addEventListener.bind(one.page),
        dispatchEvent: one.page.dispatchEvent.bind(one.page),
      },
    },
  )
  const heard: string[] = []
  one.on('view', (view) => heard.push(`one ${view}`))
  two.on('view', (view) => heard.push(`two ${view}`))
  one.show('preferences')
  expect(heard).toEqual(['one preferences'])
  await visitor.said(two.reject())
  expect([one.$decision.get().seq, two.$decision.get().seq]).toEqual([1, 1])
})

test('window events are dispatched for the whole page', async () => {
  const visitor = customer()
  const shop = visitor.open()
  const told: unknown[] = []
  shop.page.addEventListener('placet:decision', (event) => told.push((event as CustomEvent).detail.source))
  await visitor.said(shop.reject())
  expect(told).toEqual(['choice'])
})

test('a store computed from $decision follows a withdrawal', async () => {
  const visitor = customer()
  const shop = visitor.open()
  const $allowed = computed(shop.$decision, ({ answers }) => answers.analytics === true)
  expect($allowed.get()).toBe(false)
  void shop.accept('all')
  expect($allowed.get()).toBe(true)
  void shop.withdraw(['analytics'])
  expect($allowed.get()).toBe(false)
})

test('problems that a developer can fix are printed once; other problems are not', async () => {
  const told = vi.spyOn(console, 'warn').mockImplementation(() => {})
  const visitor = customer('offline')
  const shop = visitor.open({ backend: 'https://shop.example/consent/receipts' })
  shop.on('decision', () => {
    throw new Error('page')
  })
  await visitor.said(shop.accept('all'))
  await visitor.said(shop.reject())
  expect(shop.problems).toEqual(expect.arrayContaining(['backend-unreachable', 'listener-failed']))
  expect(told.mock.calls.map(([line]) => line)).toEqual([expect.stringMatching(/^placet listener-failed: .*Mend/)])
  visitor.open({}, { page: http })
  expect(told.mock.calls.at(-1)?.[0]).toMatch(/^placet insecure-context: .*https/)
})

test('a refusal made while forget() runs holds', async () => {
  for (const sameTab of [true, false]) {
    const visitor = customer()
    const shop = visitor.open({ regime: 'us' })
    const other = sameTab ? shop : visitor.open({ regime: 'us' })
    await visitor.rest()
    await visitor.said(shop.accept('all'))
    const forgotten = shop.forget()
    void other.reject()
    await visitor.said(forgotten)
    await visitor.rest()
    expect([shop.has('analytics'), other.has('analytics'), visitor.open({ regime: 'us' }).has('analytics')]).toEqual([
      false,
      false,
      false,
    ])
  }
})

test('a page without purposes leaves an unsigned decision to a page that can sign it', async () => {
  const visitor = customer()
  const dying = visitor.open()
  void dying.accept('all')
  await visitor.schedule.calm()
  dying.close()
  visitor.open({ purposes: [] })
  await visitor.rest()
  const next = visitor.open()
  await visitor.rest()
  expect((await visitor.said(next.receipts())).map(({ late, event }) => [late, event])).toEqual([[true, 'given']])
})

test('two tabs decide differently at the same moment: the last receipt matches the decision', async () => {
  for (const acceptFirst of [true, false]) {
    const visitor = customer()
    const [one, two] = [visitor.open(), visitor.open()]
    await visitor.rest()
    const before = visitor.jar.copy()
    void (acceptFirst ? one.accept('all') : one.reject())
    visitor.browser.snapshot = before
    void (acceptFirst ? two.reject() : two.accept('all'))
    visitor.browser.snapshot = undefined
    // The tabs exchange messages before either has signed.
    await visitor.schedule.deliver()
    await visitor.rest()
    const receipts = await visitor.said(one.receipts())
    expect([one.has('analytics'), two.has('analytics')]).toEqual([false, false])
    expect(['refused', 'withdrawn']).toContain(receipts.at(-1)?.dec.analytics)
  }
})

test('two tabs decide differently at the same moment and sign a month later: what holds expires with what was clicked', async () => {
  const visitor = customer()
  const [one, two] = [visitor.open(), visitor.open()]
  await visitor.rest()
  const before = visitor.jar.copy()
  void one.decide({ analytics: false, marketing: true })
  visitor.browser.snapshot = before
  void two.accept('all')
  visitor.browser.snapshot = undefined
  const { day } = one.$decision.get()
  visitor.schedule.jump(30 * 24 * 3_600_000)
  await visitor.rest()
  expect([one.has('analytics'), one.has('marketing')]).toEqual([false, true])
  expect(parseCookie(visitor.cookie())).toMatchObject({ seq: 2, day })
})

test('closing the preference center shows an unanswered banner again, also if the vault could not be read', async () => {
  const blocked = (): never => {
    throw new DOMException('blocked', 'SecurityError')
  }
  for (const unlike of [{}, { page: { indexedDB: { databases: blocked } } }]) {
    const visitor = customer()
    const shop = visitor.open({ regime: 'page' in unlike ? 'us' : 'eu' }, unlike)
    await visitor.rest()
    expect(shop.$view.get()).toBe('banner')
    shop.show('preferences')
    shop.hide()
    expect(shop.$view.get()).toBe('banner')
    void shop.reject()
    shop.show('preferences')
    shop.hide()
    expect(shop.$view.get()).toBe('none')
  }
})

test('two tabs decide at the same moment, and the one that refused is closed before it signs: the refusal gets a receipt', async () => {
  const visitor = customer()
  const [one, two] = [visitor.open(), visitor.open()]
  await visitor.rest()
  const before = visitor.jar.copy()
  void one.accept('all')
  visitor.browser.snapshot = before
  void two.reject()
  visitor.browser.snapshot = undefined
  await visitor.schedule.deliver()
  two.close()
  await visitor.rest()
  expect(parseCookie(visitor.cookie())?.pending).toBe(true)
  const next = visitor.open()
  await visitor.rest()
  const receipts = await visitor.said(next.receipts())
  expect(receipts.map(({ event, dec }) => [event, dec.analytics])).toEqual([
    ['given', 'given'],
    ['withdrawn', 'withdrawn'],
  ])
  expect([next.has('analytics'), parseCookie(visitor.cookie())?.pending]).toEqual([false, false])
})

test('decide() on a prerendered page keeps the other stored answers', async () => {
  const visitor = customer()
  await visitor.said(visitor.open().accept('all'))
  const activation = new EventTarget()
  const document = {
    documentElement: { lang: 'en' },
    prerendering: true,
    addEventListener: activation.addEventListener.bind(activation),
    cookie: visitor.jar.read(),
  }
  const shop = visitor.open({}, { page: { document } })
  const recorded = shop.decide({ marketing: false })
  expect(() => shop.decide({ ads: true })).toThrow(expect.objectContaining({ code: 'purpose-unknown' }))
  document.prerendering = false
  activation.dispatchEvent(new Event('prerenderingchange'))
  expect([shop.has('analytics'), shop.has('marketing')]).toEqual([true, false])
  await visitor.said(recorded)
})

test('an open preference center stays open when another tab calls forget()', async () => {
  const visitor = customer()
  const [shop, other] = [visitor.open(), visitor.open()]
  await visitor.said(shop.accept('all'))
  shop.show('preferences')
  await visitor.said(other.forget())
  expect([shop.$view.get(), shop.has('analytics')]).toEqual(['preferences', false])
  shop.hide()
  expect(shop.$view.get()).toBe('banner')
})

test('a consent that is stopped before the vault was read grants nothing and tells nothing afterwards', async () => {
  const visitor = customer()
  const shop = visitor.open({ regime: 'us' })
  const told: unknown[] = []
  shop.page.addEventListener('placet:decision', () => told.push('decision'))
  shop.stop()
  await visitor.rest()
  expect([shop.has('analytics'), shop.$view.get(), told]).toEqual([false, 'none', []])
})

test('who hears of a decision finds it in $decision, too', async () => {
  const shop = customer().open()
  const seen: boolean[] = []
  shop.on('decision', (decision) => seen.push(shop.$decision.get() === decision))
  void shop.accept('all')
  expect(seen).toEqual([true])
})

test('an answer in another tab closes the banner, but not the preference center that somebody is reading', async () => {
  const visitor = customer()
  const [banner, center, other] = [visitor.open(), visitor.open(), visitor.open()]
  await visitor.rest()
  center.show('preferences')
  await visitor.said(other.reject())
  expect([banner.$view.get(), center.$view.get()]).toEqual(['none', 'preferences'])
})

test('a page that is stopped before it is idle looks for nothing', async () => {
  const visitor = customer()
  const dying = visitor.open()
  void dying.accept('all')
  await visitor.schedule.calm()
  dying.close()
  visitor.open().stop()
  await visitor.rest()
  expect(await visitor.kept('receipt:')).toEqual([])
})

test('a page that is being left follows nobody until it is back', async () => {
  const visitor = customer()
  const shop = visitor.open()
  await visitor.said(shop.accept('all'))
  shop.page.dispatchEvent(new Event('pagehide'))
  await visitor.said(visitor.open().reject())
  shop.page.dispatchEvent(new Event('visibilitychange'))
  expect(shop.has('analytics')).toBe(true)
  shop.page.dispatchEvent(new Event('pageshow'))
  expect(shop.has('analytics')).toBe(false)
})

test.each(['eu', 'us'] as const)('a page that starts tells it as ready, not as a decision: %s', async (regime) => {
  const visitor = customer()
  const heard: string[] = []
  const hearing: Effect = (consent) => {
    consent.on('ready', () => heard.push('ready'))
    return consent.on('decision', ({ answers }) => heard.push(`decision ${answers.analytics}`))
  }
  visitor.open({ regime, effects: [hearing] })
  expect(heard).toEqual(['ready'])
  await visitor.rest()
  expect(heard).toEqual(regime === 'eu' ? ['ready', 'decision false'] : ['ready', 'decision true'])
})

test('a page whose cookie is gone says that it refuses, and what holds once it has looked into the vault', async () => {
  const visitor = customer()
  const shop = visitor.open()
  await visitor.said(shop.accept('all'))
  const heard: boolean[] = []
  shop.on('decision', ({ answers }) => heard.push(answers.analytics === true))
  visitor.jar.evict()
  shop.page.dispatchEvent(new Event('focus'))
  await visitor.rest()
  expect(heard).toEqual([false, true])
})

test('the banner can be closed without an answer', async () => {
  const visitor = customer()
  const shop = visitor.open()
  await visitor.rest()
  expect(shop.$view.get()).toBe('banner')
  shop.hide()
  expect(shop.$view.get()).toBe('none')
})

test('where an effect answers at the start, nobody is asked', async () => {
  const visitor = customer()
  let answered = false
  const answering: Effect = (consent) =>
    consent.listen({
      granted() {
        if (!answered) void ((answered = true), consent.reject())
      },
    })
  const purposes = SHOP.purposes.filter(({ basis }) => basis !== 'legitimate-interest')
  const shop = visitor.open({ purposes, effects: [answering] })
  await visitor.rest()
  expect([shop.$decision.get().source, shop.$view.get()]).toEqual(['choice', 'none'])
})

test('of a tie of two tabs on plain http the refusals of both hold: on both, on a page that missed it, and on the next', async () => {
  const visitor = customer()
  const [one, two] = [visitor.open({}, { page: http }), visitor.open({}, { page: http })]
  const before = visitor.jar.copy()
  void one.accept(['analytics'])
  visitor.browser.snapshot = before
  void two.accept(['marketing'])
  visitor.browser.snapshot = undefined
  const third = visitor.open({}, { page: http })
  await visitor.rest()
  for (const shop of [one, two, third, visitor.open({}, { page: http })])
    expect([shop.has('analytics'), shop.has('marketing')]).toEqual([false, false])
})

test('a tie that is heard late takes nothing from a refusal that came after it', async () => {
  const visitor = customer()
  const [one, two] = [visitor.open({}, { page: http }), visitor.open({}, { page: http })]
  const before = visitor.jar.copy()
  void one.accept(['analytics', 'marketing'])
  visitor.browser.snapshot = before
  void two.accept(['analytics'])
  visitor.browser.snapshot = undefined
  void two.reject()
  await visitor.rest()
  for (const shop of [one, two, visitor.open({}, { page: http })]) expect(shop.has('analytics')).toBe(false)
})

test('a config that asks nothing shows no banner', async () => {
  const visitor = customer()
  const shop = visitor.open({ purposes: [] })
  await visitor.rest()
  expect(shop.$view.get()).toBe('none')
})

test('back from the cache, the same answers of another day are known to be of that day', async () => {
  const visitor = customer()
  const first = visitor.open()
  await visitor.said(first.accept('all'))
  const { day } = first.$decision.get()
  first.page.dispatchEvent(new Event('pagehide'))
  const other = visitor.open()
  await visitor.said(other.forget())
  visitor.schedule.jump(2 * 86_400_000)
  await visitor.said(other.accept('all'))
  first.page.dispatchEvent(new Event('pageshow'))
  expect(first.$decision.get()).toMatchObject({ seq: 1, day: day + 2 })
})

test('what a listener is told it cannot change for the others', () => {
  const shop = customer().open()
  const told: boolean[] = []
  shop.on('decision', (decision) => told.push(Object.isFrozen(decision), Object.isFrozen(decision.answers)))
  void shop.reject()
  expect(told).toEqual([true, true])
})

test('whenever it is forgotten, nothing stays of a decision that is being signed', async () => {
  for (let moment = 0; moment < 40; moment++) {
    const visitor = customer()
    const shop = visitor.open()
    await visitor.rest()
    void shop.accept('all')
    await visitor.schedule.calm()
    for (let most = moment; most > 0 && (await visitor.schedule.letOneGo()); most--);
    await visitor.said(shop.forget())
    await visitor.rest()
    expect([moment, visitor.jar.isEmpty(), await visitor.kept()]).toEqual([moment, true, []])
  }
})
