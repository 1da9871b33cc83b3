// Confirms in words that a choice is saved, after the dialog has closed.
import { createElement, langAttributes } from '../element.ts'
import { adoptStyles, resetFor } from '../styles.ts'
import type { CenterNeeds } from '../view.ts'
import css from './saved.css'

const HOST = 'placet-saved'

export function confirmSaved({ text, language, words = language, nonce }: CenterNeeds): void {
  document.querySelector(HOST)?.remove()
  const host = createElement(HOST, { ...langAttributes(words), role: 'status', popover: 'manual' })
  const { removeStyles } = adoptStyles(resetFor(HOST) + css, nonce)
  ;(document.body ?? document.documentElement).append(host)
  host.showPopover?.()
  // Told after the live region is there (WCAG 4.1.3).
  setTimeout(() => host.append(text.saved), 100)
  setTimeout(() => {
    host.remove()
    removeStyles()
  }, SHOWN)
}

/** For how many ms it is shown. */
const SHOWN = 6000
