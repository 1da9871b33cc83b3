// Places of a log as ranges of first and last. Receipts that are erased together are mostly adjacent.
export type Range = [first: number, last: number]

/** @param places in any order, without duplicates */
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
