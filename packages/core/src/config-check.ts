// The full check of a config. It collects every complaint with its path. The script tag loads it only for a faulty
// config.
import type { Config } from './config-data.ts'
import { textFaults } from './config-texts.ts'
import { COUNTRY, DURATION, LINK, PURPOSE_ID, SERVICE_ID, TEXT } from './config-shape.ts'
import { BANNER_LINES, BASIS_LINES, CENTER_LINES, EVENT_LINES, STATUS_LINES } from './text-lines.ts'

/**
 * Checks any value. Returns complaints such as `purposes[1].retention: "6 months" is no ISO 8601 duration`; none if the
 * value is a config.
 */
export function complaintsAbout(config: unknown): string[] {
  const complaints: string[] = []
  check(CONFIG, config, '', (path, what) => complaints.push(path ? `${path}: ${what}` : what))
  if (complaints.length === 0) complaints.push(...doubles(config as Parsed), ...textFaults((config as Config).texts))
  return complaints
}

type Complain = (path: string, what: string) => void
type Check = (value: unknown, path: string, complain: Complain) => void
type Shape = Record<string, Check | { optional: Check }>
type Parsed = {
  purposes: { id: string; services?: { id: string }[] }[]
  integrations?: { google?: { types?: object } }
}

function check(shape: Shape, value: unknown, path: string, complain: Complain): void {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    return complain(path, `${show(value)} is no object`)
  }
  const given = value as Record<string, unknown>
  for (const [name, each] of Object.entries(shape)) {
    const at = path ? `${path}.${name}` : name
    const holds = typeof each === 'function' ? each : each.optional
    if (given[name] !== undefined) holds(given[name], at, complain)
    else if (typeof each === 'function') complain(at, 'is missing')
  }
  for (const name of Object.keys(given)) {
    if (!Object.hasOwn(shape, name))
      complain(path ? `${path}.${name}` : name, `is unknown; known here: ${Object.keys(shape).join(', ')}`)
  }
}

const matching =
  (pattern: RegExp, what: string): Check =>
  (value, path, complain) => {
    if (typeof value !== 'string' || !pattern.test(value)) complain(path, `${show(value)} is no ${what}`)
  }
const oneOf =
  (...words: string[]): Check =>
  (value, path, complain) => {
    if (!words.includes(value as string)) complain(path, `${show(value)} is none of ${words.join(', ')}`)
  }
const list =
  (each: Check, least = 0): Check =>
  (value, path, complain) => {
    if (!Array.isArray(value)) complain(path, `${show(value)} is no list`)
    else if (value.length < least) complain(path, 'is empty')
    else value.forEach((item, index) => each(item, `${path}[${index}]`, complain))
  }
const object =
  (shape: Shape): Check =>
  (value, path, complain) =>
    check(shape, value, path, complain)
const url: Check = (value, path, complain) => {
  // Relative URLs are allowed: the page resolves them.
  if (typeof value !== 'string' || !URL.canParse(value, 'https://site.example'))
    complain(path, `${show(value)} is no URL`)
}
const text: Check = (value, path, complain) => {
  if (typeof value === 'string' ? value.trim() : isTexts(value)) return
  complain(path, `${show(value)} is no text and no { language: text }`)
}
const flag: Check = (value, path, complain) => {
  if (typeof value !== 'boolean') complain(path, `${show(value)} is neither true nor false`)
}
const milliseconds: Check = (value, path, complain) => {
  if (!Number.isInteger(value) || (value as number) < 0) complain(path, `${show(value)} is no number of milliseconds`)
}

/** Each member is checked by its name. */
const checkTexts: Check = (value, path, complain) => {
  const languages = Object.keys(Object(value))
  check(Object.fromEntries(languages.map((each) => [each, { optional: ownTexts }])), value, path, complain)
  for (const each of languages) language(each, `${path}.${each}`, complain)
}

