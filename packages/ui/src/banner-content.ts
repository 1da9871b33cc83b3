// What the banner says before the answers, and its attributes. Pure: the same for the browser's nodes and the server's HTML.
import { type Config, inLanguage, languageOf, type Text } from '@placet/core/config'
import { langAttributes } from './element.ts'
import { interpolate, type Texts } from './texts.ts'

type Asked = {
  config: Config
  /** Whether an id is allowed now. */
  has(id: string): boolean
}

/**
 * Of what is off, it says that it waits for a yes. Of what is on, it says that it can be objected to.
 *
 * @param words the language of `text`
 * @param inSpan makes the node of a text in another language than `words`
 */
export function bannerWords<Node>(
  { config, has }: Asked,
  text: Pick<Texts, 'lead' | 'leadOptOut'>,
  language: string,
  words: string,
  inSpan: (text: string, lang: string) => Node,
): (string | Node)[] {
  const named = (isOn: boolean): Text[] =>
    config.purposes
      .filter(({ id, basis, services = [] }) => {
        const ids = [id, ...services.map((service) => `${id}/${service.id}`)]
        return basis !== 'exempt' && ids.some(has) === isOn
      })
      .map(({ name }) => name)
  const lead = (line: string, names: Text[]): (string | Node)[] => {
    if (!names[0]) return []
    const [before = '', after = ''] = interpolate(line, { site: config.controller.name, purposes: '\0' }).split('\0')
    return [before, ...listTexts(names, language, words, inSpan), `${after} `]
  }
  return [...lead(text.lead, named(false)), ...lead(text.leadOptOut, named(true))]
}

/** Texts of the config as a list in a sentence. One in another language than the sentence says so (WCAG 3.1.2). */
export function listTexts<Node>(
  texts: Text[],
  language: string,
  words: string,
  inSpan: (text: string, lang: string) => Node,
): (string | Node)[] {
  const list = texts.map((text) => inLanguage(text, language))
  let at = 0
  return new Intl.ListFormat(words, { type: 'conjunction' }).formatToParts(list).map(({ type, value }) => {
    if (type === 'literal') return value
    const lang = languageOf(texts[at++] as Text, language)
    return lang === words ? value : inSpan(value, lang)
  })
}

/** Attributes of the banner. `data-layout`: layout and position, as the style sheet reads them. */
export function bannerAttributes({ layout, position }: Config, words: string): Record<string, string> {
  return {
    ...langAttributes(words),
    role: 'region',
    'aria-labelledby': TITLE_ID,
    'data-nosnippet': '',
    'data-layout': [layout, position].join(' '),
  }
}

export const TITLE_ID = 'placet-title'
