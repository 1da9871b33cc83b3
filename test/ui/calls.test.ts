// What a page may do before and after the script tag is there.
import type { Consent } from '@placet/core'
import { afterEach, expect, test } from 'vitest'
import { answerCalls } from '../../packages/ui/src/embed/calls.ts'

const page = window as { placet?: unknown }
afterEach(() => {
  delete page.placet
})

function recorder(): { consent: Consent; heard: unknown[] } {
  const heard: unknown[] = []
  const consent = {
    show: (view: string) => heard.push(['show', view]),
    withdraw: () => {
      throw new Error('no such purpose')
    },
    report: ({ code }: { code: string }) => heard.push(['report', code]),
  } as unknown as Consent
  return { consent, heard }
}

test('calls made before the script came are made in their order, then later ones at once', () => {
  const { consent, heard } = recorder()
  page.placet = [['show', 'banner'], () => heard.push('mine'), ['show', 'preferences']]
  answerCalls(consent)
  expect(heard).toEqual([['show', 'banner'], 'mine', ['show', 'preferences']])
  ;(page.placet as unknown[]).push((given: Consent) => heard.push(given === page.placet))
  expect(heard.at(-1)).toBe(true)
})

test('one wrong call is told and stops none of the others', () => {
  const { consent, heard } = recorder()
  page.placet = [['withdraw', ['nonsense']], ['nothing-like-this'], ['show', 'banner']]
  answerCalls(consent)
  expect(heard).toEqual([
    ['report', 'listener-failed'],
    ['report', 'listener-failed'],
    ['show', 'banner'],
  ])
})
