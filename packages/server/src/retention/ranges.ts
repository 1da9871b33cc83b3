// Places of a log as ranges, first and last of each: what is erased together mostly stands together.
export type Range = [first: number, last: number]

/** In any order in, each place once. */
export function rangesOf(places: Iterable<number>): Range[] {
  const found: Range[] = []
  for (const place of [...places].sort((one, other) => one - other)) {
    const open = found.at(-1)
    if (open && place <= open[1] + 1) open[1] = place
    else found.push([place, place])
  }
  return found
}

export function sizeOf(ranges: readonly Range[]): number {
  return ranges.reduce((sum, [first, last]) => sum + last - first + 1, 0)
}
