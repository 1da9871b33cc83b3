// The whole integration: one consent for all pages of the client router, and how to follow it.
import { atom, effect } from 'nanostores'
import { type Consent, createConsent } from '@placet/core'
import { frames } from '@placet/core/gates/frames'
import { gpc } from '@placet/core/signals/gpc'
import { mount } from '@placet/ui'
import { config } from './placet.config.ts'

const $consent = atom<Consent | undefined>()

/** @returns how to stop */
export function startConsent(): () => void {
  const consent = createConsent({ ...config, signals: [gpc()], effects: [frames()] })
  const unmount = mount(consent)
  $consent.set(consent)
  return () => {
    $consent.set(undefined)
    unmount()
    consent.stop()
  }
}

/** Shows something of the consent now, and again after each decision and view. @returns how to stop */
export function follow(show: (consent: Consent) => void): () => void {
  return effect($consent, (consent) => {
    if (!consent) return
    return effect([consent.$decision, consent.$view], () => show(consent))
  })
}
