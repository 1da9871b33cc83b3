// What follows a decision: refusals before grants, gates in document order, Google's default before anything else.
import { google, googleDefault } from '@placet/core/integrations/google'
import { frames } from '@placet/core/gates/frames'
import { scripts } from '@placet/core/gates/scripts'
import type { Effect } from '@placet/core'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { customer } from './shop.ts'

beforeEach(() => {
  // happy-dom does not load frames. Count that as success.
  Object.assign((window as any).happyDOM.settings, { handleDisabledFileLoadingAsSuccess: true })
  document.body.replaceChildren()
  delete (globalThis as { dataLayer?: unknown }).dataLayer
})
const stops: (() => void)[] = []
afterEach(() => stops.splice(0).forEach((stop) => stop()))
const stopping =
  (effect: Effect): Effect =>
  (consent) => {
    stops.push(effect(consent))
    return () => {}
  }

test('every effect gets the refused ids before any effect gets the granted ones', () => {
  const heard: string[] = []
  const effect =
    (name: string): Effect =>
    (consent) =>
      consent.listen({ refused: (ids) => heard.push(`${name}-${ids}`), granted: (ids) => heard.push(`${name}+${ids}`) })
  const shop = customer().open({ effects: [effect('a'), effect('b')] })
  heard.length = 0
  void shop.decide({ analytics: true, 'analytics/ga': false, measure: false })
  expect(heard).toEqual([
    'a-analytics/ga,marketing,measure',
    'b-analytics/ga,marketing,measure',
    'a+necessary,analytics,analytics/matomo',
    'b+necessary,analytics,analytics/matomo',
  ])
})

test('an effect that throws does not stop others, and is reported as a problem', () => {
  const heard: string[][] = []
  const throwing: Effect = (consent) =>
    consent.listen({
      granted() {
        throw new Error('effect')
      },
    })
  const broken: Effect = () => {
    throw new Error('at the start')
  }
  const shop = customer().open({
    effects: [broken, throwing, (consent) => consent.listen({ granted: (ids) => heard.push(ids) })],
  })
  void shop.accept('all')
  expect(heard.at(-1)).toContain('marketing')
  expect(shop.$problem.get()).toMatchObject({
    code: expect.stringMatching(/^(listener|effect)-failed$/),
    cause: expect.any(Error),
  })
})

test('after an effect has made a decision, no other effect keeps an old grant', () => {
  let granted: string[] = []
  const vetoing: Effect = (consent) =>
    consent.listen({ granted: (ids) => ids.includes('marketing') && void consent.withdraw(['marketing']) })
  const visitor = customer()
  const shop = visitor.open({
    effects: [vetoing, (consent) => consent.listen({ granted: (ids) => (granted = ids) })],
  })
  void shop.accept('all')
  expect([shop.has('marketing'), granted.includes('marketing'), shop.$decision.get().answers.marketing]).toEqual([
    false,
    false,
    false,
  ])
  expect(granted).toContain('analytics')
  const next = visitor.open()
  expect([next.has('analytics'), next.has('marketing')]).toEqual([true, false])
})

test('whoever follows $decision finds that the effects have followed it already', () => {
  const heard: string[] = []
  const shop = customer().open()
  shop.$decision.listen(() => heard.push('$decision'))
  shop.listen({ granted: () => heard.push('effect') })
  heard.length = 0
  void shop.accept('all')
  expect(heard).toEqual(['effect', '$decision'])
})

test('a stopped effect is not called any more; one that starts late gets the current decision', () => {
  const shop = customer().open()
  const heard: string[][] = []
  const stop = shop.listen({ granted: (ids) => heard.push(ids) })
  expect(heard.length).toBe(1)
  stop()
  void shop.accept('all')
  expect(heard.length).toBe(1)
})

test('an effect hears once at the start what holds', () => {
  const heard: string[][] = []
  customer().open({ effects: [(consent) => consent.listen({ granted: (ids) => heard.push(ids) })] })
  expect(heard).toEqual([['necessary']])
})

