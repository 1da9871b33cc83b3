// Chunk placet-banner.js: the banner in the page's language, which also opens the other views. It gets what it shares
// with placet.js as arguments.
import type { Consent } from '@placet/core'
import { followLanguage } from '../follow-language.ts'
import type { loadPageTexts, PageTexts } from '../page-texts.ts'
import type { Texts } from '../texts.ts'
import type { Center, ShowView } from '../view.ts'
import type { LoadChunk } from './chunk.ts'

export { prepareViews as default }

/** @param language that of the texts, if it needs no matching. @returns a function that shows what `$view` says */
export async function prepareViews(
  consent: Consent,
  chunk: LoadChunk,
  nonce: string,
  language: string | undefined,
): Promise<() => () => void> {
  const textsIn = (name: string): Promise<Texts> => chunk(`text-${name}`)
  const load = async (): Promise<PageTexts> => (await chunk<typeof loadPageTexts>('language'))(consent.config, textsIn)
  const texts = language && !consent.config.texts ? { text: await textsIn(language), language } : await load()
  const parts = { center: () => chunk<Center>('center'), reopen: () => chunk<ShowView>('reopen') }
  return () => followLanguage({ consent, texts, load, nonce }, parts)
}
