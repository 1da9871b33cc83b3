// Checks, before a server answers requests, that a store may be continued with the given keys.
import { ServerError } from '../errors.ts'
import type { Keyring } from '../keys/keyring.ts'
import { createEdge, type SigningOf } from '../log/edge.ts'
import { EMPTY_ROOT } from '../log/hash.ts'
import type { Marks } from '../log/marks.ts'
import { logOrigin } from '../log/name.ts'
import { createNodes } from '../log/nodes.ts'
import { TurnRefusal } from '../log/turn-refusal.ts'
import type { Head, Store, TilePlace } from '../store.ts'

/** Describes something in the store that keys have signed; undefined if the store is empty. */
export async function somethingSigned(store: Pick<Store, 'sites' | 'all'>): Promise<string | undefined> {
  const [site] = await store.sites()
  if (site !== undefined) return `the log of ${site}`
  for await (const row of store.all()) return `receipts of ${row.site}`
  return undefined
}

/**
 * Checks the end of every log, and updates its mark.
 *
 * @param acceptFork continues a log that is behind its mark, with a message
 * @throws ServerError `log-key-unknown` if no key of the ring signed it, not even a retired or revoked one; `log-rolled-back` if
 * it is behind its mark
 */
export async function checkLogs(store: Store, signingOf: SigningOf, marks: Marks, acceptFork = false): Promise<void> {
  const edge = createEdge(signingOf, marks)
  const sites = [...new Set([...(await store.sites()), ...marks.all().map(({ site }) => site)])]
  for (let at = 0; at < sites.length; at += AT_ONCE) {
    await Promise.all(sites.slice(at, at + AT_ONCE).map((site) => checkLog(site)))
  }

  async function checkLog(site: string): Promise<void> {
    const head = await store.head(site)
    const turn = { head, tiles: (places: readonly TilePlace[]) => store.tiles(site, places) }
    try {
      await marks.raise(await edge.open(site, turn, createNodes()))
    } catch (cause) {
      // A damaged log does not stop the server: only its own turns are refused.
      if (!(cause instanceof TurnRefusal)) throw cause
      if (cause.code === 'log-damaged' || cause.code === 'signer-unavailable') return
      if (cause.code === 'log-rolled-back' && acceptFork) {
        console.error(`placet: a fork is accepted. ${cause.message}`)
        await marks.reset(head ?? { site, origin: logOrigin(signingOf(site).issuer, site), size: 0, root: EMPTY_ROOT })
        return checkLog(site)
      }
      throw new ServerError(cause.code, cause.message, FIXES[cause.code], cause)
    }
    if (head) await checkCountersigner(store, head, signingOf(site).keys)
  }
}

const AT_ONCE = 16

const FIXES = {
  'log-key-unknown':
    'Give this server the keys of the one that wrote the log: its keys.json, or PLACET_KEYS. If they are lost, see docs/operations.md, Keys.',
  'log-rolled-back':
    'A backup was restored, or the end was lost: see docs/operations.md, Backups, before anything else. --accept-fork continues this log; any proof of a lost receipt then shows two histories.',
}

// A key file from before a rotation has the log's key, but not the key of the newest countersignature.
async function checkCountersigner(store: Store, { site, size }: Head, keys: Keyring): Promise<void> {
  const kids = new Set<unknown>(keys.jwks().keys.map(({ kid }) => kid))
  for await (const { index, countersignature } of store.receipts(site, size - 1)) {
    if (index !== size - 1) continue
    const [header = ''] = countersignature.split('.')
    const { kid } = JSON.parse(Buffer.from(header, 'base64url').toString()) as { kid?: unknown }
    if (kids.has(kid)) return
    const what = `The newest receipt of ${site} was countersigned by an ES256 key that is not among those that are given.`
    throw new ServerError('log-key-unknown', what, FIXES['log-key-unknown'])
  }
}
