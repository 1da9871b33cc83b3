// A config's texts in a language.
import type { Config, Text } from './config-data.ts'
import type { OwnTexts } from './text-lines.ts'

/** A text in a language. Falls back to the language without region, then to the first text. */
export function inLanguage(text: Text, language: string): string {
  return typeof text === 'string' ? text : (text[languageOf(text, language)] ?? '')
}

/** The language in which `inLanguage` says a text. A plain text is taken to be in the language that is asked for. */
export function languageOf(text: Text, language: string): string {
  if (typeof text === 'string') return language
  const found = [language, baseLanguage(language), ...Object.keys(text)].find((each) => text[each] !== undefined)
  return found ?? language
}

/** The texts that a config has itself in a language, or in that language without region. */
export function ownTexts({ texts }: Pick<Config, 'texts'>, language: string): OwnTexts | undefined {
  return texts?.[language] ?? texts?.[baseLanguage(language)]
}

/** The language without script and region: 'de' of 'de-AT'. */
export function baseLanguage(language: string): string {
  return language.split('-')[0] as string
}
