// Chooses the language of the notice, and texts in a language.
import { type Config, LANGUAGES, type Text } from './config-data.ts'

/** The languages of a config. The first is the fallback. */
export function languagesOf({ languages = LANGUAGES }: Pick<Config, 'languages'>): string[] {
  return languages
}

/**
 * The language of the config that is nearest to a page's `lang`: the same tag, else the same language, preferably in
 * the same script and region ('zh-TW' takes 'zh-Hant', 'pt' takes 'pt-BR'; likely subtags, UTS 35), else the fallback.
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

/** A text in a language. Falls back to the language without region, then to the first text. */
export function inLanguage(text: Text, language: string): string {
  if (typeof text === 'string') return text
  return text[language] ?? text[baseLanguage(language)] ?? Object.values(text)[0] ?? ''
}

/** The language without script and region: 'de' of 'de-AT'. */
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
