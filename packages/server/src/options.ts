// Checks options of programs without a type checker. Otherwise a misspelt name would be ignored silently: with `site` in place
// of `sites`, a backend accepts loopback only.
import { ServerError } from './errors.ts'

export type Kind = { holds(value: unknown): boolean; says: string; required?: true }
export type Shape<Options> = { readonly [name in keyof Required<Options>]: Kind }

/**
 * Checks names and types only; values are checked where they are read. Messages repeat no value: it may hold a password.
 *
 * @throws ServerError `options-malformed`
 */
export function checkOptions<Options>(given: unknown, shape: Shape<Options>, path = 'options'): void {
  const kinds = new Map<string, Kind>(Object.entries(shape))
  if (!isObject(given)) throw malformed(`${path} is ${kindOf(given)}`, 'Give an object.')
  for (const name of Object.keys(given)) {
    if (kinds.has(name)) continue
    throw malformed(`${path}.${name} does not exist`, `There are ${[...kinds.keys()].join(', ')}.`)
  }
  for (const [name, { holds, says, required }] of kinds) {
    const value = (given as Record<string, unknown>)[name]
    if (value === undefined ? !required : holds(value)) continue
    throw malformed(`${path}.${name} is ${kindOf(value)}`, `Give ${says}.`)
  }
}

export const TEXT: Kind = { holds: (value) => typeof value === 'string', says: 'a text' }
export const FLAG: Kind = { holds: (value) => typeof value === 'boolean', says: 'true or false' }
export const FUNCTION: Kind = { holds: (value) => typeof value === 'function', says: 'a function' }
export const OBJECT: Kind = { holds: isObject, says: 'an object' }
/** Accepts any value. It is checked where it is read, with an error code of its own. */
export const ANY: Kind = { holds: () => true, says: 'anything' }

export function whole(from: number, to: number = 2 ** 31 - 1): Kind {
  const holds = (value: unknown): boolean => Number.isInteger(value) && Number(value) >= from && Number(value) <= to
  return { holds, says: `a whole number from ${from} to ${to}` }
}

/** An object with these methods, and perhaps more. */
export function methods<Object>(...names: (keyof Object & string)[]): Kind {
  const holds = (value: unknown): boolean =>
    isObject(value) && names.every((name) => typeof (value as Record<string, unknown>)[name] === 'function')
  return { holds, says: `an object with the functions ${names.join(', ')}` }
}

export function required(kind: Kind): Kind {
  return { ...kind, required: true }
}

function isObject(value: unknown): value is object {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

function kindOf(value: unknown): string {
  if (value === undefined || value === null) return 'missing'
  if (Array.isArray(value)) return 'a list'
  if (typeof value === 'number' || typeof value === 'boolean') return String(value)
  if (typeof value === 'string') return 'a text'
  return typeof value === 'object' ? 'an object that does not fit' : `a ${typeof value}`
}

function malformed(what: string, fix: string): ServerError {
  return new ServerError('options-malformed', `${what}.`, fix)
}
