// The part of the config check that every page runs: what would change who is asked, or break what is shown. A fault opens no
// gate. config-check.ts says in words what is wrong, and knows everything else.
import type { Config } from './config-data.ts'
import { ConsentError } from './errors.ts'

/** @throws ConsentError `config-invalid`, naming the path and value of each fault */
export function checkShape(config: Config): void {
  const faults = shapeFaults(config)
  if (faults.length > 0) throw new ConsentError('config-invalid', faults.join('\n'), 'defineConfig() says what is wrong.')
}

function shapeFaults(config: Loose): string[] {
  const faults: string[] = []
  const ids = new Set<unknown>()
  const expect = (holds: unknown, path: string, value: unknown): void => {
    if (!holds) faults.push(`${path}: ${JSON.stringify(value)}`)
  }
  const matches = (form: RegExp, path: string, value: unknown): void =>
    expect(typeof value === 'string' && form.test(value), path, value)
  const optional = (form: RegExp, path: string, value: unknown): void => {
    if (value !== undefined) matches(form, path, value)
  }
  const each = (path: string, list: unknown, check: (item: Loose, path: string) => void): void => {
    expect(Array.isArray(list), path, list)
    if (Array.isArray(list)) list.forEach((item, index) => check(item ?? {}, `${path}[${index}]`))
  }
  const recipients = (path: string, list: unknown): void =>
    each(path, list, ({ country }, path) => matches(COUNTRY, `${path}.country`, country))
  const id = (form: RegExp, path: string, value: unknown, prefix = ''): void => {
    matches(form, path, value)
    expect(!ids.has(`${prefix}${value}`), path, value)
    ids.add(`${prefix}${value}`)
  }

  const { regime, controller, policy, purposes, expiry, record, languages = [] } = config ?? {}
  optional(REGIME, 'regime', regime)
  matches(TEXT, 'controller.name', controller?.name)
  optional(LINK, 'policy', policy)
  optional(DURATION, 'expiry', expiry)
  optional(DURATION, 'record.retention', record?.retention)
  each('languages', languages, (language, path) => matches(TEXT, path, language))
  each('purposes', purposes, (purpose, path) => {
    id(PURPOSE_ID, `${path}.id`, purpose.id)
    for (const name of ['name', 'reason', 'benefit']) expect(purpose[name], `${path}.${name}`, purpose[name])
    matches(BASIS, `${path}.basis`, purpose.basis)
    matches(DURATION, `${path}.retention`, purpose.retention)
    each(`${path}.data`, purpose.data, (text, path) => expect(text, path, text))
    recipients(`${path}.recipients`, purpose.recipients)
    each(`${path}.services`, purpose.services ?? [], (service, path) => {
      id(SERVICE_ID, `${path}.id`, service.id, `${purpose.id}/`)
      expect(service.name, `${path}.name`, service.name)
      recipients(`${path}.recipients`, service.recipients ?? [])
    })
  })
  return faults
}

// A config from a script tag may be anything.
// oxlint-disable-next-line typescript/no-explicit-any
type Loose = any

/** The forms that config-check.ts has words for. */
export const TEXT: RegExp = /\S/
const REGIME: RegExp = /^(eu|us)$/
const BASIS: RegExp = /^(consent|legitimate-interest|exempt)$/
export const PURPOSE_ID: RegExp = /^[a-z][a-z0-9-]{0,31}$/
export const SERVICE_ID: RegExp = /^[a-z0-9-]{1,32}$/
export const COUNTRY: RegExp = /^[A-Z]{2}$/
export const DURATION: RegExp = /^P(?=\d)(\d+Y)?(\d+M)?(\d+W)?(\d+D)?$/
/** http, https, mailto, or relative: no other scheme. */
export const LINK: RegExp = /^(https?:|mailto:|(?![a-z][a-z0-9+.-]*:)\S)/i
