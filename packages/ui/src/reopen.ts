// The constant control that opens the preference center.
import { button, createElement, langAttributes } from './element.ts'
import css from './reopen.css'
import { keepInPage } from './keep-in-page.ts'
import { adoptStyles, resetFor } from './styles.ts'
import type { ViewNeeds } from './view.ts'

const HOST = 'placet-reopen'

/** Shows the control in the page's corner; returns how to take it away. */
export function showReopen({ consent, text, language, words, nonce }: ViewNeeds): () => void {
  const control = button(text.choices, 'q', () => consent.show('preferences'))
  const host = createElement(HOST, { ...langAttributes(words ?? language), 'data-nosnippet': '' }, control)
  const hadFocus = document.activeElement?.closest(HOST)
  const { adopt, removeStyles } = adoptStyles(resetFor(HOST) + css, nonce)
  const remove = keepInPage(host, adopt)
  // It takes the place of one in another language.
  if (hadFocus) control.focus()
  return () => {
    remove()
    removeStyles()
  }
}
