// Reads a list in step with the log, once.

/** @param items in the order of their places; the returned function must be called with rising places, too */
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
