// What each view is given, and where views are loaded from.
import type { Consent } from '@placet/core'
import type { CenterTexts, RecordText } from '@placet/core/config'
import type { Texts } from './texts.ts'

/** All that a view gets from outside. */
export type ViewNeeds = {
  consent: Consent
  text: Texts
  /** The language the customer is told in: that of the notice. */
  language: string
  /** The language of `text`, if there is none in `language`. */
  words?: string | undefined
  /** The language in which the consent record is described, if it is not described in `language`. */
  recordIn?: string | undefined
  /** For the one style element, under a strict CSP. */
  nonce: string
}
/** Shows something; returns how to take it away. */
export type ShowView = (needs: ViewNeeds) => () => void
/** The second layer says more than the first. */
export type CenterTextNeeds = Omit<ViewNeeds, 'text'> & { text: Texts & CenterTexts }
export type CenterNeeds = CenterTextNeeds & { record: RecordText }
/** `update` says the same in another language: all that the customer has done stays. */
export type ShownCenter = { update(needs: CenterNeeds): void; remove(): void }
/** Shows the preference center in a dialog, or in the element given. If it is shown there already, updates it. */
export type DrawCenter = (inline?: Element, shown?: ShownCenter) => ShownCenter
/** Prepares the preference center in a language. */
export type Center = (needs: CenterTextNeeds) => Promise<DrawCenter>

/** Parts that are loaded when first shown: dynamic imports (npm) or chunks beside placet.js. */
export type Parts = { center(): Promise<Center>; reopen(): Promise<ShowView> }
