// The path of a tile in a log's URL (C2SP tlog-tiles): `<L>/<N>[.p/<W>]`. N is in groups of three digits, all but the last with an x.
import type { TilePlace } from '../store.ts'

/** Parses the path after `tile/`. `width` is that of a partial tile. Undefined for any other spelling. */
export function parseTilePath(path: string): { place: TilePlace; width?: number } | undefined {
  const [, level, n, width] = /^(\d{1,2})\/((?:x\d{3}\/)*\d{3})(?:\.p\/(\d{1,3}))?$/.exec(path) ?? []
  if (level === undefined || n === undefined) return undefined
  const place = { level: Number(level), n: Number(n.replaceAll(/[x/]/g, '')) }
  const at = width === undefined ? { place } : { place, width: Number(width) }
  const whole = width === undefined || (at.width! >= 1 && at.width! <= 255)
  return whole && place.level < 64 && Number.isSafeInteger(place.n) && tilePath(place, at.width) === path
    ? at
    : undefined
}

export function tilePath({ level, n }: TilePlace, width?: number): string {
  const threes = [String(n % 1000).padStart(3, '0')]
  for (let rest = Math.floor(n / 1000); rest > 0; rest = Math.floor(rest / 1000)) {
    threes.unshift(`x${String(rest % 1000).padStart(3, '0')}`)
  }
  return `${level}/${threes.join('/')}${width === undefined ? '' : `.p/${width}`}`
}
