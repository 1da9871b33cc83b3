// Converts values to PostgreSQL's text form and back, by type OIDs (pg_type.dat).

type Value<From> = { to: number; from: number[]; serialize(value: From): string; parse(text: string): From }

// For sizes, places and times in milliseconds. All are safe integers.
const BIGINT: Value<number> = { to: 20, from: [20], serialize: String, parse: Number }

const BYTEA: Value<Uint8Array> = {
  to: 17,
  from: [17],
  serialize: (bytes) => `\\x${Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('hex')}`,
  parse: (text) => new Uint8Array(Buffer.from(text.slice(2), 'hex')),
}

/** OID of bytea[]. It must be given: the driver would take the type of the first item for the whole list. */
export const BYTEAS = 1001

type List<Item> = readonly (Item | null)[]
export type Values = {
  bigint: number
  bytea: Uint8Array
  byteas: List<Uint8Array>
  smallints: List<number>
  texts: List<string>
  bigints: List<number>
}

export const VALUES: { [Name in keyof Values]: Value<Values[Name]> } = {
  bigint: BIGINT,
  bytea: BYTEA,
  byteas: list(BYTEAS, BYTEA.serialize),
  smallints: list(1005, String),
  texts: list(1009, String),
  bigints: list(1016, String),
}

// An array in text form (PostgreSQL, Arrays §8.15.2). Lists are only sent, never read.
function list<Item>(to: number, text: (item: Item) => string): Value<List<Item>> {
  const quoted = (item: Item) => `"${text(item).replace(/["\\]/g, '\\$&')}"`
  const serialize = (items: List<Item>) => `{${items.map((item) => (item === null ? 'null' : quoted(item))).join()}}`
  return { to, from: [], serialize, parse: () => [] }
}