test('a listener that another one has removed hears of no grant any more', () => {
  const shop = customer().open()
  const heard: string[][] = []
  let stop = () => {}
  shop.listen({ granted: (ids) => ids.includes('marketing') && stop() })
  stop = shop.listen({ granted: (ids) => heard.push(ids) })
  heard.length = 0
  void shop.accept('all')
  expect(heard).toEqual([])
})

const held = (purpose: string, source?: string): HTMLScriptElement => {
  const script = document.createElement('script')
  script.setAttribute('type', 'text/plain')
  script.setAttribute('data-placet-purpose', purpose)
  if (source) script.setAttribute('src', source)
  return script
}
const isHeld = (script: HTMLScriptElement) =>
  script.getAttribute('type') === 'text/plain' && !('placetReleased' in script)
const news = () => new Promise((resume) => setTimeout(resume, 5))

test('scripts are released in document order, those after an external one when it has loaded or failed', () => {
  const all = [
    held('analytics'),
    held('analytics', 'data:text/javascript,1'),
    held('analytics'),
    held('marketing'),
    held('analytics', 'data:,'),
    held('analytics'),
  ]
  document.body.append(...all)
  const shop = customer().open({ effects: [stopping(scripts())] })
  expect(all.every(isHeld)).toBe(true)
  void shop.accept(['analytics'])
  expect(all.map(isHeld)).toEqual([false, false, true, true, true, true])
  all[1]!.dispatchEvent(new Event('load'))
  expect(all.map(isHeld)).toEqual([false, false, false, true, false, true])
  all[4]!.dispatchEvent(new Event('error'))
  expect(all.map(isHeld)).toEqual([false, false, false, true, false, false])
  expect(shop.problems).toEqual(['script-failed'])
  expect([...document.querySelectorAll('script')]).toEqual(all)
})

test('a script for two purposes waits for both; without a purpose, or with an unknown one, it never runs', () => {
  const all = [
    held('analytics marketing/x'),
    held('analytics  marketing'),
    held(''),
    held(' '),
    held('toString'),
    held('analytics/ga'),
  ]
  document.body.append(...all)
  const shop = customer().open({ effects: [stopping(scripts())] })
  void shop.accept(['analytics'])
  expect(all.map(isHeld)).toEqual([true, true, true, true, true, false])
  void shop.accept('all')
  expect(all.map(isHeld)).toEqual([true, false, true, true, true, false])
})

test('a script added later is released, too, and keeps its nonce; a copy of it is held anew', async () => {
  const shop = customer().open({ effects: [stopping(scripts())] })
  void shop.accept('all')
  const late = held('analytics')
  late.textContent = '// counts'
  late.setAttribute('nonce', 'n')
  late.dataset.placetType = 'module'
  document.body.append(late)
  await news()
  expect([isHeld(late), late.getAttribute('type'), late.getAttribute('nonce')]).toEqual([false, 'text/plain', 'n'])
  void shop.withdraw()
  const copy = late.cloneNode(true) as HTMLScriptElement
  document.body.append(copy)
  await news()
  expect(isHeld(copy)).toBe(true)
})

test('a script that neither loads nor fails does not block the others forever', () => {
  const all = [held('analytics', 'data:,'), held('analytics', 'data:,'), held('analytics')]
  all[0]!.dataset.placetType = 'text/partytown'
  all[1]!.noModule = true
  document.body.append(...all)
  const shop = customer().open({ effects: [stopping(scripts())] })
  void shop.accept('all')
  expect(all.map(isHeld)).toEqual([false, false, false])
})

test('a script whose purpose is withdrawn while it waits does not run', () => {
  const all = [held('analytics', 'data:,'), held('analytics')]
  document.body.append(...all)
  const shop = customer().open({ effects: [stopping(scripts())] })
  void shop.accept('all')
  void shop.reject()
  all[0]!.dispatchEvent(new Event('load'))
  expect(all.map(isHeld)).toEqual([false, true])
})

