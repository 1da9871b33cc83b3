// What the preference center says and does, as far as a simulated page can show it; the rest is in test/flow.
import { createConsent } from '@placet/core'
import { loadRecordText } from '@placet/core/config'
import { afterEach, expect, test } from 'vitest'
import { showCenter } from '../../packages/ui/src/center/center.tsx'
import { text as first } from '../../packages/ui/src/text/en.ts'
import { text as second } from '../../packages/ui/src/text/en-center.ts'

afterEach(() => {
  document.cookie = 'placet=; Max-Age=0; Path=/'
  document.body.replaceChildren()
})

const text = { ...first, ...second }
const CONFIG = {
  version: '1',
  controller: { name: 'Kiln Nine', contact: 'privacy@kiln-nine.example' },
  purposes: [
    {
      id: 'basket',
      name: 'Basket',
      data: ['what you picked'],
      reason: 'To sell it.',
      benefit: 'You get it.',
      basis: 'exempt' as const,
      recipients: [],
      retention: 'P1D',
    },
    {
      id: 'analytics',
      name: 'Statistics',
      data: ['pages'],
      reason: 'To learn.',
      benefit: 'A better shop.',
      basis: 'consent' as const,
      recipients: [{ name: 'PostHog', country: 'US' }],
      retention: 'P13M',
      services: [
        { id: 'posthog', name: 'PostHog' },
        { id: 'amplitude', name: 'Amplitude' },
      ],
    },
  ],
}

const record = await loadRecordText('en')

function open() {
  const consent = createConsent({ ...CONFIG, receipts: 'none' })
  const place = document.body.appendChild(document.createElement('placet-preferences'))
  const close = showCenter({ consent, text, record, language: 'en', nonce: '' }, place)
  const say = (label: string) => [...place.querySelectorAll('button')].find((each) => each.textContent === label)!
  const turn = (label: string, on: boolean) => {
    const input = [...place.querySelectorAll('label')]
      .find((each) => each.textContent === label)!
      .querySelector('input')!
    input.checked = on
    input.dispatchEvent(new Event('change'))
  }
  return { consent, place, close, say, turn }
}

test('each purpose says what data, what for, what is gained, who receives it, how long it stays', () => {
  const { place, close } = open()
  const section = place.querySelectorAll('section.p')[1]!
  const facts = [...section.querySelectorAll('dt')].map((term) => [
    term.textContent,
    term.nextElementSibling!.textContent,
  ])
  expect(facts).toEqual([
    ['Data', 'pages'],
    ['What for', 'To learn.'],
    ['What you gain', 'A better shop.'],
    ['Who receives it', 'PostHog (United States)'],
    ['How long it stays', '13 months'],
  ])
  close()
})

test('what is exempt has no switch, and our own record is told, too', () => {
  const { place, close } = open()
  expect([...place.querySelectorAll('p.s')].map((each) => each.textContent)).toEqual([
    'BasketAlways on',
    'Your decisionAlways on',
  ])
  close()
})

test('turning a purpose on turns its services on; one of them can be refused by itself', () => {
  const { consent, turn, say, close } = open()
  turn('Statistics', true)
  turn('Amplitude', false)
  expect(consent.has('analytics')).toBe(false)
  say('Save my choice').click()
  expect([consent.has('analytics/posthog'), consent.has('analytics/amplitude')]).toEqual([true, false])
  close()
})

test('a switch that was turned and not saved decides nothing', () => {
  const { consent, turn, close } = open()
  turn('Statistics', true)
  close()
  expect(consent.$decision.get().seq).toBe(0)
})

test('accept and reject in the center answer everything', () => {
  const { consent, say, close } = open()
  say('Accept all').click()
  expect(consent.has('analytics/amplitude')).toBe(true)
  say('Reject all').click()
  expect([consent.has('analytics'), consent.has('basket')]).toEqual([false, true])
  close()
})
