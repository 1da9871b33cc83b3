// The whole integration: a provider that starts and stops one consent, and two functions that read it.
import { type Accessor, createContext, createSignal, type JSX, onCleanup, onMount, useContext } from 'solid-js'
import { type Consent, createConsent } from '@placet/core'
import { frames } from '@placet/core/gates/frames'
import { gpc } from '@placet/core/signals/gpc'
import { mount } from '@placet/ui'
import { config } from './placet.config.ts'

const ConsentContext = createContext<Consent>()

/** All below it have its consent, until it is disposed. */
export function ConsentProvider(props: { children: JSX.Element }): JSX.Element {
  const consent = createConsent({ ...config, signals: [gpc()], effects: [frames()] })
  onCleanup(() => consent.stop())
  onMount(() => onCleanup(mount(consent)))
  return <ConsentContext.Provider value={consent}>{props.children}</ConsentContext.Provider>
}

export function useConsent(): Consent {
  const consent = useContext(ConsentContext)
  if (!consent) throw new Error('There is no ConsentProvider around this component.')
  return consent
}

/** Whether a purpose, or `purpose/service`, is allowed now. */
export function useAllowed(id: string): Accessor<boolean> {
  const consent = useConsent()
  const [allowed, setAllowed] = createSignal(consent.has(id))
  onCleanup(consent.$decision.listen(() => setAllowed(consent.has(id))))
  return allowed
}
