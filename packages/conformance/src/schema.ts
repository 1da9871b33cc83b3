// Validates a value against a JSON Schema (2020-12). Supports the keywords that docs/schemas uses.

export type Schema = {
  $schema?: string
  $id?: string
  $ref?: string
  $defs?: Record<string, Schema>
  title?: string
  description?: string
  type?: 'object' | 'array' | 'string' | 'integer' | 'boolean'
  const?: unknown
  enum?: unknown[]
  pattern?: string
  minLength?: number
  maxLength?: number
  minimum?: number
  maximum?: number
  minItems?: number
  maxItems?: number
  uniqueItems?: true
  items?: Schema
  required?: string[]
  properties?: Record<string, Schema>
  propertyNames?: Schema
  additionalProperties?: Schema
  dependentRequired?: Record<string, string[]>
  if?: Schema
  then?: Schema
  else?: Schema
  not?: Schema
  anyOf?: Schema[]
  oneOf?: Schema[]
}

/** The schemas that `$ref` may name: `#/$defs/…` of the same schema, or the `$id` of another. */
type Scope = { root: Schema; others: readonly Schema[] }

/** @returns the first violation, with its place; undefined if the value is valid */
export function violation(schema: Schema, value: unknown, others: readonly Schema[] = []): string | undefined {
  return wrongAt(schema, value, '', { root: schema, others })
}

function wrongAt(schema: Schema, value: unknown, at: string, scope: Scope): string | undefined {
  const here = at || 'it'
  if (schema.$ref !== undefined) return wrongAtRef(schema.$ref, value, at, scope)
  if (schema.type && !isOfType(schema.type, value)) return `${here} is not of type ${schema.type}`
  if ('const' in schema && schema.const !== value) return `${here} is not ${JSON.stringify(schema.const)}`
  if (schema.enum && !schema.enum.includes(value)) return `${here} is none of ${schema.enum.join(', ')}`
  if (typeof value === 'string') return wrongText(schema, value, here) ?? wrongInSum(schema, value, at, scope)
  if (typeof value === 'number') {
    if (schema.minimum !== undefined && value < schema.minimum) return `${here} is under ${schema.minimum}`
    if (schema.maximum !== undefined && value > schema.maximum) return `${here} is over ${schema.maximum}`
  }
  const inside = Array.isArray(value)
    ? wrongInList(schema, value, at, scope)
    : isRecord(value) && wrongInRecord(schema, value, at, scope)
  return inside || wrongInSum(schema, value, at, scope)
}

function wrongAtRef(ref: string, value: unknown, at: string, scope: Scope): string | undefined {
  const own = scope.root.$defs?.[ref.replace('#/$defs/', '')]
  if (own) return wrongAt(own, value, at, scope)
  const root = scope.others.find(({ $id }) => $id === ref)
  if (!root) throw new Error(`No schema is called ${ref}.`)
  return wrongAt(root, value, at, { ...scope, root })
}

function wrongText({ pattern, minLength = 0, maxLength = Infinity }: Schema, value: string, here: string) {
  if (value.length < minLength || value.length > maxLength) return `${here} has ${value.length} characters`
  return pattern === undefined || new RegExp(pattern).test(value) ? undefined : `${here} does not match ${pattern}`
}

function wrongInList(schema: Schema, value: unknown[], at: string, scope: Scope): string | undefined {
  const { minItems = 0, maxItems = Infinity, uniqueItems, items } = schema
  if (value.length < minItems || value.length > maxItems) return `${at || 'it'} has ${value.length} items`
  if (uniqueItems && new Set(value.map((each) => JSON.stringify(each))).size < value.length) {
    return `${at || 'it'} has an item twice`
  }
  return items && firstOf(value.entries(), ([index, each]) => wrongAt(items, each, `${at}/${index}`, scope))
}

function wrongInRecord(schema: Schema, value: Record<string, unknown>, at: string, scope: Scope): string | undefined {
  const { required = [], properties = {}, propertyNames, additionalProperties, dependentRequired = {} } = schema
  const has = (name: string) => Object.hasOwn(value, name)
  const needed = [
    ...required,
    ...Object.keys(dependentRequired)
      .filter(has)
      .flatMap((name) => dependentRequired[name]!),
  ]
  const missing = needed.find((name) => !has(name))
  if (missing !== undefined) return `${at}/${missing} is missing`
  return firstOf(Object.entries(value), ([name, each]) => {
    const rule = Object.hasOwn(properties, name) ? properties[name] : additionalProperties
    const named = propertyNames && wrongAt(propertyNames, name, `the name ${JSON.stringify(name)}`, scope)
    return named ?? (rule && wrongAt(rule, each, `${at}/${name}`, scope))
  })
}

// Validates the keywords that combine schemas.
function wrongInSum(schema: Schema, value: unknown, at: string, scope: Scope): string | undefined {
  const fits = (other: Schema) => wrongAt(other, value, at, scope) === undefined
  const branch = schema.if && (fits(schema.if) ? schema.then : schema.else)
  const wrong = branch && wrongAt(branch, value, at, scope)
  if (wrong) return wrong
  if (schema.not && fits(schema.not)) return `${at || 'it'} has what it must not have`
  if (schema.anyOf && !schema.anyOf.some(fits)) return `${at || 'it'} has none of the forms allowed`
  if (schema.oneOf && schema.oneOf.filter(fits).length !== 1) return `${at || 'it'} has not one of the forms allowed`
  return undefined
}

function isOfType(type: NonNullable<Schema['type']>, value: unknown): boolean {
  switch (type) {
    case 'object':
      return isRecord(value)
    case 'array':
      return Array.isArray(value)
    case 'integer':
      return Number.isInteger(value)
    case 'string':
      return typeof value === 'string'
    case 'boolean':
      return typeof value === 'boolean'
  }
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

function firstOf<T>(all: Iterable<T>, look: (each: T) => string | undefined): string | undefined {
  for (const each of all) {
    const found = look(each)
    if (found !== undefined) return found
  }
  return undefined
}
