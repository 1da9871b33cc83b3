import type { HTMLAttributes } from 'vue'

declare module 'vue' {
  interface GlobalComponents {
    'placet-preferences': new () => { $props: HTMLAttributes }
  }
}
