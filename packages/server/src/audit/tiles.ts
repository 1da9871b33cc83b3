// The stored tiles beside those that the receipts make: where they differ, and which of the two is to blame.
import { HASH } from '../log/hash.ts'
import { FULL, TILE } from '../log/subtree.ts'
import type { Store, Tile, TilePlace } from '../store.ts'

export type TileCheck = {
  /** Looks at a tile as the receipts make it. Full ones in the order in which they fill, the edge last. */
  compare(made: Tile): Promise<void>
  /** The leaf that the store's tiles have at a place. */
  leafAt(index: number): Promise<Uint8Array | undefined>
  /** Places whose leaf in the log is not that of what is kept there. */
  differing: readonly number[]
  /** Tiles that are missing, too short, or no hashes of the tiles below them. */
  broken: readonly TilePlace[]
  /** Tiles that hold more than was made: no fault in a log that has grown meanwhile. */
  longer: readonly TilePlace[]
}

export function createTileCheck(site: string, store: Pick<Store, 'tiles'>): TileCheck {
  const differing: number[] = []
  const broken: TilePlace[] = []
  const longer: TilePlace[] = []
  // By level: the hashes of the tile that is filling now that stand over a leaf that differs. They are no fault of its own.
  const excused: Set<number>[] = []

  async function read({ level, n }: TilePlace): Promise<Uint8Array | undefined> {
    return (await store.tiles(site, [{ level, n }]))[0]
  }

  return {
    differing,
    broken,
    longer,
    async compare(made) {
      const { level, n, hashes } = made
      const kept = await read(made)
      const differ = kept ? differingSlots(hashes, kept) : []
      const wrong = differ.filter((slot) => slot < TILE)
      const over = excused[level] ?? new Set()
      // What stands behind the hashes follows from them.
      const behind = differ.length > wrong.length && (level === 0 ? wrong : [...over]).length === 0
      if (level === 0) differing.push(...wrong.map((slot) => n * TILE + slot))
      const width = kept?.length ?? 0
      const unlike = level > 0 && wrong.some((slot) => !over.has(slot))
      if (width < Math.min(hashes.length, TILE * HASH) || !isWhole(width) || unlike || behind) broken.push({ level, n })
      else if (width > hashes.length) longer.push({ level, n })
      if (level === 0 ? wrong.length > 0 : over.size > 0) (excused[level + 1] ??= new Set()).add(n % TILE)
      delete excused[level]
    },
    async leafAt(index) {
      const tile = await read({ level: 0, n: Math.floor(index / TILE) })
      const at = (index % TILE) * HASH
      return tile && tile.length >= at + HASH ? tile.slice(at, at + HASH) : undefined
    },
  }
}

// Tiles from before anything stood behind their hashes are whole, too.
function isWhole(bytes: number): boolean {
  return bytes <= TILE * HASH || bytes === FULL
}

function differingSlots(made: Uint8Array, kept: Uint8Array): number[] {
  const width = Math.min(made.length, kept.length)
  if (Buffer.compare(made.subarray(0, width), kept.subarray(0, width)) === 0) return []
  const slots = Array.from({ length: Math.floor(width / HASH) }, (_, slot) => slot)
  return slots.filter((slot) => {
    const [from, to] = [slot * HASH, (slot + 1) * HASH]
    return Buffer.compare(made.subarray(from, to), kept.subarray(from, to)) !== 0
  })
}
