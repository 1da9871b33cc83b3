// Stored receipts as a table: one row each, and a column for each purpose that was answered in any of them.
import { csvLine } from './csv.ts'
import type { Exported } from './exported.ts'

const BEFORE = ['received', 'signed', 'site', 'index', 'event', 'regime', 'notice version', 'notice hash', 'language']
const AFTER = ['other answers', 'surface', 'action', 'trusted', 'valid for', 'number', 'device', 'identity']

/** Maximum columns of purposes. Receipts may name any number of purposes; the others share one column. */
const MOST = 200

/** The lines of the table. `rows` is called twice: the header needs the purposes of all rows first. */
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

// A device's clock may give a time outside the range of dates. Such a number is printed as it is.
function timeOf(milliseconds: number): string {
  const time = new Date(milliseconds)
  return Number.isNaN(time.getTime()) ? String(milliseconds) : time.toISOString()
}
