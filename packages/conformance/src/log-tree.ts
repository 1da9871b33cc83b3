// Reads a log's tree from its public tiles (C2SP tlog-tiles), and computes the two roots of a consistency proof.
import { nodeInput } from '@placet/receipt'
import { demand } from './fault.ts'
import type { Wire } from './wire.ts'

/** Up to this size every leaf is read. In a larger log, upper tiles are not recomputed. */
const MOST_LEAVES = 16_384

/** Computes the roots over the first `before` and over all `size` leaves from the same hashes, which proves consistency. */
export async function rootsFromTiles(
  wire: Wire,
  log: string,
  before: number,
  size: number,
): Promise<{ before: Uint8Array; now: Uint8Array }> {
  const tiles = new Map<string, Promise<Uint8Array>>()

  function tile(level: number, n: number): Promise<Uint8Array> {
    const width = Math.min(256, Math.floor(size / 256 ** level) - n * 256)
    const path = `${log}/tile/${tilePath(level, n, width < 256 ? width : undefined)}`
    const reading = tiles.get(path) ?? readTile(wire, path, width)
    tiles.set(path, reading)
    return reading
  }

  // The hash over 2^height leaves from `low` on. `low` is a multiple of 2^height.
  async function subtree(low: number, height: number): Promise<Uint8Array> {
    const level = Math.floor(height / 8)
    const stated = await rowOf(level, low, height % 8)
    if (level === 0 || size > MOST_LEAVES) return stated
    const half = 2 ** (height - 1)
    const computed = await node(await subtree(low, height - 1), await subtree(low + half, height - 1))
    demand(same(computed, stated), `a tile of level ${level} is not what follows from the tiles of level ${level - 1}`)
    return computed
  }

  // The same hash, computed from one tile.
  async function rowOf(level: number, low: number, height: number): Promise<Uint8Array> {
    const start = low / 256 ** level
    const bytes = await tile(level, Math.floor(start / 256))
    const from = (start % 256) * 32
    const count = 2 ** height
    let row: Uint8Array[] = Array.from({ length: count }, (_, at) => bytes.slice(from + at * 32, from + at * 32 + 32))
    while (row.length > 1) row = await Promise.all(pairs(row).map(([left, right]) => node(left, right)))
    return row[0]!
  }

  // RFC 9162 §2.1.1. A range that contains `before` is split, so that no hash covers both sides of it.
  async function root(low: number, high: number): Promise<Uint8Array> {
    const height = Math.log2(high - low)
    if (Number.isInteger(height) && low % 2 ** height === 0 && !(low < before && before < high))
      return subtree(low, height)
    const middle = low + 2 ** (Math.ceil(height) - 1)
    return node(await root(low, middle), await root(middle, high))
  }
  return { before: await root(0, before), now: await root(0, size) }
}

async function readTile(wire: Wire, path: string, width: number): Promise<Uint8Array> {
  const exchange = await wire.get(path)
  const { status, bytes, headers } = exchange
  demand(status === 200, `a tile under the checkpoint must be there; it is ${status}`, exchange)
  demand(
    bytes.length === width * 32,
    `a tile of ${width} hashes has ${width * 32} bytes; it has ${bytes.length}`,
    exchange,
  )
  const type = headers['content-type'] ?? 'missing'
  demand(type === 'application/octet-stream', `content-type must be application/octet-stream; it is ${type}`, exchange)
  return bytes
}

// `<L>/<N>[.p/<W>]`. N is in groups of three digits, all but the last with an x.
function tilePath(level: number, n: number, width?: number): string {
  const threes = [String(n % 1000).padStart(3, '0')]
  for (let rest = Math.floor(n / 1000); rest > 0; rest = Math.floor(rest / 1000)) {
    threes.unshift(`x${String(rest % 1000).padStart(3, '0')}`)
  }
  return `${level}/${threes.join('/')}${width === undefined ? '' : `.p/${width}`}`
}

const same = (one: Uint8Array, other: Uint8Array) => Buffer.from(one).equals(other)
const pairs = (row: Uint8Array[]) => row.flatMap((each, at) => (at % 2 ? [] : [[each, row[at + 1]!] as const]))

async function node(left: Uint8Array, right: Uint8Array): Promise<Uint8Array> {
  return new Uint8Array(await crypto.subtle.digest('SHA-256', nodeInput(left, right) as Uint8Array<ArrayBuffer>))
}
