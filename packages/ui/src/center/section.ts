// A section below the choices, in a file of its own that is loaded when the section is first opened.
import type { Consent } from '@placet/core'
import type { ComponentChild } from 'preact'
import type { CenterNeeds } from '../view.ts'

/** `view` is drawn anew with everything else. */
export type Section = { view(needs: CenterNeeds): ComponentChild; stop?(): void }
/** @param changed draws the center anew */
export type OpenSection = (consent: Consent, changed: () => void) => Section
