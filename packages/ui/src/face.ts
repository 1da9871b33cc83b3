// What is given to whatever is seen, and where it comes from.
import type { Consent } from '@placet/core'
import type { CenterTexts, Texts } from './texts.ts'

/** A face shares nothing else with the page. */
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
/** The second layer says more than the first. */
export type CenterNeeds = Omit<FaceNeeds, 'text'> & { text: Texts & CenterTexts }
/** The preference center: in a dialog, or in the element given. */
export type Center = (needs: CenterNeeds, inline?: Element) => () => void

/** Parts that are loaded when first shown: dynamic imports (npm) or chunks beside placet.js. */
export type Parts = { center(): Promise<Center>; reopen(): Promise<Face> }
