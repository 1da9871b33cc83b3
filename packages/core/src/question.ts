// The question as plain lines. Their fingerprint detects a changed question; config-shape.ts checks their form.
import type { Config, Purpose, Recipient } from './config-data.ts'

/**
 * One line for each purpose, service and recipient, without texts:
 * `analytics consent P1Y 2` (id, basis, retention, kinds of data), `analytics/ga`, `analytics/ga > Google (US)`.
 */
export function describeQuestion(purposes: Purpose[]): string[] {
  return purposes.flatMap(({ id, basis, retention, data, recipients, services = [] }) => [
    `${id} ${basis} ${retention} ${Array.isArray(data) && data.length}`,
    ...describeRecipients(id, recipients),
    ...services.flatMap((service) => {
      const name = `${id}/${service.id}`
      return [name, ...describeRecipients(name, service.recipients ?? [])]
    }),
  ])
}

/**
 * 32-bit FNV-1a in base 36 over the version of the notice and the lines of the question. Texts and order are left out,
 * so a better wording does not ask again. For change detection only: receipts contain the SHA-256 of the notice.
 */
export function fingerprintOf({ version, purposes }: Pick<Config, 'version' | 'purposes'>): string {
  return fnv1a([version, ...describeQuestion(purposes).sort()].join('\n'))
}

/** 32-bit FNV-1a of a text's UTF-16 code units, in base 36. */
export function fnv1a(text: string): string {
  let hash = 0x811c9dc5
  for (let at = 0; at < text.length; at++) hash = Math.imul(hash ^ text.charCodeAt(at), 0x01000193)
  return (hash >>> 0).toString(36)
}

// A missing list becomes a recipient without name and country, which config-shape.ts rejects. An empty list means that
// there is no recipient.
function describeRecipients(of: string, recipients: Partial<Recipient>[] = [{}]): string[] {
  return recipients.map(({ name = '', country }) => `${of} > ${name} (${country})`)
}
