// Parses a device given as an option: the thumbprint URI in its receipts, or the thumbprint alone.

const URN = 'urn:ietf:params:oauth:jwk-thumbprint:sha-256:'

/** The thumbprint URI (RFC 9278). */
export function toSubject(text: string): string {
  return text.startsWith('urn:') ? text : `${URN}${text}`
}
