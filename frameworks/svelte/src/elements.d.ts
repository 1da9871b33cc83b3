// Template types of the preference center as a part of the page.
import type { HTMLAttributes } from 'svelte/elements'

declare module 'svelte/elements' {
  interface SvelteHTMLElements {
    'placet-preferences': HTMLAttributes<HTMLElement>
  }
}
