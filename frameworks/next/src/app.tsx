'use client'
import { type ReactNode, useState } from 'react'
import Link from 'next/link'
import { usePathname } from 'next/navigation'
import type { Decision, View } from '@placet/core'
import { ConsentProvider } from './consent.tsx'
import { Status } from './status.tsx'

const ROUTES = { Numbers: '/', Film: '/film', Choices: '/choices' }

export function App({ children, ...fromServer }: { decision: Decision; view: View; children: ReactNode }) {
  const [mounted, setMounted] = useState(true)
  const path = usePathname()
  return (
    <>
      <header>
        <h1>Placet in Next</h1>
        <button type="button" onClick={() => setMounted(!mounted)}>
          {mounted ? 'Unmount the consent' : 'Mount it again'}
        </button>
      </header>
      {mounted ? (
        <ConsentProvider {...fromServer}>
          <main>
            <nav>
              {Object.entries(ROUTES).map(([name, route]) => (
                <Link key={name} href={route} aria-current={route === path ? 'page' : undefined}>
                  {name}
                </Link>
              ))}
            </nav>
            {children}
            <Status />
          </main>
        </ConsentProvider>
      ) : (
        <main>
          <p>The consent is stopped: no banner, no gate, no listener. What was decided stays stored.</p>
        </main>
      )}
    </>
  )
}
