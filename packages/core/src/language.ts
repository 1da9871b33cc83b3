// Which language the customer is told in, and texts in that language.
import { type Config, LANGUAGES, type Text } from './config-data.ts'

/** The languages that a config has texts for. The first is the fallback. */
export function languagesOf({ languages = LANGUAGES }: Pick<Config, 'languages'>): string[] {
  return languages
}

/**
 * The language of the config that is nearest to a page's `lang`: the same tag, else the same language, first in the same
 * script and region ('zh-TW' takes 'zh-Hant', 'pt' takes 'pt-BR'; likely subtags, UTS 35). Else the fallback.
 */
export function pickLanguage(config: Pick<Config, 'languages'>, lang: string): string {
  const languages = languagesOf(config)
  const wanted = likelySubtags(lang)
  const nearness = (language: string): number => {
    const has = likelySubtags(language)
    if (!wanted || has?.language !== wanted.language) return 0
    const exact = language.toLowerCase() === lang.toLowerCase()
    return 1 + (exact ? 4 : 0) + (has?.script === wanted.script ? 2 : 0) + (has?.region === wanted.region ? 1 : 0)
  }
  return languages.reduce((best, each) => (nearness(each) > nearness(best) ? each : best))
}

/** One text in a language. */
export function inLanguage(text: Text, language: string): string {
  if (typeof text === 'string') return text
  return text[language] ?? text[baseLanguage(language)] ?? Object.values(text)[0] ?? ''
}

/** 'de' of 'de-AT'. */
export function baseLanguage(language: string): string {
  return language.split('-')[0] as string
}

function likelySubtags(tag: string): Intl.Locale | undefined {
  try {
    return new Intl.Locale(tag.replaceAll('_', '-')).maximize()
  } catch {
    return undefined
  }
}
