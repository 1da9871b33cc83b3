// Global Privacy Control (W3C): the customer's browser says "do not sell or share" before anybody asks.
import type { Signals } from '../policy.ts'

/** Reads `navigator.globalPrivacyControl`; only `true` is a signal, anything else is silence. */
export function gpc(navigator: object | undefined = globalThis.navigator): () => Signals {
  return () => ({ gpc: (navigator as { globalPrivacyControl?: unknown } | undefined)?.globalPrivacyControl === true })
}
