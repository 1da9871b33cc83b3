// What is seen? Mounts the banner and the preference center of a consent in the page.
import type { Consent } from '@placet/core'
import { pickLanguage } from '@placet/core/config'
import { attend } from './attend.ts'
import type { Texts } from './texts.ts'

export type { Texts } from './texts.ts'

export type MountOptions = {
  /** For the one style element, under a strict CSP; default is that of the page's first script. */
  nonce?: string
  /** Texts of your own, or of a language we have none for. */
  texts?: Record<string, () => Promise<Texts>>
}

/** Shows what `consent.$view` says. @returns how to stop */
export function mount(consent: Consent, { nonce, texts = {} }: MountOptions = {}): () => void {
  const language = pickLanguage(consent.config, document.documentElement.lang)
  const known: Record<string, () => Promise<Texts>> = { ...TEXTS, ...texts }
  return attend(consent, async () => {
    const [{ wear }, text] = await Promise.all([import('./wear.ts'), (known[language] ?? TEXTS.en)()])
    const needs = { consent, text, language, nonce: nonce ?? document.querySelector('script')?.nonce ?? '' }
    return () =>
      wear(needs, {
        center: async () => (await import('./center.ts')).showCenter,
        reopen: async () => (await import('./reopen.ts')).showReopen,
      })
  })
}

const TEXTS = {
  en: () => import('./text/en.ts').then(({ text }) => text),
  de: () => import('./text/de.ts').then(({ text }) => text),
}
