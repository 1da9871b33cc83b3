import { createSignal, For, lazy, Match, Show, Suspense, Switch } from 'solid-js'
import { useStore } from '@nanostores/solid'
import { useAllowed, useConsent } from './consent.tsx'
import { Film } from './film.tsx'

// Its file is fetched when it is allowed, not before.
const Chart = lazy(() => import('./chart.tsx'))

export function Shop() {
  const [route, setRoute] = createSignal('Numbers')
  return (
    <main>
      <nav>
        <For each={['Numbers', 'Film', 'Choices']}>
          {(name) => (
            <button type="button" aria-pressed={name === route()} onClick={() => setRoute(name)}>
              {name}
            </button>
          )}
        </For>
      </nav>
      <Switch fallback={<Numbers />}>
        <Match when={route() === 'Film'}>
          <Film />
        </Match>
        <Match when={route() === 'Choices'}>
          <Choices />
        </Match>
      </Switch>
      <Status />
    </main>
  )
}

function Numbers() {
  const allowed = useAllowed('analytics')
  return (
    <section>
      <h2>Numbers</h2>
      <Show when={allowed()} fallback={<p class="held">The chart is here once you allow statistics.</p>}>
        <Suspense fallback={<p>…</p>}>
          <Chart />
        </Suspense>
      </Show>
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
  const decision = useStore(consent.$decision)
  const view = useStore(consent.$view)
  const said = () => {
    const { source, answers } = decision()
    const each = Object.entries(answers).map(([id, yes]) => `${id} ${yes ? 'yes' : 'no'}`)
    return `${source}: ${each.join(', ')}`
  }
  return (
    <section>
      <h2>Your privacy</h2>
      <p>
        Decision: <output id="decision">{said()}</output>
        <br />
        On screen: <output id="view">{view()}</output>
      </p>
      <button type="button" data-placet-open>
        Privacy choices
      </button>
    </section>
  )
}
