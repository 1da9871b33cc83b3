// Waits until something is to be seen, and only then has it loaded: a returning visitor downloads nothing of it.
import type { Consent } from '@placet/core'

/** Marks any element of the page that opens the preference center. */
const OPEN = '[data-placet-open]'
/** The preference center as a part of the page; the other one is a dialog. */
export const INLINE = 'placet-preferences:not(:has(dialog))'

/** An opt-out law wants a link on every page (CCPA §7026); elsewhere it is the site's choice. */
export function hasReopen({ config, policy }: Consent): boolean {
  return config.reopen ?? !policy.optIn
}

/** What stands in the page is only known when all of it is there. */
export function whenParsed(run: () => void): void {
  if (document.readyState === 'loading') document.addEventListener('DOMContentLoaded', run)
  else run()
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
  const unsubscribe = consent.$view.subscribe((view) => view !== 'none' && show())
  document.addEventListener('click', open)
  if (hasReopen(consent)) show()
  whenParsed(() => document.querySelector(INLINE) && show())
  return () => {
    stopped = true
    unsubscribe()
    document.removeEventListener('click', open)
    remove()
  }
}
