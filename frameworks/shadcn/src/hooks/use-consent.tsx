// To copy: a provider that starts and stops one consent, and hooks that read it.
import { createContext, type ReactNode, useContext, useEffect, useState, useSyncExternalStore } from 'react'
import { type Consent, createConsent, type KeptReceipt } from '@placet/core'
import { gpc } from '@placet/core/signals/gpc'
import { config } from '@/placet.config.ts'

const ConsentContext = createContext<Consent | undefined>(undefined)

/** Renders its children as soon as there is a consent. Each mount has its own, and stops it when it is over. */
export function ConsentProvider({ children }: { children: ReactNode }) {
  const [consent, setConsent] = useState<Consent>()
  useEffect(() => {
    const started = createConsent({ ...config, signals: [gpc()] })
    setConsent(started)
    return started.stop
  }, [])
  return consent && <ConsentContext value={consent}>{children}</ConsentContext>
}

export function useConsent(): Consent {
  const consent = useContext(ConsentContext)
  if (!consent) throw new Error('There is no ConsentProvider around this component.')
  return consent
}

/** Whether a purpose, or `purpose/service`, is allowed now. */
export function useAllowed(id: string): boolean {
  const consent = useConsent()
  return useSyncExternalStore(consent.$decision.listen, () => consent.has(id))
}

/** The receipts in this browser, also those to come. */
export function useReceipts(): KeptReceipt[] {
  const consent = useConsent()
  const [receipts, setReceipts] = useState<KeptReceipt[]>([])
  useEffect(() => {
    let over = false
    const read = async (): Promise<void> => {
      const kept = await consent.receipts()
      if (!over) setReceipts(kept)
    }
    const stop = consent.on('receipt', () => void read())
    void read()
    return () => {
      over = true
      stop()
    }
  }, [consent])
  return receipts
}
