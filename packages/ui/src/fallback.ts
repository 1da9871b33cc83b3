// What is left if a view cannot be rendered: its title and the two answers.
import type { Act } from '@placet/core'
import css from './banner.css'
import { button, createElement, langAttributes } from './element.ts'
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
    plainAnswers(needs, (action, event) => ({ surface: 'banner', action, event, language })),
  )
  const { adopt, removeStyles } = adoptStyles(resetFor(name) + css, nonce)
  const remove = keepOnTop(host, adopt)
  return () => {
    remove()
    removeStyles()
  }
}

export function plainAnswers(
  { consent, text }: ViewNeeds,
  act: (action: NonNullable<Act['action']>, event: Event) => Act,
): HTMLElement {
  return createElement(
    'div',
    { className: 'b' },
    button(text.accept, '', (event) => void consent.accept('all', act('accept_all', event))),
    button(text.reject, '', (event) => void consent.reject(act('reject_all', event))),
  )
}
