// Global Privacy Control (W3C): the signal of a browser that its user objects to the sale and sharing of data.
import type { Signals } from '../policy.ts'

/** Reads `navigator.globalPrivacyControl`. Only `true` is a signal. */
export function gpc(navigator: object | undefined = globalThis.navigator): () => Signals {
  return () => ({ gpc: (navigator as { globalPrivacyControl?: unknown } | undefined)?.globalPrivacyControl === true })
}
