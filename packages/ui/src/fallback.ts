// What is left if a view cannot be rendered: its title and the two answers.
import { answerButtons } from './answer-buttons.ts'
import css from './banner.css'
import { createElement, langAttributes } from './element.ts'
import { adoptStyles, resetFor } from './styles.ts'
import { keepOnTop } from './top-layer.ts'
import type { ViewNeeds } from './view.ts'

/** In place of the banner. Returns how to take it away. */
export function showPlainBanner(needs: ViewNeeds): () => void {
  const { language, words = language, nonce, text } = needs
  const name = 'placet-banner'
  const host = createElement(
    name,
    { ...langAttributes(words), role: 'region', 'aria-label': text.title, 'data-nosnippet': '' },
    // No heading: the outline of the page is the page's.
    createElement('p', {}, text.title),
    answerButtons(needs, (action, event) => ({ surface: 'banner', action, event, language })),
  )
  const { adopt, removeStyles } = adoptStyles(resetFor(name) + css, nonce)
  const remove = keepOnTop(host, adopt)
  return () => {
    remove()
    removeStyles()
  }
}
