// A short fingerprint of what is asked. It only tells that the question changed; the receipt pins the notice by SHA-256.
import type { Config, Purpose, Recipient } from './config-data.ts'

/**
 * 32-bit FNV-1a in base 36 over what a customer agrees to: the notice's version and, for each purpose, its id, basis,
 * retention, how many kinds of data, recipients and services. Texts and the order in which things were written are left
 * out: a better wording asks nobody again.
 */
export function fingerprintOf({ version, purposes }: Config): string {
  return fnv1a([version, ...purposes.map(describe).sort()].join('\n')).toString(36)
}

/** 32-bit FNV-1a of a text's UTF-16 code units (RFC 9923 has the parameters). */
export function fnv1a(text: string): number {
  let hash = 0x811c9dc5
  for (let at = 0; at < text.length; at++) hash = Math.imul(hash ^ text.charCodeAt(at), 0x01000193)
  return hash >>> 0
}

// A kind of data is a text, so that a corrected word and another kind look alike. Their number tells of most changes; for
// the others a site raises `version`.
function describe({ id, basis, retention, data, recipients, services = [] }: Purpose): string {
  const under = services.map((service) => `${service.id} ${names(service.recipients)}`).sort()
  return [id, basis, retention, data?.length, names(recipients), ...under].join('\t')
}

function names(recipients: Recipient[] = []): string {
  return recipients
    .map(({ name, country }) => `${name} (${country})`)
    .sort()
    .join()
}
