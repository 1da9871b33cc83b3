// The answer of a customer whose page runs no script: the server-rendered banner is a form, and this is its route.
import type { Config } from './config-data.ts'
import { cookieLine, serializeCookie } from './cookie.ts'
import { amend, decide } from './decision.ts'
import type { Answers, Policy } from './policy.ts'
import { readRequest, type RequestHeaders } from './request-decision.ts'

/** The names of the form's fields (packages/ui/src/server.ts). */
export const ANSWER_FIELDS = {
  /** The button: `accept_all`, `reject_all` or `save`. */
  action: 'placet',
  /** For `save`: one field for each purpose that is allowed. */
  allow: 'allow',
  /** Fingerprint of the question that the form asked. */
  asks: 'asks',
  /** The path of the page with the form. */
  page: 'page',
} as const

/** `cookies`: the Set-Cookie lines. `location`: the path to redirect to, with status 303; always of the same origin. */
export type FormAnswer = { cookies: string[]; location: string }

/** A `FormData` or `URLSearchParams`. */
type Fields = { get(name: string): unknown; getAll(name: string): unknown[] }

/**
 * Makes the decision of a posted banner form. A yes to another question than the config asks now stores nothing: the
 * page asks again. Undefined for what must be answered with status 400 and no cookie: a post from another site, or a
 * body that is not from our form.
 *
 * The decision has no signature, because only the customer's device can sign. Its cookie is pending: the next page with
 * our script signs a receipt that claims no gesture.
 *
 * @param https whether the site is served over https
 * @param now milliseconds since 1970
 * @throws ConsentError `config-invalid`
 *
 * @example
 * const answer = answerForm(request.headers, await request.formData(), config)
 */
export function answerForm(
  headers: RequestHeaders,
  fields: Fields,
  config: Config,
  https: boolean = true,
  now: number = Date.now(),
): FormAnswer | undefined {
  const { policy, signals, stored, decision } = readRequest(headers, config, now)
  const answers = isFromSameOrigin(headers) ? answersIn(fields, policy, decision.answers) : undefined
  if (!answers) return undefined
  const location = pathIn(fields, headers)
  // A refusal needs no question.
  const isRefusal = fields.get(ANSWER_FIELDS.action) === 'reject_all'
  if (!isRefusal && fields.get(ANSWER_FIELDS.asks) !== policy.asks) return { cookies: [], location }
  const record = decide(policy, signals, answers, stored, now)
  const domain = config.cookie?.domain
  // A leftover cookie under the other name or scope would be read again with every request.
  const others = https ? [cookieLine('', false), ...(domain ? [cookieLine('', true)] : [])] : []
  return { cookies: [...others, cookieLine(serializeCookie({ ...record, pending: true }), https, domain)], location }
}

function answersIn(fields: Fields, policy: Policy, current: Answers): Answers | undefined {
  const { refusedAnswers } = policy
  const action = fields.get(ANSWER_FIELDS.action)
  const purposes = Object.keys(refusedAnswers)
  if (action === 'accept_all') return Object.fromEntries(purposes.map((id) => [id, true]))
  if (action === 'reject_all') return refusedAnswers
  if (action !== 'save') return undefined
  const allowed = fields.getAll(ANSWER_FIELDS.allow)
  const asked = purposes.filter((id) => !refusedAnswers[id])
  return amend(policy, current, Object.fromEntries(asked.map((id) => [id, allowed.includes(id)])))
}

// Browsers send Sec-Fetch-Site to https and localhost, and pages cannot set it. Elsewhere Origin is compared with Host.
function isFromSameOrigin(headers: RequestHeaders): boolean {
  const site = headers.get('sec-fetch-site')
  return site ? site === 'same-origin' : hostOf(headers.get('origin')) === headers.get('host')
}

// Only the path of a URL is used, so no value leads to another site.
function pathIn(fields: Fields, headers: RequestHeaders): string {
  const given = fields.get(ANSWER_FIELDS.page)
  const referer = headers.get('referer')
  if (typeof given === 'string' && given) return pathOf(given, HERE)
  return hostOf(referer) === headers.get('host') ? pathOf(referer ?? '', referer ?? HERE) : '/'
}

function pathOf(url: string, base: string): string {
  const parsed = URL.canParse(url, base) ? new URL(url, base) : undefined
  if (!parsed || parsed.origin !== new URL(base).origin) return '/'
  // "/.//other.example" has the path "//other.example", which a browser reads as another host.
  return `${parsed.pathname.replace(/^\/+/, '/')}${parsed.search}`
}

const HERE = 'https://here.invalid'

function hostOf(url: string | null): string | undefined {
  return url && URL.canParse(url) ? new URL(url).host : undefined
}
