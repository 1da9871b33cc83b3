// What a receipt changed since the one before it, as a customer reads it.
import type { Purpose } from '@placet/core/config'
import { expect, test } from 'vitest'
import { changesIn as changes } from '../../packages/ui/src/center/changes.ts'
import { text } from '../../packages/ui/src/text/en-center.ts'

const purposes = [
  { id: 'analytics', name: 'Statistics', services: [{ id: 'posthog', name: 'PostHog' }] },
  { id: 'security', name: 'Fraud detection', services: [] },
] as unknown as Purpose[]

/** As a customer reads them. */
function changesIn(...given: Parameters<typeof changes>): string[] {
  return changes(...given).map(({ names, outcome }) => `${names.join(', ')}: ${outcome}`)
}

test('the first receipt says every answer, but not what was never asked', () => {
  const now = { basket: 'exempt', analytics: 'given', security: 'objected' } as const
  expect(changesIn(now, undefined, purposes, text)).toEqual(['Statistics: Allowed', 'Fraud detection: Objected'])
})

test('later ones say only what is different now', () => {
  const before = { analytics: 'given', 'analytics/posthog': 'refused', security: 'exempt' } as const
  expect(changesIn({ analytics: 'renewed', security: 'exempt' }, before, purposes, text)).toEqual([])
  expect(changesIn({ analytics: 'withdrawn', security: 'objected' }, before, purposes, text)).toEqual([
    'Statistics: Withdrawn',
    'Fraud detection: Objected',
  ])
})

test('a service that differed from its purpose is compared with it', () => {
  expect(
    changesIn({ analytics: 'renewed', 'analytics/posthog': 'withdrawn' }, { analytics: 'given' }, purposes, text),
  ).toEqual(['Statistics, PostHog: Withdrawn'])
})

test('a purpose that the notice of today does not have is told by its id', () => {
  expect(changesIn({ films: 'refused' }, undefined, purposes, text)).toEqual(['films: Refused'])
})
