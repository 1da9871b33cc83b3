// The banner as HTML, for the server's first answer. Without JavaScript its form answers; with it placet.js replaces it.
import type { Config } from '@placet/core'
import { inLanguage, languageOf, type Text } from '@placet/core/config'
import { ANSWER_FIELDS, readRequest, type RequestHeaders } from '@placet/core/server'
import bannerCss from './banner.css'
import { bannerAttributes, bannerWords, TITLE_ID } from './banner-content.ts'
import { langAttributes } from './element.ts'
import { TEXTS } from './languages.ts'
import { type Markup, markup } from './markup.ts'
import { loadPageTexts } from './page-texts.ts'
import serverCss from './server.css'
import { resetFor } from './styles.ts'
import type { Texts } from './texts.ts'

export type BannerRequest = {
  config: Config
  /** The headers of the request for the page. */
  headers: RequestHeaders
  /** The page's `lang`. */
  language: string
  /** Path of the route that calls `answerForm` of `@placet/core/server`. */
  action: string
  /** Path of the page, to which the route leads back. Without it the route reads `Referer`. */
  page?: string
  /** As for `mount`. */
  texts?: Record<string, () => Promise<Texts>>
  /** Milliseconds since 1970. */
  now?: number
}

/**
 * The banner of `mount` and `placet.js` as HTML, and its style sheet. Both are empty where the page asks nothing.
 *
 * @throws ConsentError `config-invalid`
 *
 * @example
 * const { html, css } = await renderBanner({ config, headers: request.headers, language: 'en', action: '/consent' })
 * // In the head: <style nonce="…">${css}</style>. As the first element of the body: ${html}
 */
export async function renderBanner(request: BannerRequest): Promise<{ html: string; css: string }> {
  const { config, headers, action, page, now = Date.now() } = request
  const { policy, ask, has } = readRequest(headers, config, now)
  if (!ask) return { html: '', css: '' }
  const known = { ...TEXTS, ...request.texts }
  const load = (name: string): Promise<Texts> => known[name]!()
  const { text, language, words = language } = await loadPageTexts(config, load, Object.keys(known), request.language)
  const { save } = await text.more()
  const named = (said: Text): Markup => {
    const lang = languageOf(said, language)
    return inSpan(inLanguage(said, language), lang === words ? undefined : lang)
  }

  const checkboxes = config.purposes
    .filter(({ basis }) => basis !== 'exempt')
    .map(({ id, name }) => {
      const box = { type: 'checkbox', name: ANSWER_FIELDS.allow, value: id, checked: has(id) }
      return markup('label', {}, markup('input', box), named(name))
    })
  const hidden = (name: string, value: string): Markup => markup('input', { type: 'hidden', name, value })
  const button = (value: string, className: string, label: string): Markup =>
    markup('button', { name: ANSWER_FIELDS.action, value, class: className }, label)

  const host = markup(
    'placet-banner',
    bannerAttributes(config, words),
    markup(
      'div',
      { class: 'w', tabindex: '0', role: 'group', 'aria-label': text.title },
      markup('p', { id: TITLE_ID, class: 't' }, text.title),
      markup(
        'p',
        {},
        ...bannerWords({ config, has }, text, language, words, inSpan),
        ...(config.policy === undefined ? [] : [markup('a', { href: config.policy }, text.policy)]),
      ),
    ),
    markup(
      'form',
      // The page's `<base target>` is not for this form.
      { class: 'b', method: 'post', action, target: '_self', ...LEFT_TO_BROWSER },
      button('accept_all', '', text.accept),
      button('reject_all', '', text.reject),
      markup('details', { class: 'q' }, markup('summary', {}, text.choose), ...checkboxes, button('save', 'q', save)),
      hidden(ANSWER_FIELDS.asks, policy.asks),
      ...(page === undefined ? [] : [hidden(ANSWER_FIELDS.page, page)]),
    ),
  )
  return { html: host.html, css: `@layer placet{${resetFor('placet-banner')}${bannerCss}${serverCss}}` }
}

/**
 * Routers that send a page's forms by script (Astro, Turbo, htmx) leave this one to the browser: the page must be loaded
 * again, because its consent does not know of the answer.
 */
const LEFT_TO_BROWSER = { 'data-astro-reload': '', 'data-turbo': 'false', 'hx-boost': 'false' }

function inSpan(text: string, lang?: string): Markup {
  return markup('span', lang === undefined ? {} : langAttributes(lang), text)
}
