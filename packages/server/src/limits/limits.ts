// The limits of a backend: per request, per site, per device, and for concurrent work.
import { ServerError } from '../errors.ts'

export type Limits = {
  /** Maximum bytes of a body; default 60,000, as in the protocol. */
  bytes: number
  /** Maximum receipts in one request; default 50, as in the protocol. */
  receipts: number
  /** Maximum concurrent requests, default 1,000. Further requests are answered 503 with Retry-After. */
  requests: number
  /** Maximum connections of `startServer`, default 1,000. Further connections are closed. */
  connections: number
  /** Maximum receipts per second for one site, default 10,000; `false`: no limit. */
  perSite: number | false
  /** Maximum new receipts per minute from one device's key, default 60; `false`: no limit. */
  perKey: number | false
  /** Maximum receipts of one address that wait to be verified, default `false` (no limit): behind a proxy all have its address. */
  perAddress: number | false
}

const USUAL: Limits = {
  bytes: 60_000,
  receipts: 50,
  requests: 1000,
  connections: 1000,
  perSite: 10_000,
  perKey: 60,
  perAddress: false,
}

/** @throws ServerError `limits-malformed`, also for an unknown name: a misspelt limit would have no effect */
export function makeLimits(given: { readonly [name in keyof Limits]?: Limits[name] | undefined } = {}): Limits {
  if (typeof given !== 'object' || given === null || Array.isArray(given)) throw malformed('is no object')
  const limits: Limits = { ...USUAL }
  for (const [name, value] of Object.entries(given)) {
    if (value === undefined) continue
    const mayBeOff = name.startsWith('per')
    const holds = (Number.isSafeInteger(value) && Number(value) > 0) || (mayBeOff && value === false)
    if (!Object.hasOwn(USUAL, name) || !holds) throw malformed(`has ${name}: ${JSON.stringify(value)}`)
    Object.assign(limits, { [name]: value })
  }
  return limits
}

function malformed(what: string): ServerError {
  const fix = `There are ${Object.keys(USUAL).join(', ')}: whole numbers from 1; perSite, perKey and perAddress may be false.`
  return new ServerError('limits-malformed', `limits ${what}.`, fix)
}
