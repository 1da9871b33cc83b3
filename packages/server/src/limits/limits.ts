// How much a backend takes: of one request, of one site, of one device, and at once.
import { ServerError } from '../errors.ts'

export type Limits = {
  /** Most bytes of a body; the protocol's own 60,000. */
  bytes: number
  /** Most receipts in one request; the protocol's own 50. */
  receipts: number
  /** Most requests worked on at once, 1,000: beyond, they are told to come again. */
  requests: number
  /** Most connections of `startServer` at once, 1,000; what comes beyond is closed. */
  connections: number
  /** Most receipts a second for one site, 10,000; `false`: as many as come. */
  perSite: number | false
  /** Most new receipts a minute from one device's key, 60; `false`: as many as come. */
  perKey: number | false
  /** Most receipts of one address that wait to be verified at once, `false`: behind a proxy all have its address. */
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

/** @throws ServerError `limits-malformed`: a limit that is misspelt would be none, silently */
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
