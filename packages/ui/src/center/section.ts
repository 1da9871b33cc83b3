// A section below the choices, in a file of its own that is loaded when the section is first opened.
import type { ComponentChild } from 'preact'
import type { CenterNeeds } from '../view.ts'

/** `view` is drawn anew with everything else. */
export type Section = { view(): ComponentChild; stop?(): void }
/** @param changed draws the center anew */
export type OpenSection = (needs: CenterNeeds, changed: () => void) => Section
