// The public part of a log: its newest checkpoint, its tiles, and proofs of inclusion.
import { formatProof } from '@placet/receipt'
import type { Head, Store, TilePlace } from '../store.ts'
import { HASH } from './hash.ts'
import { createNodes, type Nodes, pathPlaces, type View, widthOf } from './nodes.ts'
import { inclusionPath } from './tree.ts'

export type LogReader = {
  /** The newest checkpoint; undefined before the site's first receipt. */
  checkpoint(site: string): Promise<string | undefined>
  /** A tile, or its first `width` hashes; undefined beyond the log's end. */
  tile(site: string, place: TilePlace, width?: number): Promise<Uint8Array | undefined>
  /** A C2SP tlog-proof against the newest checkpoint. */
  proof(site: string, index: number): Promise<string | undefined>
}

/** Reads committed data only. Its nodes are separate from those of turns, which may fail. */
export function createReader(store: Store): LogReader {
  const logs = new Map<string, Nodes>()
  // 40 MB: all tiles of a million receipts. Any other tile is read from the store.
  const cache = { subtrees: new Map(), most: 4096 }

  async function open(site: string, index: number): Promise<{ head: Head; nodes: View } | undefined> {
    const head = await store.head(site)
    if (!head || index >= head.size) return undefined
    const nodes = logs.get(site) ?? createNodes(cache, site)
    logs.set(site, nodes)
    const places = pathPlaces(index, head.size)
    return { head, nodes: await nodes.load(places, head.size, (missing) => store.tiles(site, missing)) }
  }

  return {
    checkpoint: async (site) => (await store.head(site))?.note,
    async tile(site, place, width) {
      const head = await store.head(site)
      const most = head ? widthOf(place, head.size) : 0
      if (most < (width ?? 256)) return undefined
      const [hashes] = await store.tiles(site, [place])
      return hashes?.subarray(0, (width ?? 256) * HASH)
    },
    async proof(site, index) {
      const log = await open(site, index)
      if (!log) return undefined
      const { head, nodes } = log
      return formatProof({ index, path: inclusionPath(nodes, index, head.size), checkpoint: head.note })
    },
  }
}
