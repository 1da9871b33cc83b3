// What is seen? Mounts the banner and the preference center of a consent in the page.
import type { Consent } from '@placet/core'
import { languagesOf, pickLanguage } from '@placet/core/config'
import { type Faces, wear } from './face.ts'
import type { Texts } from './texts.ts'

export type { Faces } from './face.ts'
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
  const faces: Faces = {
    banner: async () => (await import('./banner.ts')).showBanner,
    reopen: async () => (await import('./reopen.ts')).showReopen,
    center: async () => (await import('./center.tsx')).showCenter,
    text: (tag) => (known[tag] ?? known[languagesOf(consent.config)[0] ?? 'en'] ?? TEXTS.en)(),
  }
  return wear(consent, faces, language, nonce ?? document.querySelector('script')?.nonce ?? '')
}

const TEXTS = {
  en: () => import('./text/en.ts').then(({ text }) => text),
  de: () => import('./text/de.ts').then(({ text }) => text),
}