const word = matching(TEXT, 'text')
const duration = matching(DURATION, 'ISO 8601 duration such as "P6M"')
const language = matching(/^[a-z]{2,3}(-[A-Za-z0-9]{2,8})*$/, 'language tag')
const purposeId = matching(PURPOSE_ID, 'purpose id ([a-z][a-z0-9-]*, 32 at most)')
const recipient = object({ name: word, country: matching(COUNTRY, 'ISO 3166 country code') })
const reach = { hosts: { optional: list(word) }, storage: { optional: list(word) } }
const service = object({
  id: matching(SERVICE_ID, 'service id ([a-z0-9-], 32 at most)'),
  name: text,
  recipients: { optional: list(recipient) },
  ...reach,
})
const purpose = object({
  id: purposeId,
  name: text,
  data: list(text, 1),
  reason: text,
  benefit: text,
  consequence: { optional: text },
  basis: oneOf('consent', 'legitimate-interest', 'exempt'),
  recipients: list(recipient),
  retention: duration,
  services: { optional: list(service) },
  ...reach,
})
const optional = (names: readonly string[]): Shape =>
  Object.fromEntries(names.map((name) => [name, { optional: word }]))
const someTexts: Shape = {
  ...optional([...BANNER_LINES, ...CENTER_LINES]),
  events: { optional: object(optional(EVENT_LINES)) },
  status: { optional: object(optional(STATUS_LINES)) },
  bases: { optional: object(optional(BASIS_LINES)) },
}
const ownTexts = object({
  ...someTexts,
  record: { optional: object({ name: word, data: list(word, 1), reason: word, benefit: word }) },
  eu: { optional: object(someTexts) },
  us: { optional: object(someTexts) },
})
const GOOGLE = ['ad_storage', 'ad_user_data', 'ad_personalization', 'analytics_storage']
const MORE_GOOGLE = ['functionality_storage', 'personalization_storage', 'security_storage']
const CONFIG: Shape = {
  version: word,
  regime: { optional: oneOf('eu', 'us') },
  controller: object({ name: word, contact: word, address: { optional: word } }),
  policy: { optional: matching(LINK, 'http(s), mailto or relative link') },
  purposes: list(purpose, 1),
  expiry: { optional: duration },
  record: { optional: object({ retention: duration }) },
  receipts: { optional: oneOf('all', 'grants', 'none') },
  backend: { optional: url },
  cookie: { optional: object({ domain: matching(/^[a-z0-9-]+(\.[a-z0-9-]+)+$/i, 'domain') }) },
  languages: { optional: list(language, 1) },
  texts: { optional: checkTexts },
  layout: { optional: oneOf('cloud', 'box', 'bar', 'inline') },
  position: { optional: oneOf('bottom', 'top', 'start', 'end') },
  reopen: { optional: flag },
  base: { optional: url },
  integrations: {
    optional: object({
      google: {
        optional: object({
          types: {
            optional: object(
              Object.fromEntries([...GOOGLE, ...MORE_GOOGLE].map((type) => [type, { optional: purposeId }])),
            ),
          },
          waitForUpdate: { optional: milliseconds },
        }),
      },
    }),
  },
}

function doubles({ purposes, integrations }: Parsed): string[] {
  const seen = new Set<string>()
  const complaints: string[] = []
  const once = (id: string, path: string) => {
    if (seen.has(id)) complaints.push(`${path}: "${id}" stands twice`)
    seen.add(id)
  }
  purposes.forEach(({ id, services = [] }, p) => {
    once(id, `purposes[${p}].id`)
    services.forEach((each, s) => once(`${id}/${each.id}`, `purposes[${p}].services[${s}].id`))
  })
  for (const [type, id] of Object.entries(integrations?.google?.types ?? {})) {
    if (!seen.has(id)) complaints.push(`integrations.google.types.${type}: "${id}" is no purpose of this config`)
  }
  return complaints
}

function isTexts(value: unknown): boolean {
  const texts = typeof value === 'object' && value !== null ? Object.values(value) : []
  return texts.length > 0 && texts.every((each) => typeof each === 'string' && each.trim())
}

function show(value: unknown): string {
  return JSON.stringify(value) ?? String(value)
}
