// What the banner says before the answers. Pure: the same for the browser's nodes and the server's HTML.
import { type Config, inLanguage, languageOf, type Text } from '@placet/core/config'
import { interpolate, type Texts } from './texts.ts'

/** A text of the sentence's language, or one with the language that it is in. */
export type Said = string | { text: string; lang: string }

export type WordsNeeds = {
  config: Config
  text: Pick<Texts, 'lead' | 'leadOptOut'>
  language: string
  /** The language of `text`. */
  words: string
  /** Whether an id is allowed now. */
  has(id: string): boolean
}

/** Of what is off, it says that it waits for a yes. Of what is on, it says that it can be objected to. */
export function bannerWords({ config, text, language, words, has }: WordsNeeds): Said[] {
  const named = (isOn: boolean): Text[] =>
    config.purposes
      .filter(({ id, basis, services = [] }) => {
        const ids = [id, ...services.map((service) => `${id}/${service.id}`)]
        return basis !== 'exempt' && ids.some(has) === isOn
      })
      .map(({ name }) => name)
  const lead = (line: string, names: Text[]): Said[] => {
    if (!names[0]) return []
    const [before = '', after = ''] = interpolate(line, { site: config.controller.name, purposes: '\0' }).split('\0')
    return [before, ...listed(names, language, words), `${after} `]
  }
  return [...lead(text.lead, named(false)), ...lead(text.leadOptOut, named(true))]
}

/** The names of purposes as a list. A name in another language than the sentence says so (WCAG 3.1.2). */
function listed(names: Text[], language: string, words: string): Said[] {
  const list = names.map((name) => inLanguage(name, language))
  let at = 0
  return new Intl.ListFormat(words, { type: 'conjunction' }).formatToParts(list).map(({ type, value }) => {
    if (type === 'literal') return value
    const lang = languageOf(names[at++] as Text, language)
    return lang === words ? value : { text: value, lang }
  })
}
