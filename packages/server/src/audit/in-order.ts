// A list that is as long as the log, read once along with it.

/** Items in the order of their places in; those at a place out. Places are asked for in order, too. */
export function inOrder<Item extends { index?: number }>(
  items: AsyncIterable<Item>,
): (place: number) => Promise<Item | undefined> {
  const reader = items[Symbol.asyncIterator]()
  let next: IteratorResult<Item> | undefined
  return async (place) => {
    next ??= await reader.next()
    while (!next.done && (next.value.index ?? -1) < place) next = await reader.next()
    return !next.done && next.value.index === place ? next.value : undefined
  }
}
