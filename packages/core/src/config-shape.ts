// The part of the config check that every page runs: faults that would change what is asked or break what is shown.
// An invalid config throws, so no gate opens. config-check.ts runs the full check and explains each fault.
import type { Config } from './config-data.ts'
import { ConsentError } from './errors.ts'
import { describeQuestion } from './question.ts'

/** @throws ConsentError `config-invalid`, naming every fault */
export function checkShape(config: Config): void {
  const faults = shapeFaults(config ?? {})
  if (faults.length > 0)
    throw new ConsentError('config-invalid', faults.join('\n'), 'defineConfig() says what is wrong.')
}

function shapeFaults({ controller, regime, policy, expiry, record, languages, purposes }: Partial<Config>): string[] {
  const lines = linesOf(purposes)
  if (!lines) return [`purposes: ${JSON.stringify(purposes)}`]
  const ids = lines.map((line) => line.split(' ')).flatMap(([id, next]) => (next === '>' ? [] : [id]))
  const faults = lines.filter((line) => !LINE.test(line))
  if (new Set(ids).size < ids.length) faults.push(`the same id twice among ${ids}`)
  const optional = { regime, policy, expiry, 'record.retention': record?.retention, 'languages[0]': languages?.[0] }
  for (const [member, value] of Object.entries({ 'controller.name': controller?.name ?? '', ...optional }))
    if (value !== undefined && !FORMS[member]?.test(value)) faults.push(`${member}: ${value}`)
  if (languages && !(Array.isArray(languages) && languages.length > 0)) faults.push(`languages: ${languages}`)
  for (const { id, name, reason, benefit } of purposes ?? [])
    if (!name || !reason || !benefit) faults.push(`${id}: name, reason or benefit`)
  return faults
}

/** Undefined if `purposes` is no list, or if an entry is too malformed for `describeQuestion`. */
function linesOf(purposes: Config['purposes'] | undefined): string[] | undefined {
  try {
    return Array.isArray(purposes) ? describeQuestion(purposes) : undefined
  } catch {
    return undefined
  }
}

/** Patterns shared with config-check.ts. */
export const TEXT: RegExp = /\S/
export const PURPOSE_ID: RegExp = /^[a-z][a-z0-9-]{0,31}$/
export const SERVICE_ID: RegExp = /^[a-z0-9-]{1,32}$/
export const COUNTRY: RegExp = /^[A-Z]{2}$/
export const DURATION: RegExp = /^P(?=\d)(\d+Y)?(\d+M)?(\d+W)?(\d+D)?$/
/** An http, https, mailto or relative URL. No other scheme. */
export const LINK: RegExp = /^(https?:|mailto:|(?![^/?#]*:)\S)/i

const FORMS: Record<string, RegExp> = {
  'controller.name': TEXT,
  regime: /^(eu|us)$/,
  policy: LINK,
  expiry: DURATION,
  'record.retention': DURATION,
  'languages[0]': TEXT,
}
/**
 * Matches one line of `describeQuestion`: a purpose, a service or a recipient. One expression is half the size of a
 * check per member, and every page downloads it.
 */
const LINE =
  /^[a-z][a-z0-9-]{0,31}( (consent|legitimate-interest|exempt) P(?=\d)(\d+Y)?(\d+M)?(\d+W)?(\d+D)? [1-9]\d*|(\/[a-z0-9-]{1,32})?( > .*\S \([A-Z]{2}\))?)$/s
