// What the preference center says and does, as far as a simulated page can show it; the rest is in test/flow.
import { type Config, createConsent } from '@placet/core'
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

type Purposes = Config['purposes']

function open(purposes: Purposes = CONFIG.purposes) {
  const consent = createConsent({ ...CONFIG, purposes, receipts: 'none' })
  const place = document.body.appendChild(document.createElement('placet-preferences'))
  const { remove: close } = showCenter({ consent, text, record, language: 'en', nonce: '' }, place)
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
    ['Legal basis', 'Your consent'],
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

const factsOf = (place: Element, section: number) =>
  [...place.querySelectorAll('section.p')[section]!.querySelectorAll('dt')].map(
    (term) => `${term.textContent}: ${term.nextElementSibling!.textContent}`,
  )

test('what happens after a no is told where the config says it, and nothing where it does not', () => {
  const [basket, analytics] = CONFIG.purposes as [Purposes[0], Purposes[0]]
  const { place, close } = open([basket, { ...analytics, consequence: 'You see the same shop.' }])
  expect(factsOf(place, 0).join()).not.toContain('If you say no')
  expect(factsOf(place, 1)).toContain('If you say no: You see the same shop.')
  close()
})

test('a legitimate interest says how to object, and the switch objects', () => {
  const [, analytics] = CONFIG.purposes as [Purposes[0], Purposes[0]]
  const { place, consent, turn, say, close } = open([{ ...analytics, basis: 'legitimate-interest' }])
  expect(factsOf(place, 0)).toContain('Legal basis: Legitimate interest. Switch it off to object.')
  turn('Statistics', false)
  say('Save my choice').click()
  expect(consent.has('analytics')).toBe(false)
  close()
})

test('saved in a page: it is said, and taken back with the next switch', () => {
  const { place, say, turn, close } = open()
  const said = () => place.querySelector('[role=status]')!.textContent
  expect(said()).toBe('')
  turn('Statistics', true)
  expect(said()).toBe('')
  say('Save my choice').click()
  expect(said()).toBe('Your choice is saved.')
  turn('Statistics', false)
  expect(said()).toBe('')
  close()
})

test('saved in the dialog, which closes: it is said in the page; closed with unsaved switches: nothing is said', async () => {
  const { consent, close } = open()
  close()
  const { remove: closeDialog } = showCenter({ consent, text, record, language: 'en', nonce: '' })
  document.querySelector<HTMLInputElement>('dialog input')!.click()
  closeDialog()
  await new Promise((resume) => setTimeout(resume, 150))
  expect(document.querySelector('placet-saved')).toBe(null)
  const { remove: closeAgain } = showCenter({ consent, text, record, language: 'en', nonce: '' })
  expect(document.querySelector<HTMLInputElement>('dialog input')!.checked).toBe(false)
  ;[...document.querySelectorAll('dialog button')]
    .find((each) => each.textContent === 'Reject all')!
    .dispatchEvent(new Event('click'))
  closeAgain()
  await expect.poll(() => document.querySelector('placet-saved')?.textContent).toBe('Your choice is saved.')
})

test('300 services: a search narrows them by name, and an unsaved switch and open details survive it', () => {
  const [basket, analytics] = CONFIG.purposes as [Purposes[0], Purposes[0]]
  const services = Array.from({ length: 300 }, (_, index) => ({ id: `s${index}`, name: `Service ${index}` }))
  const { place, turn, close } = open([basket, { ...analytics, services }])
  const search = place.querySelector<HTMLInputElement>('input[type=search]')!
  const find = (words: string): void => {
    search.value = words
    search.dispatchEvent(new Event('input'))
  }
  const shown = () =>
    [...place.querySelectorAll<HTMLElement>('.s')]
      .filter((each) => !each.closest('[hidden]'))
      .map((each) => each.querySelector('span')!.textContent)
  expect(shown()).toHaveLength(303)
  turn('Service 299', true)
  find('service 299')
  expect(shown()).toEqual(['Statistics', 'Service 299'])
  expect(place.querySelectorAll('section.p')[1]!.querySelector('details')!.open).toBe(true)
  const label = [...place.querySelectorAll('label')].find((each) => each.textContent === 'Service 299')!
  expect(label.querySelector('input')!.checked).toBe(true)
  find('nothing like it')
  expect(shown()).toEqual([])
  expect(place.textContent).toContain('Nothing found.')
  find('')
  expect(shown()).toHaveLength(303)
  expect(place.textContent).not.toContain('Nothing found.')
  expect(label.querySelector('input')!.checked).toBe(true)
  expect(place.querySelectorAll('section.p')[1]!.querySelector('details')!.open).toBe(false)
  close()
})

test('few purposes: there is no search', () => {
  const { place, close } = open()
  expect(place.querySelector('input[type=search]')).toBe(null)
  close()
})
