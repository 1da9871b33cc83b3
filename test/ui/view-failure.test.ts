// A view that cannot be rendered leaves something with which to answer.
import { createConsent } from '@placet/core'
import { loadRecordText } from '@placet/core/config'
import { afterEach, expect, test } from 'vitest'
import { showCenter } from '../../packages/ui/src/center/center.tsx'
import { renderViews } from '../../packages/ui/src/render.ts'
import { text as first } from '../../packages/ui/src/text/en.ts'
import { text as second } from '../../packages/ui/src/text/en-center.ts'

const record = await loadRecordText('en')
const text = { ...first, ...second }
const CONFIG = {
  version: '1',
  controller: { name: 'Kiln Nine', contact: 'privacy@kiln-nine.example' },
  receipts: 'none' as const,
  purposes: [
    {
      id: 'analytics',
      name: 'Statistics',
      data: ['pages'],
      reason: 'To learn.',
      benefit: 'A better shop.',
      basis: 'consent' as const,
      recipients: [],
      retention: 'P1Y',
    },
  ],
}
// No language tag: `Intl` throws whenever anything is formatted in it.
const words = 'no language'

let close = (): void => {}
afterEach(() => {
  close()
  document.cookie = 'placet=; Max-Age=0; Path=/'
  document.body.replaceChildren()
})

function begin() {
  const consent = createConsent(CONFIG)
  const problems: string[] = []
  consent.on('problem', ({ code }) => problems.push(code))
  return { consent, problems }
}
const press = (label: string): void =>
  [...document.querySelectorAll('button')].find((each) => each.textContent === label)!.click()

test.each([
  ['as a dialog', false],
  ['in the page', true],
])('the preference center %s: both answers are there, and the failure is told as what it is', (_, isInline) => {
  const { consent, problems } = begin()
  const place = isInline ? document.body.appendChild(document.createElement('placet-preferences')) : undefined
  close = showCenter({ consent, text, record, language: 'en', words, nonce: '' }, place).remove
  expect(problems).toContain('view-failed')
  expect(problems).not.toContain('chunk-unavailable')
  press('Accept all')
  expect(consent.has('analytics')).toBe(true)
  press('Reject all')
  expect(consent.has('analytics')).toBe(false)
  close()
  close = () => {}
  expect(document.querySelector('dialog')).toBe(null)
})

test('the banner: both answers are there', async () => {
  const { consent, problems } = begin()
  const none = () => Promise.reject(new Error('not asked for'))
  await expect.poll(() => consent.$view.get()).toBe('banner')
  close = renderViews({ consent, text: first, language: 'en', words, nonce: '' }, { center: none, reopen: none }).stop
  expect(problems).toContain('view-failed')
  expect(document.querySelectorAll('placet-banner')).toHaveLength(1)
  // The page's outline stays the page's.
  expect(document.querySelectorAll('h1, h2, h3')).toHaveLength(0)
  expect(document.querySelector('placet-banner p')?.textContent).toBe(first.title)
  press('Reject all')
  expect([consent.$decision.get().seq, consent.has('analytics')]).toEqual([1, false])
  expect(document.querySelector('placet-banner')).toBe(null)
})
