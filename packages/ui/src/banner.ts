// The first layer: a region in the page's top layer, plain DOM. It asks, and never blocks, shifts or takes focus.
import type { Act } from '@placet/core'
import { inLanguage, languageOf, type Text } from '@placet/core/config'
import css from './banner.css'
import { button, createElement, langAttributes } from './element.ts'
import { takeFirstTab } from './first-tab.ts'
import { makeRoom } from './page-room.ts'
import { adoptStyles, resetFor } from './styles.ts'
import { interpolate } from './texts.ts'
import { keepOnTop } from './top-layer.ts'
import type { ViewNeeds } from './view.ts'

const HOST = 'placet-banner'

/** Shows the banner; returns how to take it away. `focus`: the customer comes back from the center, which Choose had opened. */
export function showBanner(
  { consent, text, language, words = language, nonce }: ViewNeeds,
  focus: boolean,
): () => void {
  const { config, policy } = consent
  const act = (action: NonNullable<Act['action']>, event: Event): Act => ({
    surface: 'banner',
    action,
    event,
    language,
  })

  // No heading: the outline of the page is the page's.
  const title = createElement('p', { id: 'placet-title', className: 't' }, text.title)
  // Of what is off, the text says that it waits for a yes. Of what is on, it says that it can be objected to.
  const [off, on] = [false, true].map((isOn) =>
    config.purposes
      .filter(({ id, services = [] }) => {
        const ids = [id, ...services.map((service) => `${id}/${service.id}`)]
        return !policy.refusedAnswers[id] && ids.some(consent.has) === isOn
      })
      .map(({ name }) => name),
  ) as [Text[], Text[]]
  const lead = (line: string, names: Text[]): (string | Element)[] => {
    if (!names[0]) return []
    const [before = '', after = ''] = interpolate(line, { site: config.controller.name, purposes: '\0' }).split('\0')
    return [before, ...listed(names, language, words), `${after} `]
  }
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
    createElement('p', {}, lead(text.lead, off), lead(text.leadOptOut, on), link),
  )
  const host = createElement(
    HOST,
    { ...langAttributes(words), role: 'region', 'aria-labelledby': title.id, 'data-nosnippet': '' },
    message,
    createElement(
      'div',
      { className: 'b' },
      button(text.accept, '', (event) => void consent.accept('all', act('accept_all', event))),
      button(text.reject, '', (event) => void consent.reject(act('reject_all', event))),
      choose,
    ),
    news,
  )

  const { sheet, comeFirst, removeStyles } = adoptStyles(resetFor(HOST) + css, nonce)
  const stops = [keepOnTop(host, comeFirst), makeRoom(host, sheet), takeFirstTab(message), removeStyles]
  if (focus) choose.focus()
  // Told once, after the live region is there (WCAG 4.1.3).
  setTimeout(() => news.append(text.title), 100)
  return () => stops.forEach((end) => end())
}

/** The names of purposes as a list. A name in another language than the sentence says so (WCAG 3.1.2). */
function listed(names: Text[], language: string, words: string): (string | Element)[] {
  const list = names.map((name) => inLanguage(name, language))
  let at = 0
  return new Intl.ListFormat(words, { type: 'conjunction' }).formatToParts(list).map(({ type, value }) => {
    if (type === 'literal') return value
    const said = languageOf(names[at++] as Text, language)
    return said === words ? value : createElement('span', langAttributes(said), value)
  })
}
