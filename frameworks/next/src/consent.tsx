'use client'
// The whole integration: a provider that starts and stops one consent, and two hooks. In the first HTML, and until the consent
// has started, components read what the server read from the cookie.
import { createContext, type ReactNode, useContext, useEffect, useState, useSyncExternalStore } from 'react'
import { atom } from 'nanostores'
import { type Consent, createConsent, type Decision, type View } from '@placet/core'
import { frames } from '@placet/core/gates/frames'
import { gpc } from '@placet/core/signals/gpc'
import { mount } from '@placet/ui'
import { useIsFromServer } from './from-server.ts'
import { config } from './placet.config.ts'

/** What components read. */
type Known = Pick<Consent, '$decision' | '$view' | 'has'>
type FromServer = { decision: Decision; view: View }

const ConsentContext = createContext<Known | undefined>(undefined)

/** Each mount has a consent of its own, and stops it when it is over. */
export function ConsentProvider({ decision, view, children }: FromServer & { children: ReactNode }) {
  // Mounted later, it knows nothing until its consent has started: what the server said may have changed.
  const fromServer = useIsFromServer()
  const [known, setKnown] = useState<Known | undefined>(() => (fromServer ? knownFrom(decision, view) : undefined))
  useEffect(() => {
    const started = createConsent({ ...config, signals: [gpc()], effects: [frames()] })
    const unmount = mount(started)
    setKnown(started)
    return () => {
      unmount()
      started.stop()
    }
  }, [])
  return known && <ConsentContext value={known}>{children}</ConsentContext>
}

export function useConsent(): Known {
  const consent = useContext(ConsentContext)
  if (!consent) throw new Error('There is no ConsentProvider around this component.')
  return consent
}

/** Whether a purpose is allowed now. */
export function useAllowed(id: string): boolean {
  const consent = useConsent()
  const allowed = (): boolean => consent.has(id)
  return useSyncExternalStore(consent.$decision.listen, allowed, allowed)
}

function knownFrom(decision: Decision, view: View): Known {
  return { $decision: atom(decision), $view: atom(view), has: (id) => decision.answers[id] === true }
}
