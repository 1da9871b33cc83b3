// Holds `<iframe data-placet-src="…" data-placet-purpose="…">` empty until its purposes are allowed, and empties it again.
import type { Effect } from '../consent.ts'
import { isOpen, PURPOSE, watch } from './gate.ts'

const SOURCE = 'data-placet-src'

export function frames(): Effect {
  return (consent) => {
    let granted = new Set<string>()
    const look = (): void => {
      for (const frame of document.querySelectorAll<HTMLIFrameElement>(`iframe[${SOURCE}][${PURPOSE}]`)) {
        const open = isOpen(frame, granted)
        if (open === frame.hasAttribute('src')) continue
        if (open) frame.src = frame.getAttribute(SOURCE) ?? ''
        else close(frame)
      }
    }
    const unfollow = consent.follow({
      granted(ids) {
        granted = new Set(ids)
        look()
      },
    })
    const unwatch = watch(look)
    return () => {
      unfollow()
      unwatch()
    }
  }
}

// A frame without src keeps its old page: only a new element stops what ran in it.
function close(frame: HTMLIFrameElement): void {
  const empty = frame.cloneNode() as HTMLIFrameElement
  empty.removeAttribute('src')
  frame.replaceWith(empty)
}
