// The whole integration: one function that starts and stops a consent with a component, and two that read it.
import { inject, type InjectionKey, onMounted, onScopeDispose, onUnmounted, provide, type Ref, shallowRef } from 'vue'
import { type Consent, createConsent } from '@placet/core'
import { frames } from '@placet/core/gates/frames'
import { gpc } from '@placet/core/signals/gpc'
import { mount } from '@placet/ui'
import { config } from './placet.config.ts'

// The same symbol after hot replacement of this file, when not all components have it yet.
const CONSENT: InjectionKey<Consent> = Symbol.for('consent')

/** For the setup of a component: all below it have its consent, until it is unmounted. */
export function provideConsent(): void {
  const consent = createConsent({ ...config, signals: [gpc()], effects: [frames()] })
  let unmount = () => {}
  provide(CONSENT, consent)
  onMounted(() => {
    unmount = mount(consent)
  })
  onUnmounted(() => {
    unmount()
    consent.stop()
  })
}

export function useConsent(): Consent {
  const consent = inject(CONSENT)
  if (!consent) throw new Error('No component above this one calls provideConsent().')
  return consent
}

/** Whether a purpose, or `purpose/service`, is allowed now. */
export function useAllowed(id: string): Readonly<Ref<boolean>> {
  const consent = useConsent()
  const allowed = shallowRef(false)
  onScopeDispose(
    consent.$decision.subscribe(() => {
      allowed.value = consent.has(id)
    }),
  )
  return allowed
}
