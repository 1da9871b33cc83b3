// The keyboard reaches the banner before the page, although the banner is the last element of the body.

/** The first Tab goes to `element`, unless something in the page was focused or clicked before. @returns how to stop */
export function takeFirstTab(element: HTMLElement): () => void {
  const controller = new AbortController()
  const { signal } = controller
  const stop = (): void => controller.abort()
  const onKey = (event: KeyboardEvent): void => {
    const { key, shiftKey, ctrlKey, altKey, metaKey } = event
    if (key !== 'Tab' || shiftKey || ctrlKey || altKey || metaKey) return
    event.preventDefault()
    element.focus()
  }
  if (document.activeElement !== document.body) return stop
  document.addEventListener('keydown', onKey, { signal })
  for (const type of ['focusin', 'pointerdown']) document.addEventListener(type, stop, { signal })
  return stop
}
