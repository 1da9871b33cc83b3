import { createSignal, Show } from 'solid-js'
import { useAllowed } from './consent.tsx'

/** The gate `frames()` gives the iframe its `src` and takes it away; Solid never renders one. */
export function Film() {
  const [part, setPart] = createSignal(1)
  const allowed = useAllowed('marketing')
  return (
    <section>
      <h2>Film</h2>
      <Show when={!allowed()}>
        <p class="held">The film is here once you allow marketing.</p>
      </Show>
      <iframe
        title="Film"
        hidden={!allowed()}
        data-placet-purpose="marketing"
        data-placet-src={`film.html?part=${part()}`}
      />
      <button type="button" onClick={() => setPart(part() + 1)}>
        Next part
      </button>
    </section>
  )
}
