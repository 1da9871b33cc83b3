// Template types of the preference center as a part of the page.
import type { FunctionalComponent, HTMLAttributes } from 'vue'

declare module 'vue' {
  interface GlobalComponents {
    'placet-preferences': FunctionalComponent<HTMLAttributes>
  }
}
