// The element `placet-preferences`: a part of the page in which the preference center is drawn, wherever and whenever the page
// adds it. The dialog uses the same element, with its content inside.

const NAME = 'placet-preferences'
const ADDED = 'placet-preferences-added'
const REMOVED = 'placet-preferences-removed'

/** Calls `draw` with each element in the page, now or later; what it returns runs when that element is removed. @returns how to stop */
export function eachInline(draw: (element: HTMLElement) => () => void): () => void {
  const drawn = new Map<Element, () => void>()
  const controller = new AbortController()
  const { signal } = controller

  function add(element: Element): void {
    if (drawn.has(element) || element.querySelector('dialog')) return
    drawn.set(element, draw(element as HTMLElement))
    element.addEventListener(REMOVED, () => remove(element), { signal, once: true })
  }
  function remove(element: Element): void {
    drawn.get(element)?.()
    drawn.delete(element)
  }

  document.addEventListener(ADDED, ({ target }) => add(target as Element), { signal })
  define()
  document.querySelectorAll(NAME).forEach(add)
  return () => {
    controller.abort()
    for (const element of [...drawn.keys()]) remove(element)
  }
}

// Here, because the class does not exist on a server.
function define(): void {
  if (customElements.get(NAME)) return
  customElements.define(
    NAME,
    class extends HTMLElement {
      connectedCallback(): void {
        this.dispatchEvent(new Event(ADDED, { bubbles: true }))
      }
      disconnectedCallback(): void {
        this.dispatchEvent(new Event(REMOVED))
      }
    },
  )
}