test('a frame is empty until it is allowed and after a withdrawal; it stays the same element', () => {
  const frame = document.createElement('iframe')
  frame.setAttribute('data-placet-src', 'about:blank')
  frame.setAttribute('data-placet-purpose', 'marketing')
  document.body.append(frame)
  const source = () => document.querySelector('iframe')?.getAttribute('src')
  const shop = customer().open({ effects: [stopping(frames())] })
  expect(source()).toBeNull()
  void shop.accept('all')
  expect(source()).toBe('about:blank')
  const open = document.querySelector('iframe')
  void shop.reject()
  expect([source(), document.querySelector('iframe') === open]).toEqual([null, true])
})

test('a frame that is emptied leaves the page for a moment, because that ends what runs in it', async () => {
  const frame = document.createElement('iframe')
  frame.setAttribute('data-placet-src', 'about:blank')
  frame.setAttribute('data-placet-purpose', 'marketing')
  document.body.append(frame)
  const shop = customer().open({ effects: [stopping(frames())] })
  void shop.accept('all')
  await news()
  const gone: Node[] = []
  const observer = new MutationObserver((records) => gone.push(...records.flatMap((each) => [...each.removedNodes])))
  observer.observe(document.body, { childList: true })
  void shop.reject()
  await news()
  observer.disconnect()
  expect([gone.includes(frame), frame.isConnected]).toEqual([true, true])
})

test('a frame whose data-placet-src changes loads the new address once it is allowed', async () => {
  const frame = document.createElement('iframe')
  frame.setAttribute('data-placet-src', 'about:blank?one')
  frame.setAttribute('data-placet-purpose', 'marketing')
  document.body.append(frame)
  const shop = customer().open({ effects: [stopping(frames())] })
  frame.setAttribute('data-placet-src', 'about:blank?two')
  await news()
  expect(frame.getAttribute('src')).toBeNull()
  void shop.accept('all')
  expect(frame.getAttribute('src')).toBe('about:blank?two')
  frame.setAttribute('data-placet-src', 'about:blank?three')
  await news()
  expect(frame.getAttribute('src')).toBe('about:blank?three')
  // A framework can remove the element that it created.
  document.body.removeChild(frame)
})

const layer = () => (globalThis as { dataLayer?: IArguments[] }).dataLayer ?? []

test('Google’s tags get denied first, then the decision, as Arguments objects', () => {
  const shop = customer().open({
    effects: [stopping(google({ types: { functionality_storage: 'measure' }, waitForUpdate: 200 }))],
  })
  expect(layer().map((each) => Object.prototype.toString.call(each))).toContain('[object Arguments]')
  const [first] = layer().map((each) => [...each])
  expect(first).toEqual([
    'consent',
    'default',
    expect.objectContaining({
      ad_storage: 'denied',
      analytics_storage: 'denied',
      security_storage: 'denied',
      wait_for_update: 200,
    }),
  ])
  void shop.accept(['analytics'])
  const update = [...layer().at(-1)!]
  expect(update).toEqual([
    'consent',
    'update',
    {
      ad_storage: 'denied',
      ad_user_data: 'denied',
      ad_personalization: 'denied',
      analytics_storage: 'granted',
      functionality_storage: 'denied',
      personalization_storage: 'denied',
      security_storage: 'granted',
    },
  ])
  const length = layer().length
  void shop.accept(['analytics'])
  expect(layer().length).toBe(length)
  void shop.reject()
  expect([...layer().at(-1)!][2]).toMatchObject({ analytics_storage: 'denied', security_storage: 'granted' })
})

test('a default that was set before is not set again', () => {
  googleDefault(200)
  const shop = customer().open({ effects: [stopping(google({}, true))] })
  void shop.accept(['analytics'])
  expect(layer().filter((each) => each[1] === 'default')).toHaveLength(1)
})

test('an existing dataLayer is kept', () => {
  const own = [{ event: 'gtm.js' }] as unknown[]
  Object.assign(globalThis, { dataLayer: own })
  customer().open({ effects: [stopping(google())] })
  expect([own[0], layer() === (own as unknown)]).toEqual([{ event: 'gtm.js' }, true])
})
