// The whole integration: one function that starts and stops a consent with a component, and two that read it.
import { getContext, onMount, setContext } from 'svelte'
import { derived, type Readable } from 'svelte/store'
import { type Consent, createConsent } from '@placet/core'
import { frames } from '@placet/core/gates/frames'
import { gpc } from '@placet/core/signals/gpc'
import { mount } from '@placet/ui'
import { config } from './placet.config.ts'

// The same symbol after hot replacement of this file, when not all components have it yet.
const CONSENT = Symbol.for('consent')

/** For the script of a component: all below it have its consent, until it is destroyed. */
export function provideConsent(): void {
  const consent = createConsent({ ...config, signals: [gpc()], effects: [frames()] })
  setContext(CONSENT, consent)
  onMount(() => {
    const unmount = mount(consent)
    return () => {
      unmount()
      consent.stop()
    }
  })
}

/** Its `$decision` and `$view` are Svelte stores as they are. */
export function useConsent(): Consent {
  const consent = getContext<Consent | undefined>(CONSENT)
  if (!consent) throw new Error('No component above this one calls provideConsent().')
  return consent
}

/** Whether a purpose, or `purpose/service`, is allowed now. */
export function useAllowed(id: string): Readable<boolean> {
  const consent = useConsent()
  return derived(consent.$decision, () => consent.has(id))
}
