// A button of the preference center.
/** @jsxImportSource preact */
import type { VNode } from 'preact'

export function Answer(props: { label: string; run(event: Event): void; quiet?: boolean }): VNode {
  return (
    <button type="button" class={props.quiet ? 'q' : ''} onClick={props.run}>
      {props.label}
    </button>
  )
}
