import { createSignal, For, onCleanup } from 'solid-js'

const VISITS = [12, 19, 14, 28, 33, 47, 41]

/** It counts only while it is allowed: taken away, its effect ends. */
export default function Chart() {
  const [seconds, setSeconds] = createSignal(0)
  const timer = setInterval(() => setSeconds(seconds() + 1), 1000)
  onCleanup(() => clearInterval(timer))
  return (
    <figure id="chart">
      <svg viewBox="0 0 146 50" role="img" aria-label="Visits in the last seven days">
        <For each={VISITS}>
          {(visits, day) => <rect x={day() * 21} y={50 - visits} width="18" height={visits} rx="2" />}
        </For>
      </svg>
      <figcaption>Visits in the last seven days. You have been here for {seconds()} s.</figcaption>
    </figure>
  )
}
