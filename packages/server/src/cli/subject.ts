// A device as an option names it: by the thumbprint URI in its receipts, or the end of it.

const URN = 'urn:ietf:params:oauth:jwk-thumbprint:sha-256:'

/** The URI (RFC 9278). */
export function toSubject(text: string): string {
  return text.startsWith('urn:') ? text : `${URN}${text}`
}
