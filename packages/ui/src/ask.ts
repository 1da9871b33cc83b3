// Shows the banner, or the plain one if it cannot be rendered. While the list of the server's banner is open, it waits.
import { showBanner } from './banner.ts'
import { showPlainBanner } from './fallback.ts'
import type { ViewNeeds } from './view.ts'

/**
 * @param focus the banner gets it
 * @param prefetch loads the preference center while the banner waits
 * @returns how to take the banner away
 */
export function ask(needs: ViewNeeds, focus: boolean, prefetch: () => void): () => void {
  // A list of choices that the customer has opened in the server's banner stays until it is closed or its form answers.
  const list = document.querySelector('placet-banner details[open]')
  if (list) {
    let takeAway = (): void => list.removeEventListener('toggle', again)
    const again = (): void => void (takeAway = ask(needs, focus, prefetch))
    list.addEventListener('toggle', again, { once: true })
    return () => takeAway()
  }
  const hide = show(needs, focus)
  const timer = setTimeout(prefetch, PREFETCH)
  return () => {
    clearTimeout(timer)
    hide()
  }
}

function show(needs: ViewNeeds, focus: boolean): () => void {
  try {
    return showBanner(needs, focus)
  } catch (cause) {
    needs.consent.report({ code: 'view-failed', cause })
    return showPlainBanner(needs)
  }
}

/** After how many ms the preference center is fetched. */
const PREFETCH = 1500
