// Whether a store may be continued with the keys at hand, looked at before a server answers anybody.
import { ServerError } from '../errors.ts'
import { createEdge, type Logbook } from '../log/edge.ts'
import { createNodes } from '../log/nodes.ts'
import { TurnRefusal } from '../log/turn-refusal.ts'
import type { Head, Store } from '../store.ts'

/** Something in the store that keys have signed, in words; undefined where the store is empty. */
export async function somethingSigned(store: Pick<Store, 'sites' | 'all'>): Promise<string | undefined> {
  const [site] = await store.sites()
  if (site !== undefined) return `the log of ${site}`
  for await (const row of store.all()) return `receipts of ${row.site}`
  return undefined
}

/**
 * Looks at the end of every log.
 *
 * @throws ServerError `log-key-unknown` where no key of the ring, also a retired or revoked one, signed it
 */
export async function checkLogs(store: Store, book: Logbook): Promise<void> {
  const edge = createEdge(book)
  const sites = await store.sites()
  for (let at = 0; at < sites.length; at += AT_ONCE) {
    await Promise.all(sites.slice(at, at + AT_ONCE).map((site) => checkLog(site)))
  }

  async function checkLog(site: string): Promise<void> {
    const head = await store.head(site)
    if (!head) return
    try {
      await edge.open(site, { head, tiles: (places) => store.tiles(site, places) }, createNodes())
    } catch (cause) {
      // A damaged log keeps the others from nothing: its turns are refused.
      if (!(cause instanceof TurnRefusal) || cause.code === 'log-damaged') return
      throw new ServerError(cause.code, cause.message, FIXES[cause.code], cause)
    }
    await checkCountersigner(store, head, book)
  }
}

const AT_ONCE = 16

const FIXES = {
  'log-key-unknown':
    'Give this server the keys of the one that wrote the log: its keys.json, or PLACET_KEYS. If they are lost, see docs/operations.md, Keys.',
}

// A key file from before a rotation knows the log's key, and not the one that countersigned last.
async function checkCountersigner(store: Store, { site, size }: Head, { keys }: Logbook): Promise<void> {
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
