// Compares the stored tiles with those computed from the receipts, and tells which of the two is wrong.
import { HASH } from '../log/hash.ts'
import { FULL, TILE } from '../log/subtree.ts'
import type { Store, Tile, TilePlace } from '../store.ts'

export type TileCheck = {
  /** Compares a computed tile. Pass full tiles in the order in which they fill, the edge last. */
  compare(made: Tile): Promise<void>
  /** The leaf at a place, as the stored tiles have it. */
  leafAt(index: number): Promise<Uint8Array | undefined>
  /** Places where the leaf in the tiles is not that of the stored row. */
  differing: readonly number[]
  /** Tiles that are missing, too short, or do not follow from the tiles below them. */
  broken: readonly TilePlace[]
  /** Tiles with more hashes than were computed. This is no error if the log has grown meanwhile. */
  longer: readonly TilePlace[]
}

export function createTileCheck(site: string, store: Pick<Store, 'tiles'>): TileCheck {
  const differing: number[] = []
  const broken: TilePlace[] = []
  const longer: TilePlace[] = []
  // By level: the hashes of the current tile that lie above a differing leaf. Their difference is no error of this tile.
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
      // The nodes stored behind the hashes follow from the hashes.
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

// Tiles of an earlier version have no nodes behind their hashes, and are complete, too.
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
