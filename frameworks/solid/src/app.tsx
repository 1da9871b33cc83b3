import { createSignal, Show } from 'solid-js'
import { ConsentProvider } from './consent.tsx'
import { Shop } from './shop.tsx'

export function App() {
  const [mounted, setMounted] = createSignal(true)
  const stopped = (
    <main>
      <p>The consent is stopped: no banner, no gate, no listener. What was decided stays stored.</p>
    </main>
  )
  return (
    <>
      <header>
        <h1>Placet in Solid</h1>
        <button type="button" onClick={() => setMounted(!mounted())}>
          {mounted() ? 'Unmount the consent' : 'Mount it again'}
        </button>
      </header>
      <Show when={mounted()} fallback={stopped}>
        <ConsentProvider>
          <Shop />
        </ConsentProvider>
      </Show>
    </>
  )
}
