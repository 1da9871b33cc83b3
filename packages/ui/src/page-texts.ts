// The texts for the page's language: those of this package, and over them those of the site's config.
import {
  type Config,
  LANGUAGES,
  matchLanguage,
  type OwnTexts,
  ownTexts,
  pickLanguage,
  recordLanguage,
} from '@placet/core/config'
import type { ViewNeeds } from './view.ts'
import type { Texts } from './texts.ts'

export type PageTexts = Pick<ViewNeeds, 'text' | 'language' | 'words' | 'recordIn'>

/**
 * @param load loads the texts of one of `languages`
 * @param languages those for which there are texts; English is one of them
 * @param lang the page's
 */
export async function loadPageTexts(
  config: Config,
  load: (language: string) => Promise<Texts>,
  languages: string[] = LANGUAGES,
  lang: string = document.documentElement.lang,
): Promise<PageTexts> {
  const language = pickLanguage(config, lang)
  const own = ownTexts(config, language)
  const found = matchLanguage(languages, language)
  const text = await load(found ?? 'en')
  return {
    text: own ? withOwn(text, own, config) : text,
    language,
    words: found || own ? language : 'en',
    recordIn: recordLanguage(language),
  }
}

/** The config's own texts for all regimes, and over these its own for its regime. */
function withOwn(texts: Texts, own: OwnTexts, { regime = 'eu' }: Config): Texts {
  const over = <Ours extends object>(ours: Ours): Ours => merge(merge(ours, own), own[regime])
  return { ...over(texts), more: async () => over(await texts.more()) }
}

/** Takes members that `ours` has, if they have the same type: a faulty text must not break what is shown. */
function merge<Ours extends object>(ours: Ours, own: object | undefined): Ours {
  const given = (own ?? {}) as Record<string, unknown>
  const merged = Object.entries(ours).map(([name, text]: [string, unknown]) => {
    const mine = given[name]
    if (typeof mine !== typeof text) return [name, text]
    return [name, typeof text === 'object' ? merge(text as object, mine as object) : mine]
  })
  return Object.fromEntries(merged) as Ours
}
