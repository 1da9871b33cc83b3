// The whole integration: a provider that starts and stops one consent, and two hooks.
import { createContext, type ReactNode, useContext, useEffect, useState, useSyncExternalStore } from 'react'
import { type Consent, createConsent } from '@placet/core'
import { frames } from '@placet/core/gates/frames'
import { gpc } from '@placet/core/signals/gpc'
import { mount } from '@placet/ui'
import { config } from './placet.config.ts'

const ConsentContext = createContext<Consent | undefined>(undefined)

/** Renders its children as soon as there is a consent. Each mount has its own, and stops it when it is over. */
export function ConsentProvider({ children }: { children: ReactNode }) {
  const [consent, setConsent] = useState<Consent>()
  useEffect(() => {
    const started = createConsent({ ...config, signals: [gpc()], effects: [frames()] })
    const unmount = mount(started)
    setConsent(started)
    return () => {
      unmount()
      started.stop()
    }
  }, [])
  return consent && <ConsentContext value={consent}>{children}</ConsentContext>
}

export function useConsent(): Consent {
  const consent = useContext(ConsentContext)
  if (!consent) throw new Error('There is no ConsentProvider around this component.')
  return consent
}

/**
 * Whether a purpose, or `purpose/service`, is allowed now. Calling `consent.has(id)` while rendering would not do: the React
 * Compiler keeps its result for as long as `consent` and `id` stay the same.
 */
export function useAllowed(id: string): boolean {
  const consent = useConsent()
  return useSyncExternalStore(consent.$decision.listen, () => consent.has(id))
}
