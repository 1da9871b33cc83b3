// Kept receipts as a table for people: one row each, a column for each purpose that was ever answered.
import { csvLine } from './csv.ts'
import type { Exported } from './exported.ts'

const BEFORE = ['received', 'signed', 'site', 'index', 'event', 'regime', 'notice version', 'notice hash', 'language']
const AFTER = ['other answers', 'surface', 'action', 'trusted', 'valid for', 'number', 'device', 'identity']

/** Most columns of purposes. Whoever signs receipts can make up any number: what is beyond stands in one column. */
const MOST = 200

/** Rows as text. They are read twice: the header names every purpose there is. `rows` begins anew each time. */
export async function* toTable(rows: () => AsyncIterable<Exported>): AsyncIterable<string> {
  const purposes = await purposesIn(rows())
  yield csvLine([...BEFORE, ...purposes, ...AFTER])
  const known = new Set(purposes)
  for await (const { row, claims } of rows()) {
    const { received, site, index, sub, id: identity } = row
    if (!claims) {
      yield csvLine([timeOf(received), '', site, index, 'unreadable'])
      continue
    }
    const { iat, evt, jur, ntc, dec, ui, dur, seq } = claims
    const others = Object.entries(dec).flatMap(([id, answer]) => (known.has(id) ? [] : [`${id}: ${answer}`]))
    yield csvLine([
      ...[timeOf(received), timeOf(iat * 1000), site, index, evt, jur, ntc.ver, ntc.hash, ntc.lang],
      ...purposes.map((id) => (Object.hasOwn(dec, id) ? dec[id] : undefined)),
      ...[others.join(', '), ui.m, ui.a, ui.t ? 'yes' : 'no', dur, seq, sub, identity],
    ])
  }
}

async function purposesIn(rows: AsyncIterable<Exported>): Promise<string[]> {
  const found = new Set<string>()
  for await (const { claims } of rows) {
    for (const id of Object.keys(claims?.dec ?? {})) if (found.size < MOST) found.add(id)
  }
  return [...found].sort()
}

// A device may have any clock; what is no date stays what it is.
function timeOf(milliseconds: number): string {
  const time = new Date(milliseconds)
  return Number.isNaN(time.getTime()) ? String(milliseconds) : time.toISOString()
}
