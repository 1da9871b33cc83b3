// The nodes of one log's tree in memory: from tiles that were read or appended. Complete nodes never change, so any smaller
// tree can be read from them, too.
import type { Tile, TilePlace } from '../store.ts'
import { HASH } from './hash.ts'
import { createSubtree, extend, HEIGHT, nodeOf, push, type Subtree, TILE, tileOf } from './subtree.ts'
import { TurnRefusal } from './turn-refusal.ts'

export type ReadTiles = (places: readonly TilePlace[]) => Promise<(Uint8Array | undefined)[]>

/** A complete node; `height` 0 is a leaf. @throws Error if its tile was not loaded */
export type View = { at(height: number, index: number): Uint8Array }

export type Nodes = View & {
  /**
   * Loads tiles as wide as a tree of `size` has them. Resolves with a view that keeps these tiles, even if others are loaded
   * meanwhile.
   *
   * @throws TurnRefusal if the store has narrower tiles, or none
   */
  load(places: readonly TilePlace[], size: number, read: ReadTiles): Promise<View>
  /** Appends the next leaf to a tree of `size` leaves. Its edge must be loaded. */
  append(leaf: Uint8Array, size: number): void
  /** The tiles that `append` has changed since the last call. */
  touched(): Tile[]
}

/** Tiles in memory, of one or several logs, and their maximum number. Each takes 16 kB. */
export type NodeCache = { subtrees: Map<string, Subtree>; most: number }

/** @param name name of the log, if several share a cache */
export function createNodes(cache: NodeCache = { subtrees: new Map(), most: 256 }, name = ''): Nodes {
  const { subtrees, most } = cache
  const keyOf = ({ level, n }: TilePlace) => `${name} ${level}/${n}`
  const changed = new Map<string, TilePlace>()

  function subtreeAt(place: TilePlace): Subtree {
    const key = keyOf(place)
    const subtree = subtrees.get(key) ?? createSubtree()
    // Moves the tile to the end of the map: the first one is the least recently used.
    subtrees.delete(key)
    subtrees.set(key, subtree)
    return subtree
  }

  function append(hash: Uint8Array, level: number, index: number): void {
    const place = { level, n: Math.floor(index / TILE) }
    const subtree = subtreeAt(place)
    if (subtree.width !== index % TILE) throw new Error(`tile ${level}/${place.n} does not end where ${index} begins`)
    push(subtree, hash)
    changed.set(keyOf(place), place)
    if (subtree.width === TILE) append(nodeOf(subtree, HEIGHT, 0), level + 1, place.n)
  }

  function forgetOldest(): void {
    for (const key of subtrees.keys()) {
      if (subtrees.size <= most) return
      if (!changed.has(key)) subtrees.delete(key)
    }
  }

  function nodeIn(some: ReadonlyMap<string, Subtree>, height: number, index: number): Uint8Array {
    const within = height % HEIGHT
    const across = TILE >> within
    const subtree = some.get(keyOf({ level: Math.floor(height / HEIGHT), n: Math.floor(index / across) }))
    if (!subtree || subtree.width >> within <= index % across) {
      throw new Error(`node ${height}/${index} is not at hand`)
    }
    return nodeOf(subtree, within, index % across)
  }

  return {
    async load(places, size, read) {
      const held = new Map(places.map((place) => [keyOf(place), subtreeAt(place)]))
      const missing = places.filter((place) => held.get(keyOf(place))!.width < widthOf(place, size))
      const tiles = missing.length > 0 ? await read(missing) : []
      for (const [index, place] of missing.entries()) {
        const tile = tiles[index]
        const width = widthOf(place, size)
        if (!tile || tile.length < width * HASH) {
          const what = `tile ${place.level}/${place.n} is too narrow for a tree of ${size}`
          throw new TurnRefusal('log-damaged', `The log is damaged: ${what}.`)
        }
        extend(held.get(keyOf(place))!, tile, width)
      }
      forgetOldest()
      return { at: (height, index) => nodeIn(held, height, index) }
    },
    at: (height, index) => nodeIn(subtrees, height, index),
    append: (leaf, size) => append(leaf, 0, size),
    touched() {
      const tiles = [...changed.values()].map((place) => ({ ...place, hashes: tileOf(subtreeAt(place)) }))
      changed.clear()
      return tiles
    },
  }
}

/** Number of hashes that a tile has in a tree of that size. */
export function widthOf({ level, n }: TilePlace, size: number): number {
  return Math.max(0, Math.min(TILE, Math.floor(size / TILE ** level) - n * TILE))
}

/** The last tile of each level, as an append and the root need them. */
export function edgePlaces(size: number): TilePlace[] {
  return levelsOf(size)
    .map((level) => ({ level, n: Math.floor(size / TILE ** (level + 1)) }))
    .filter((place) => widthOf(place, size) > 0)
}

/** The tiles with all sibling nodes on the path from a leaf to the root, including the edge. */
export function pathPlaces(index: number, size: number): TilePlace[] {
  const path = levelsOf(size).map((level) => ({ level, n: Math.floor(index / TILE ** (level + 1)) }))
  const edge = edgePlaces(size).filter(({ level, n }) => path[level]?.n !== n)
  return [...path.filter((place) => widthOf(place, size) > 0), ...edge]
}

function levelsOf(size: number): number[] {
  const levels: number[] = []
  for (let level = 0; size >= TILE ** level; level++) levels.push(level)
  return levels
}
