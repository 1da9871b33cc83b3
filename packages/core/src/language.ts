// Chooses the language of the notice.
import { type Config, LANGUAGES } from './config-data.ts'
import { baseLanguage } from './in-language.ts'

type Languages = Partial<Pick<Config, 'languages' | 'purposes' | 'texts'>>

/**
 * The languages of a config. The first is the fallback. Without `languages`: those of the purposes' names. If the names
 * are plain texts: each language for which there are texts.
 */
export function languagesOf({ languages, purposes = [], texts = {} }: Languages): string[] {
  const named = purposes.flatMap(({ name }) => (typeof name === 'string' ? [] : Object.keys(name)))
  return languages ?? (named[0] ? [...new Set(named)] : [...LANGUAGES, ...Object.keys(texts)])
}

/** The language of the config that is nearest to a page's `lang`, else the fallback. */
export function pickLanguage(config: Languages, lang: string): string {
  const languages = languagesOf(config)
  return matchLanguage(languages, lang) ?? (languages[0] as string)
}

/**
 * What `pickLanguage` picks, where that needs no matching and there are texts for it: the config has the page's `lang`,
 * or only one language with the same first subtag.
 */
export function knownLanguage(config: Languages, lang: string): string | undefined {
  const same = languagesOf(config).filter((each) => baseLanguage(each) === baseLanguage(lang))
  return same.find((each) => (each === lang || !same[1]) && LANGUAGES.includes(each))
}

/**
 * The nearest of some languages: the same tag, else the same language, preferably in the same script and region
 * (likely subtags, UTS 35), then as RFC 4647 looks up. 'zh-TW' takes 'zh-Hant', 'pt' takes 'pt-PT', 'no' takes 'nb',
 * 'en-GB' takes 'en'.
 */
export function matchLanguage(languages: string[], lang: string): string | undefined {
  const wanted = likelySubtags(lang)
  const nearness = (language: string | undefined): number => {
    const has = likelySubtags(language)
    if (!wanted || has?.language !== wanted.language) return 0
    const tag = language?.toLowerCase()
    const sought = lang.toLowerCase()
    const byTag = (tag === sought ? 8 : 0) + (sought.startsWith(`${tag}-`) ? 1 : 0)
    return 1 + byTag + (has?.script === wanted.script ? 4 : 0) + (has?.region === wanted.region ? 2 : 0)
  }
  return languages.reduce<string | undefined>(
    (best, each) => (nearness(each) > nearness(best) ? each : best),
    undefined,
  )
}

/** The language in which this package describes the consent record to a customer of a language. */
export function recordLanguage(language: string): string {
  return matchLanguage(LANGUAGES, language) ?? 'en'
}

// CLDR takes 'pt' for Brazil's, and knows three tags for Norwegian.
function likelySubtags(tag: string | undefined): Intl.Locale | undefined {
  try {
    const known = (tag as string)
      .replaceAll('_', '-')
      .replace(/^pt$/i, 'pt-PT')
      .replace(/^n[no]\b/i, 'nb')
    return new Intl.Locale(known).maximize()
  } catch {
    return undefined
  }
}
