// Waits until something is to be seen, and only then has it loaded: a returning visitor downloads nothing of it.
import type { Consent } from '@placet/core'
import { eachInline } from './preferences-element.ts'

/** Marks any element of the page that opens the preference center. */
const OPEN = '[data-placet-open]'

/** An opt-out law wants a link on every page (CCPA §7026); elsewhere it is the site's choice. */
export function hasReopen({ config, policy }: Consent): boolean {
  return config.reopen ?? !policy.optIn
}

/** @param load loads the views and returns how to render them; that returns how to remove them, and so does this */
export function mountOnDemand(consent: Consent, load: () => Promise<() => () => void>): () => void {
  let loading = false
  let stopped = false
  let remove = () => {}
  const show = (): void => {
    if (loading || stopped) return
    loading = true
    load()
      .then((render) => {
        if (!stopped) remove = render()
      })
      .catch((cause) => {
        if (stopped) return
        // Not shown, so nothing is granted; the next try may succeed.
        loading = false
        consent.hide()
        consent.report({ code: 'chunk-unavailable', cause })
      })
  }
  const open = (event: Event): void => {
    const opener = (event.target as Element).closest?.<HTMLElement>(OPEN)
    if (!opener) return
    event.preventDefault()
    opener.focus()
    consent.show('preferences')
  }
  // A page from a cache may have a server's banner although a decision holds. Only that one has a form.
  const removeStale = (): void => {
    if (consent.$view.get() !== 'none' || consent.$decision.get().source !== 'choice') return
    document.querySelector('placet-banner > form')?.parentElement?.remove()
  }
  document.addEventListener('DOMContentLoaded', removeStale)
  const unlisten = consent.$decision.listen(removeStale)
  const unsubscribe = consent.$view.subscribe((view) => {
    if (view !== 'none') show()
    removeStale()
  })
  document.addEventListener('click', open)
  if (hasReopen(consent)) show()
  const stopWatching = eachInline(() => {
    show()
    return () => {}
  })
  return () => {
    stopped = true
    unsubscribe()
    unlisten()
    stopWatching()
    document.removeEventListener('DOMContentLoaded', removeStale)
    document.removeEventListener('click', open)
    remove()
  }
}
