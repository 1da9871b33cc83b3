// What every gate in a page shares: which element asks for what, and hearing of elements that come later.

/** `data-placet-purpose="analytics marketing/meta"`: all of them must be allowed. */
export const PURPOSE = 'data-placet-purpose'

/** Whether everything an element asks for is allowed; an id the config does not know never is. */
export function isOpen(element: Element, granted: Set<string>): boolean {
  const wanted = element.getAttribute(PURPOSE)?.split(/\s+/).filter(Boolean) ?? []
  return wanted.length > 0 && wanted.every((id) => granted.has(id))
}

/** Calls `look` whenever elements came into the document. @returns how to stop */
export function watch(look: () => void): () => void {
  const observer = new MutationObserver((records) => {
    if (records.some(({ addedNodes }) => addedNodes.length > 0)) look()
  })
  observer.observe(document, { childList: true, subtree: true })
  return () => observer.disconnect()
}
