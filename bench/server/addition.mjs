// What a store keeps in one turn, without a log: rows as large as a server's, no tiles, a head that only counts.
import { randomBytes, randomUUID } from 'node:crypto'

const HEAD = { origin: 'bench', root: randomBytes(32), note: 'n'.repeat(250) }

/** @param texts of each row: `receipt` and `countersignature`; `size`: how many rows the site had before */
export function additionOf(site, size, texts) {
  const rows = texts.map((text, at) => {
    const id = randomBytes(32).toString('base64url')
    return { site, jti: randomUUID(), id, sub: id, ...text, received: Date.now(), index: size + at }
  })
  return { rows, tiles: [], head: { site, ...HEAD, size: size + rows.length } }
}
