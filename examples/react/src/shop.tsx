import { lazy, Suspense, useState } from 'react'
import { useStore } from '@nanostores/react'
import { useAllowed, useConsent } from './consent.tsx'
import { Film } from './film.tsx'

// Its file is fetched when it is allowed, not before.
const Chart = lazy(() => import('./chart.tsx'))

export function Shop() {
  const [route, setRoute] = useState('Numbers')
  return (
    <main>
      <nav>
        {['Numbers', 'Film', 'Choices'].map((name) => (
          <button type="button" key={name} aria-pressed={name === route} onClick={() => setRoute(name)}>
            {name}
          </button>
        ))}
      </nav>
      {route === 'Film' ? <Film /> : route === 'Choices' ? <Choices /> : <Numbers />}
      <Status />
    </main>
  )
}

function Numbers() {
  return (
    <section>
      <h2>Numbers</h2>
      {useAllowed('analytics') ? (
        <Suspense fallback={<p>…</p>}>
          <Chart />
        </Suspense>
      ) : (
        <p className="held">The chart is here once you allow statistics.</p>
      )}
    </section>
  )
}

function Choices() {
  return (
    <section>
      <h2>Choices</h2>
      <placet-preferences />
    </section>
  )
}

function Status() {
  const consent = useConsent()
  const { source, answers } = useStore(consent.$decision)
  const view = useStore(consent.$view)
  const said = Object.entries(answers).map(([id, yes]) => `${id} ${yes ? 'yes' : 'no'}`)
  return (
    <section>
      <h2>Your privacy</h2>
      <p>
        Decision: <output id="decision">{`${source}: ${said.join(', ')}`}</output>
        <br />
        On screen: <output id="view">{view}</output>
      </p>
      <button type="button" data-placet-open>
        Privacy choices
      </button>
    </section>
  )
}
