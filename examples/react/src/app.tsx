import { useState } from 'react'
import { ConsentProvider } from './consent.tsx'
import { Shop } from './shop.tsx'

export function App() {
  const [mounted, setMounted] = useState(true)
  return (
    <>
      <header>
        <h1>Placet in React</h1>
        <button type="button" onClick={() => setMounted(!mounted)}>
          {mounted ? 'Unmount the consent' : 'Mount it again'}
        </button>
      </header>
      {mounted ? (
        <ConsentProvider>
          <Shop />
        </ConsentProvider>
      ) : (
        <main>
          <p>The consent is stopped: no banner, no gate, no listener. What was decided stays stored.</p>
        </main>
      )}
    </>
  )
}
