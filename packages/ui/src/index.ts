// What is seen? Mounts the banner and the preference center of a consent in the page.
import type { Consent } from '@placet/core'
import { knownLanguage } from '@placet/core/config'
import { mountOnDemand } from './mount.ts'
import { TEXTS } from './languages.ts'
import type { PageTexts } from './page-texts.ts'
import type { Texts } from './texts.ts'

export type { Texts } from './texts.ts'

export type MountOptions = {
  /** For the one style element, under a strict CSP; default is that of the page's first script. */
  nonce?: string
  /** Texts of your own, or of a language we have none for. */
  texts?: Record<string, () => Promise<Texts>>
}

/** Shows what `consent.$view` says, in the page's language. @returns how to stop */
export function mount(consent: Consent, { nonce, texts = {} }: MountOptions = {}): () => void {
  const known: Record<string, () => Promise<Texts>> = { ...TEXTS, ...texts }
  const load = async (): Promise<PageTexts> => {
    // Where the language needs no matching, its texts are asked for beside the code that would match it.
    const early = knownLanguage(consent.config, document.documentElement.lang)
    const [{ loadPageTexts }, text] = await Promise.all([import('./page-texts.ts'), early && known[early]!()])
    const textsIn = async (name: string): Promise<Texts> => (name === early && text) || known[name]!()
    return loadPageTexts(consent.config, textsIn, Object.keys(known))
  }
  return mountOnDemand(consent, async () => {
    const [{ followLanguage }, first] = await Promise.all([import('./follow-language.ts'), load()])
    const needs = { consent, texts: first, load, nonce: nonce ?? document.querySelector('script')?.nonce ?? '' }
    return () =>
      followLanguage(needs, {
        center: async () => (await import('./center/prepare.ts')).prepareCenter,
        reopen: async () => (await import('./reopen.ts')).showReopen,
      })
  })
}
