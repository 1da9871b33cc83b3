// The first layer: a region in the page's top layer, plain DOM. It asks, and never blocks, shifts or takes focus.
import type { Act } from '@placet/core'
import { inLanguage, languageOf, type Text } from '@placet/core/config'
import { dress, plain } from './dress.ts'
import type { FaceNeeds } from './face.ts'
import { button, make, spoken } from './element.ts'
import { fill } from './texts.ts'

const HOST = 'placet-banner'

/** Shows the banner; returns how to take it away. `focus`: the customer comes back from the center, which Choose had opened. */
export function showBanner(
  { consent, text, language, words = language, nonce }: FaceNeeds,
  focus: boolean,
): () => void {
  const { config, policy } = consent
  const act = (action: NonNullable<Act['action']>, event: Event): Act => ({
    surface: 'banner',
    action,
    event,
    language,
  })

  const title = make('h2', { id: 'placet-title' }, text.title)
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
    const [before = '', after = ''] = fill(line, { site: config.controller.name, purposes: '\0' }).split('\0')
    return [before, ...listed(names, language, words), `${after} `]
  }
  const link = config.policy !== undefined && make('a', { href: config.policy }, text.policy)
  const choose = button(text.choose, 'q', () => {
    // A click does not give focus in each browser, nor by each kind of assistive technology.
    choose.focus()
    consent.show('preferences')
  })
  const news = make('p', { className: 'n', role: 'status' })
  const host = make(
    HOST,
    { ...spoken(words), role: 'region', 'aria-labelledby': title.id },
    // Focusable, because a small screen has to scroll it (WCAG 2.1.1).
    make(
      'div',
      { className: 'w', tabIndex: 0, role: 'group', 'aria-label': text.title },
      title,
      make('p', {}, lead(text.lead, off), lead(text.leadOptOut, on), link),
    ),
    make(
      'div',
      { className: 'b' },
      button(text.accept, '', (event) => void consent.accept('all', act('accept_all', event))),
      button(text.reject, '', (event) => void consent.reject(act('reject_all', event))),
      choose,
    ),
    news,
  )

  const { sheet, undress } = dress(plain(HOST) + CSS, nonce)
  present(host)
  if (focus) choose.focus()
  // Told once, after the live region is there (WCAG 4.1.3).
  setTimeout(() => news.append(text.title), 100)
  // What has focus must not lie under the banner (WCAG 2.4.11, technique C43), nor may the end of the page.
  const size = new ResizeObserver(() => {
    const { scrollHeight, clientHeight } = document.documentElement
    const room = `-block-end:${host.offsetHeight + 24}px!important`
    if (sheet.cssRules.length > 1) sheet.deleteRule(0)
    sheet.insertRule(
      `@layer placet{:root{scroll-padding${room};${scrollHeight > clientHeight ? `padding${room}` : ''}}}`,
    )
  })
  size.observe(host)
  return () => {
    size.disconnect()
    host.remove()
    undress()
  }
}

/** The names of purposes as a list. A name in another language than the sentence says so (WCAG 3.1.2). */
function listed(names: Text[], language: string, words: string): (string | Element)[] {
  const list = names.map((name) => inLanguage(name, language))
  let at = 0
  return new Intl.ListFormat(words, { type: 'conjunction' }).formatToParts(list).map(({ type, value }) => {
    if (type === 'literal') return value
    const said = languageOf(names[at++] as Text, language)
    return said === words ? value : make('span', spoken(said), value)
  })
}

// Early in the document, so that the keyboard comes by; in the top layer, so that no z-index or transform matters.
function present(host: HTMLElement): void {
  host.popover = 'manual'
  ;(document.body ?? document.documentElement).prepend(host)
  host.showPopover?.()
}

const CSS: string = /* css */ `
  placet-banner {
    display: flex;
    flex-direction: column;
    gap: 16px;
    position: fixed;
    inset: auto 16px 16px;
    margin-inline: auto;
    box-sizing: border-box;
    inline-size: auto;
    max-inline-size: 60rem;
    max-block-size: max(50dvh, 13rem);
    overflow: auto;
    padding: 20px;
    border: 1px solid var(--placet--l);
    border-radius: var(--placet--r);
    box-shadow: 0 8px 32px #0003;
    z-index: 99999999;
  }
  placet-banner .w { overflow: auto; display: grid; gap: 8px; min-block-size: 3em }
  placet-banner .b { display: grid; grid-template-columns: 1fr 1fr; gap: 8px; flex: none }
  placet-banner .b .q { grid-column: 1 / -1 }
  placet-banner .n { position: absolute; block-size: 1px; overflow: hidden; clip-path: inset(50%) }
  @media (width >= 720px) {
    placet-banner { padding: 24px }
    placet-banner .b { grid-template-columns: repeat(3, 1fr); align-self: flex-start; min-inline-size: 34rem }
    placet-banner .b .q { grid-column: auto }
  }
  @media (width < 400px) or (height < 400px) {
    placet-banner { inset: auto 8px 8px; padding: 12px; gap: 8px }
    placet-banner .b button { padding: 4px }
  }
  @media (height < 400px) {
    placet-banner .b { grid-template-columns: repeat(3, 1fr); gap: 4px; font-size: .875em }
    placet-banner .b .q { grid-column: auto }
  }
`
