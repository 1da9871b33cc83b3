// The first layer: a region in the page's top layer, plain DOM. It asks, and never blocks, shifts or takes focus.
import type { Act } from '@placet/core'
import { answerButtons } from './answer-buttons.ts'
import css from './banner.css'
import { bannerAttributes, bannerWords, TITLE_ID } from './banner-content.ts'
import { button, createElement, langAttributes } from './element.ts'
import { takeFirstTab } from './first-tab.ts'
import { isInPlace } from './keep-in-page.ts'
import { makeRoom } from './page-room.ts'
import { adoptStyles, resetFor } from './styles.ts'
import { keepOnTop } from './top-layer.ts'
import type { ViewNeeds } from './view.ts'

const HOST = 'placet-banner'

/** Shows the banner; returns how to take it away. `focus`: the customer comes back from the center, which Choose had opened. */
export function showBanner(
  { consent, text, language, words = language, nonce }: ViewNeeds,
  focus: boolean,
): () => void {
  const { config } = consent
  const act = (action: NonNullable<Act['action']>, event: Event): Act => ({
    surface: 'banner',
    action,
    event,
    language,
  })

  // The server's banner (server.ts) goes when this one is added (keep-in-page.ts).
  const sent = document.querySelector(HOST)
  const hadFocus = sent?.contains(document.activeElement)

  // No heading: the outline of the page is the page's.
  const title = createElement('p', { id: TITLE_ID, className: 't' }, text.title)
  const link = config.policy !== undefined && createElement('a', { href: config.policy }, text.policy)
  const choose = button(text.choose, 'q', () => {
    // A click does not give focus in each browser, nor by each kind of assistive technology.
    choose.focus()
    consent.show('preferences')
  })
  const news = createElement('p', { className: 'n', role: 'status' })
  // Focusable, because a small screen has to scroll it (WCAG 2.1.1).
  const message = createElement(
    'div',
    { className: 'w', tabIndex: 0, role: 'group', 'aria-label': text.title },
    title,
    createElement('p', {}, bannerWords(consent, text, language, words, inSpan), link),
  )
  const host = createElement(
    HOST,
    bannerAttributes(config, words),
    message,
    answerButtons({ consent, text }, act, choose),
    news,
  )

  const styles = adoptStyles(resetFor(HOST) + css, nonce)
  const stops = [keepOnTop(host, styles.adopt), makeRoom(host, styles), styles.removeStyles]
  if (!isInPlace(host)) stops.push(takeFirstTab(message))
  if (focus || hadFocus) choose.focus()
  // Told once, after the live region is there (WCAG 4.1.3). The server's banner is read with the page.
  if (!sent) setTimeout(() => news.append(text.title), 100)
  return () => stops.forEach((end) => end())
}

function inSpan(text: string, lang: string): Element {
  return createElement('span', langAttributes(lang), text)
}
