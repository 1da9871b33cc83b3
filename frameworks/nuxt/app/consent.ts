// The whole integration: one consent for a component and what is inside it, and two composables. On the server, components
// read what the cookie says.
import { computed as computedStore, atom } from 'nanostores'
import { useStore } from '@nanostores/vue'
import { type Consent, createConsent } from '@placet/core'
import { frames } from '@placet/core/gates/frames'
import { consentOf } from '@placet/core/server'
import { gpc } from '@placet/core/signals/gpc'
import { mount } from '@placet/ui'
import type { InjectionKey, Ref } from 'vue'
import { config } from '#shared/placet.config'

/** What components read. */
type Known = Pick<Consent, '$decision' | '$view' | 'has'>

const CONSENT: InjectionKey<Known> = Symbol('consent')

/** Starts a consent, which is stopped with the component. */
export function provideConsent(): void {
  provide(CONSENT, import.meta.server ? requestConsent() : startConsent())
}

export function useConsent(): Known {
  const consent = inject(CONSENT)
  if (!consent) throw new Error('There is no ConsentProvider around this component.')
  return consent
}

/** Whether a purpose, or `purpose/service`, is allowed now. */
export function useAllowed(id: string): Readonly<Ref<boolean>> {
  const consent = useConsent()
  return useStore(computedStore(consent.$decision, () => consent.has(id)))
}

function requestConsent(): Known {
  const { decision, ask, has } = consentOf(new Headers(useRequestHeaders(['cookie', 'sec-gpc'])), config)
  return { $decision: atom(decision), $view: atom(ask ? 'banner' : 'none'), has }
}

function startConsent(): Known {
  const consent = createConsent({ ...config, signals: [gpc()], effects: [frames()] })
  let unmount = (): void => {}
  onMounted(() => {
    unmount = mount(consent)
  })
  onUnmounted(() => {
    unmount()
    consent.stop()
  })
  return consent
}
