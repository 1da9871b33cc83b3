// What the spine's view becomes on screen: banner, preference center and re-open control are loaded when first shown.
import type { Consent, View } from '@placet/core'
import type { Texts } from './texts.ts'

/** What every face is given: it shares nothing else with the page. */
export type FaceNeeds = {
  consent: Consent
  text: Texts
  /** The language the customer is told in. */
  language: string
  /** For the one style element, under a strict CSP. */
  nonce: string
}
/** Shows something; returns how to take it away. */
export type Face = (needs: FaceNeeds) => () => void

/** Where faces and texts come from: dynamic imports (npm) or chunks beside placet.js. */
export type Faces = {
  banner(): Promise<Face>
  reopen(): Promise<Face>
  /** In a dialog, or in the element given. */
  center(): Promise<(needs: FaceNeeds, inline?: Element) => () => void>
  text(language: string): Promise<Texts>
}

/** Marks any element of the page that opens the preference center. */
const OPEN = '[data-placet-open]'
const INLINE = 'placet-preferences'

/** Follows `$view`; returns how to stop. */
export function wear(consent: Consent, faces: Faces, language: string, nonce: string): () => void {
  let shown: View = 'none'
  let takeAway = () => {}
  const stops: (() => void)[] = []

  // What cannot be loaded is not shown, so nothing is granted; the page goes on.
  async function load<Part>(part: () => Promise<Part>, use: (part: Part, needs: FaceNeeds) => void): Promise<void> {
    try {
      const [loaded, text] = await Promise.all([part(), faces.text(language)])
      use(loaded, { consent, text, language, nonce })
    } catch (cause) {
      consent.report({ code: 'chunk-unavailable', cause })
    }
  }

  function show(view: View): void {
    shown = view
    takeAway()
    takeAway = () => {}
    const still = (face: () => () => void) => {
      if (shown === view) takeAway = face()
    }
    if (view === 'banner') {
      void load(faces.banner, (face, needs) => still(() => face(needs)))
      setTimeout(() => void faces.center().catch(() => {}), 1500)
    }
    if (view === 'preferences') void load(faces.center, (face, needs) => still(() => face(needs)))
  }

  function open(event: Event): void {
    if (!(event.target instanceof Element) || !event.target.closest(OPEN)) return
    event.preventDefault()
    consent.show('preferences')
  }

  stops.push(consent.$view.subscribe(show), () => takeAway())
  document.addEventListener('click', open)
  stops.push(() => document.removeEventListener('click', open))
  // An opt-out law wants a link on every page (CCPA §7026); elsewhere it is the site's choice.
  if (consent.config.reopen ?? !consent.policy.banner) {
    void load(faces.reopen, (face, needs) => stops.push(face(needs)))
  }
  const inline = document.querySelector(INLINE)
  if (inline) void load(faces.center, (face, needs) => stops.push(face(needs, inline)))
  return () => {
    for (const stop of stops) stop()
  }
}
