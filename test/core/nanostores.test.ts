// The stores of a consent are nanostores: what is built on them follows, and a listener that throws stops nobody.
import { computed } from 'nanostores'
import { expect, test } from 'vitest'
import { BACKEND, customer } from './shop.ts'

const fail = (): never => {
  throw new Error('page')
}

test('computed() follows a grant and a withdrawal, with a listener and without', async () => {
  const visitor = customer()
  const shop = visitor.open()
  const $unheard = computed(shop.$decision, ({ answers }) => answers.analytics === true)
  const $heard = computed(shop.$decision, ({ answers }) => answers.analytics === true)
  const heard: boolean[] = []
  const stop = $heard.subscribe((allowed) => heard.push(allowed))
  expect($unheard.get()).toBe(false)
  await visitor.said(shop.accept('all'))
  expect($unheard.get()).toBe(true)
  await visitor.said(shop.withdraw(['marketing']))
  await visitor.said(shop.withdraw(['analytics']))
  expect($unheard.get()).toBe(false)
  expect(heard).toEqual([false, true, false])
  stop()
  await visitor.said(shop.accept(['analytics']))
  expect([$unheard.get(), $heard.get(), heard.length]).toEqual([true, true, 3])
})

test('computed() over two stores never mixes what was with what is', async () => {
  const visitor = customer()
  const shop = visitor.open()
  const $analytics = computed(shop.$decision, ({ answers }) => answers.analytics === true)
  const seen: string[] = []
  computed([shop.$decision, $analytics], ({ answers }, allowed) => `${answers.analytics} ${allowed}`).subscribe(
    (both) => seen.push(both),
  )
  await visitor.said(shop.accept('all'))
  await visitor.said(shop.reject())
  expect(seen).toEqual(['false false', 'true true', 'false false'])
})

const CHANGES = {
  $decision: (shop) => shop.accept('all'),
  $view: (shop) => shop.show('preferences'),
  $sync: (shop) => shop.accept('all'),
} satisfies Record<string, (shop: ReturnType<ReturnType<typeof customer>['open']>) => unknown>

test.each(['$decision', '$view', '$sync'] as const)(
  'a listener of %s that throws is reported, and the next one is called',
  async (name) => {
    const visitor = customer()
    const shop = visitor.open({ backend: BACKEND })
    await visitor.rest()
    const next: unknown[] = []
    shop[name].listen(fail)
    shop[name].listen((value: unknown) => next.push(value))
    CHANGES[name](shop)
    await visitor.rest()
    expect(next.length).toBeGreaterThan(0)
    expect(next.at(-1)).toBe(shop[name].get())
    expect(shop.problems).toEqual(next.map(() => 'listener-failed'))
    expect(shop.$problem.get()).toMatchObject({ code: 'listener-failed', cause: new Error('page') })
  },
)

test('a listener of a computed store that throws is reported, and the decision is carried out and recorded', async () => {
  const visitor = customer()
  const shop = visitor.open()
  await visitor.rest()
  const decided: boolean[] = []
  shop.on('decision', ({ answers }) => decided.push(answers.analytics === true))
  computed(shop.$decision, ({ answers }) => answers.analytics).listen(fail)
  computed(shop.$view, (view) => view).listen(fail)
  const recorded = shop.accept('all')
  expect([shop.has('analytics'), shop.$view.get(), decided]).toEqual([true, 'none', [true]])
  expect((await visitor.said(recorded))?.event).toBe('given')
  expect(shop.problems).toEqual(['listener-failed', 'listener-failed'])
})

test('what a listener of $problem throws is swallowed, and the next one is called', async () => {
  const shop = customer().open()
  const next: unknown[] = []
  shop.$problem.listen(fail)
  shop.$problem.listen((problem) => next.push(problem?.code))
  shop.$decision.listen(fail)
  shop.report({ code: 'vault-failed' })
  void shop.accept('all')
  expect(next).toEqual(['vault-failed', 'listener-failed'])
  expect(shop.problems).toEqual(next)
})

test('after stop() the last decision can still be read, and computed', async () => {
  const visitor = customer()
  const shop = visitor.open()
  const $analytics = computed(shop.$decision, ({ answers }) => answers.analytics === true)
  await visitor.said(shop.accept(['analytics']))
  const last = shop.$decision.get()
  shop.stop()
  const other = visitor.open()
  await visitor.said(other.withdraw())
  expect(other.has('analytics')).toBe(false)
  expect([shop.$decision.get(), shop.$decision.get().seq, $analytics.get()]).toEqual([last, 1, true])
})
