// Loads how the consent record is described in a language: a small file for each, needed to show and to sign a notice.
import { recordLanguage } from './language.ts'
import type { RecordText } from './text-lines.ts'

/** English, if there is none for the language. */
export function loadRecordText(language: string): Promise<RecordText> {
  return recordTextIn(recordLanguage(language))
}

/** @param found one of LANGUAGES */
export async function recordTextIn(found: string): Promise<RecordText> {
  return (await FILES[found]!()).text
}

// A bundler needs every path by itself. The script tag's chunks do not have this list (rollup.config.mjs).
const FILES: Record<string, () => Promise<{ text: RecordText }>> = {
  ar: () => import('./record/ar.ts'),
  bg: () => import('./record/bg.ts'),
  bn: () => import('./record/bn.ts'),
  ca: () => import('./record/ca.ts'),
  cs: () => import('./record/cs.ts'),
  da: () => import('./record/da.ts'),
  de: () => import('./record/de.ts'),
  el: () => import('./record/el.ts'),
  en: () => import('./record/en.ts'),
  es: () => import('./record/es.ts'),
  et: () => import('./record/et.ts'),
  eu: () => import('./record/eu.ts'),
  fa: () => import('./record/fa.ts'),
  fi: () => import('./record/fi.ts'),
  fr: () => import('./record/fr.ts'),
  ga: () => import('./record/ga.ts'),
  he: () => import('./record/he.ts'),
  hi: () => import('./record/hi.ts'),
  hr: () => import('./record/hr.ts'),
  hu: () => import('./record/hu.ts'),
  id: () => import('./record/id.ts'),
  is: () => import('./record/is.ts'),
  it: () => import('./record/it.ts'),
  ja: () => import('./record/ja.ts'),
  ko: () => import('./record/ko.ts'),
  lt: () => import('./record/lt.ts'),
  lv: () => import('./record/lv.ts'),
  mt: () => import('./record/mt.ts'),
  nl: () => import('./record/nl.ts'),
  no: () => import('./record/no.ts'),
  pl: () => import('./record/pl.ts'),
  pt: () => import('./record/pt.ts'),
  'pt-BR': () => import('./record/pt-BR.ts'),
  ro: () => import('./record/ro.ts'),
  ru: () => import('./record/ru.ts'),
  sk: () => import('./record/sk.ts'),
  sl: () => import('./record/sl.ts'),
  sv: () => import('./record/sv.ts'),
  th: () => import('./record/th.ts'),
  tr: () => import('./record/tr.ts'),
  uk: () => import('./record/uk.ts'),
  vi: () => import('./record/vi.ts'),
  'zh-Hans': () => import('./record/zh-Hans.ts'),
  'zh-Hant': () => import('./record/zh-Hant.ts'),
}
