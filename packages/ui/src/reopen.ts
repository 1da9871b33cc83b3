// The constant control that opens the preference center.
import { dress, plain } from './dress.ts'
import { button, make, spoken } from './element.ts'
import type { FaceNeeds } from './face.ts'

const HOST = 'placet-reopen'

/** Shows the control in the page's corner; returns how to take it away. */
export function showReopen({ consent, text, language, words, nonce }: FaceNeeds): () => void {
  const host = make(
    HOST,
    spoken(words ?? language),
    button(text.choices, 'q', () => consent.show('preferences')),
  )
  const { undress } = dress(plain(HOST) + CSS, nonce)
  ;(document.body ?? document.documentElement).append(host)
  return () => {
    host.remove()
    undress()
  }
}

const CSS: string = /* css */ `
  placet-reopen { position: fixed; inset: auto auto 12px 12px; border-radius: var(--placet--r); z-index: 2147483646 }
  placet-reopen button { font-size: .875em; font-weight: 400; padding-inline: 14px }
`
