// Keeps a view in the page when a navigation replaces the body, as those of Turbo, htmx and Astro do.

const VIEW = 'placetView'
/** Marks the element of the page in which a banner of the layout `inline` stands. */
const PLACE = '[data-placet-banner]'

/**
 * Adds `host` to the end of the body, and again whenever it has been removed with the body. There it does not disturb a
 * framework that hydrates the body (React 18 accepts unknown elements only after its own). A banner of the layout
 * `inline` is added to its place, as soon as the page has one.
 *
 * @param added runs each time. @returns how to stop; that removes `host`
 */
export function keepInPage(host: HTMLElement, added: () => void = () => {}): () => void {
  Object.assign(host, { [VIEW]: true })
  const observer = new MutationObserver(keep)
  const isInline = /inline/.test(host.dataset.layout ?? '')
  const place = (): Element | null => (isInline ? document.querySelector(PLACE) : null)

  function keep(): void {
    // Copies from a page cache have no listeners.
    for (const each of document.querySelectorAll(host.localName)) if (isCopy(each)) each.remove()
    if (!host.isConnected || (place() && !isInPlace(host))) add()
    // The body may be another one, or the whole document.
    observer.disconnect()
    for (const parent of [document, document.documentElement, document.body]) {
      if (parent) observer.observe(parent, { childList: true, subtree: isInline })
    }
  }

  function add(): void {
    const { activeElement } = document
    ;(place() ?? document.body ?? document.documentElement).append(host)
    added()
    if (host.contains(activeElement)) (activeElement as HTMLElement).focus()
  }

  if (document.readyState === 'loading') {
    // The parser adds the rest of the body after it, before any module of the page runs.
    const moveToEnd = (): void => {
      if (host.isConnected && host !== document.body.lastElementChild) add()
    }
    document.addEventListener('readystatechange', moveToEnd, { once: true })
  }
  keep()
  return () => {
    observer.disconnect()
    host.remove()
  }
}

/** Whether a view stands in its place in the page. Without one it floats. */
export function isInPlace(host: Element): boolean {
  return !!host.parentElement?.matches(PLACE)
}

// A clone of an element does not have its properties.
function isCopy(element: Element): boolean {
  return !(VIEW in element)
}
