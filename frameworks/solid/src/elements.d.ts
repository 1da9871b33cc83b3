// JSX types of the preference center as a part of the page.
import type { JSX } from 'solid-js'

declare module 'solid-js' {
  namespace JSX {
    interface IntrinsicElements {
      'placet-preferences': JSX.HTMLAttributes<HTMLElement>
    }
  }
}
