// What a server reads from a request's cookie, and that a consent on a server allows nothing.
import { createConsent } from '@placet/core'
import { google } from '@placet/core/integrations/google'
import { consentOf } from '@placet/core/server'
import { gpc } from '@placet/core/signals/gpc'
import { expect, test } from 'vitest'
import { customer, SHOP } from './shop.ts'

const DAY = 86_400_000
const asked = (cookie: string, more: Record<string, string> = {}) =>
  new Headers({ cookie: `theme=dark; __Host-placet=${cookie}`, ...more })

async function decided(answers: Record<string, boolean>, options: object = {}) {
  const visitor = customer()
  const shop = visitor.open(options)
  await visitor.rest()
  await visitor.said(shop.decide(answers))
  return { cookie: visitor.cookie(), now: visitor.schedule.now() }
}

test('what was allowed is allowed, what was refused is not', async () => {
  const { cookie, now } = await decided({ analytics: true, 'analytics/ga': false })
  const { has, decision, ask } = consentOf(asked(cookie), SHOP, now)
  expect(['necessary', 'analytics', 'analytics/ga', 'marketing'].map(has)).toEqual([true, true, false, false])
  expect([decision.source, decision.seq, ask]).toEqual(['choice', 1, false])
  expect(() => has('ads')).toThrow(expect.objectContaining({ code: 'purpose-unknown' }))
})

test('a decision that has expired, or answered another notice or regime, allows nothing; its refusals hold', async () => {
  const { cookie, now } = await decided({ analytics: true, measure: false })
  const late = consentOf(asked(cookie), SHOP, now + 184 * DAY)
  expect([late.has('analytics'), late.has('measure'), late.ask]).toEqual([false, false, true])
  expect(consentOf(asked(cookie), { ...SHOP, version: '2' }, now).has('analytics')).toBe(false)
  expect(consentOf(asked(cookie), { ...SHOP, regime: 'us' }, now).has('measure')).toBe(false)
})

test('the Sec-GPC header turns off what is on by default, not an explicit yes', async () => {
  const { cookie, now } = await decided({ analytics: true, measure: true })
  const { has } = consentOf(asked(cookie, { 'sec-gpc': '1' }), SHOP, now)
  expect([has('analytics'), has('measure')]).toEqual([true, false])
})

test('without a cookie, or with a broken one, everything that is asked is refused', () => {
  for (const headers of [new Headers(), asked('1.eu.broken')])
    for (const regime of ['eu', 'us'] as const) {
      const { has, decision, ask } = consentOf(headers, { ...SHOP, regime })
      expect([has('necessary'), has('analytics'), has('measure'), decision.seq]).toEqual([true, false, false, 0])
      expect(ask).toBe(regime === 'eu' || headers.has('cookie'))
    }
})

test('a server can store the same decision again', async () => {
  const { cookie, now } = await decided({ analytics: true })
  expect(consentOf(asked(cookie), SHOP, now).setCookie()).toBe(
    `__Host-placet=${cookie}; Path=/; SameSite=Lax; Max-Age=34560000; Secure`,
  )
  expect(consentOf(new Headers(), SHOP, now).setCookie()).toBeUndefined()
})

test('an invalid config throws', () => {
  const broken = { ...SHOP, purposes: [{ ...SHOP.purposes[1]!, basis: 'Consent' as never }] }
  expect(() => consentOf(new Headers(), broken)).toThrow(expect.objectContaining({ code: 'config-invalid' }))
})

test('gpc() and google() can be called on a server, where they do nothing', () => {
  const { window, navigator } = globalThis
  Reflect.deleteProperty(globalThis, 'window')
  Reflect.deleteProperty(globalThis, 'navigator')
  try {
    const consent = createConsent({ ...SHOP, signals: [gpc()], effects: [google()] })
    expect([consent.signals, 'dataLayer' in globalThis]).toEqual([{ gpc: false }, false])
  } finally {
    Object.assign(globalThis, { window })
    Object.defineProperty(globalThis, 'navigator', { value: navigator, configurable: true })
  }
})

test('createConsent on a server refuses everything and writes nothing', async () => {
  const { window } = globalThis
  Reflect.deleteProperty(globalThis, 'window')
  try {
    const consent = createConsent({
      ...SHOP,
      regime: 'us',
      effects: [
        () => {
          throw new Error('no effects on a server')
        },
      ],
    })
    expect(['necessary', 'analytics', 'measure'].map(consent.has)).toEqual([true, false, false])
    expect(await consent.accept('all')).toBeUndefined()
    expect(await consent.receipts()).toEqual([])
    await consent.forget()
    expect([consent.has('analytics'), consent.$view.get(), consent.$problem.get()]).toEqual([false, 'none', undefined])
    consent.show('banner')
    expect(consent.$view.get()).toBe('none')
    consent.stop()
  } finally {
    Object.assign(globalThis, { window })
  }
})
