// What follows a decision: refusals before grants, gates in document order, Google's tags told before anything else.
import { google, googleDefault } from '@placet/core/integrations/google'
import { frames } from '@placet/core/gates/frames'
import { scripts } from '@placet/core/gates/scripts'
import type { Effect } from '@placet/core'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { customer } from './shop.ts'

beforeEach(() => {
  // A frame that stays empty is no trouble here.
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

test('every effect hears what is refused before any hears what is granted', () => {
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

test('an effect that throws stops nobody and is told as a problem', () => {
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

test('an effect that decides itself leaves nobody with an old grant', () => {
  let granted: string[] = []
  const vetoing: Effect = (consent) =>
    consent.listen({ granted: (ids) => ids.includes('marketing') && void consent.withdraw(['marketing']) })
  const shop = customer().open({
    effects: [vetoing, (consent) => consent.listen({ granted: (ids) => (granted = ids) })],
  })
  void shop.accept('all')
  expect([shop.has('marketing'), granted.includes('marketing'), shop.$decision.get().answers.marketing]).toEqual([
    false,
    false,
    false,
  ])
  expect(granted).toContain('analytics')
})

test('an effect that stopped hears nothing any more, one that starts late hears what holds', () => {
  const shop = customer().open()
  const heard: string[][] = []
  const stop = shop.listen({ granted: (ids) => heard.push(ids) })
  expect(heard.length).toBe(1)
  stop()
  void shop.accept('all')
  expect(heard.length).toBe(1)
})

const held = (purpose: string, source?: string): HTMLScriptElement => {
  const script = document.createElement('script')
  script.setAttribute('type', 'text/plain')
  script.setAttribute('data-placet-purpose', purpose)
  if (source) script.setAttribute('src', source)
  return script
}
const isHeld = (script: HTMLScriptElement) => script.getAttribute('type') === 'text/plain'
const news = () => new Promise((resume) => setTimeout(resume, 5))

test('scripts are let go in document order, those behind an external one when it has loaded or failed', () => {
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

test('a script for two purposes waits for both; one for none, or an unknown one, never runs', () => {
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

test('a script added later is let go as well, and keeps its nonce and its module type', async () => {
  const shop = customer().open({ effects: [stopping(scripts())] })
  void shop.accept('all')
  const late = held('analytics')
  late.setAttribute('nonce', 'n')
  late.dataset.placetType = 'module'
  document.body.append(late)
  await news()
  expect([late.getAttribute('type'), late.getAttribute('nonce')]).toEqual(['module', 'n'])
})

test('a script that will never say that it has loaded holds no other one back', () => {
  const all = [held('analytics', 'data:,'), held('analytics', 'data:,'), held('analytics')]
  all[0]!.dataset.placetType = 'text/partytown'
  all[1]!.noModule = true
  document.body.append(...all)
  const shop = customer().open({ effects: [stopping(scripts())] })
  void shop.accept('all')
  expect(all.map(isHeld)).toEqual([false, false, false])
})

test('a script that was withdrawn while it waited does not run', () => {
  const all = [held('analytics', 'data:,'), held('analytics')]
  document.body.append(...all)
  const shop = customer().open({ effects: [stopping(scripts())] })
  void shop.accept('all')
  void shop.reject()
  all[0]!.dispatchEvent(new Event('load'))
  expect(all.map(isHeld)).toEqual([false, true])
})

test('a frame is empty until it is allowed and again when it no longer is; it stays the element that the page made', () => {
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

test('a frame whose address the page changes shows the new one, as soon as it may', async () => {
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
  // What a framework does with an element that it made.
  document.body.removeChild(frame)
})

const layer = () => (globalThis as { dataLayer?: IArguments[] }).dataLayer ?? []

test('Google’s tags hear denied first, then what was decided, as the Arguments objects they know', () => {
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

test('the default that was told before is not told again', () => {
  googleDefault(200)
  const shop = customer().open({ effects: [stopping(google({}, true))] })
  void shop.accept(['analytics'])
  expect(layer().filter((each) => each[1] === 'default')).toHaveLength(1)
})

test('a tag’s own layer is kept', () => {
  const own = [{ event: 'gtm.js' }] as unknown[]
  Object.assign(globalThis, { dataLayer: own })
  customer().open({ effects: [stopping(google())] })
  expect([own[0], layer() === (own as unknown)]).toEqual([{ event: 'gtm.js' }, true])
})
