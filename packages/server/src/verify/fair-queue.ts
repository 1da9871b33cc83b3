// A queue that serves connections in turn: however much one of them brings, another waits for one item of each.

export type FairQueue<Item> = {
  push(item: Item, connection: unknown): void
  /** The next of each connection in turn, `most` altogether. */
  take(most: number): Item[]
  /** Takes the newest item of the connection that has most, for one of a connection that has fewer; undefined where none has more. */
  displace(connection: unknown): Item | undefined
  size(): number
}

export function createFairQueue<Item>(): FairQueue<Item> {
  // In the order of their turns.
  const queues = new Map<unknown, Item[]>()
  let size = 0

  return {
    push(item, connection) {
      const queue = queues.get(connection)
      if (queue) queue.push(item)
      else queues.set(connection, [item])
      size++
    },
    take(most) {
      const taken: Item[] = []
      for (const [connection, queue] of queues) {
        if (taken.length === most) break
        taken.push(queue.shift()!)
        // At the end again, so that this loop comes to it again as well.
        queues.delete(connection)
        if (queue.length > 0) queues.set(connection, queue)
      }
      size -= taken.length
      return taken
    },
    displace(connection) {
      let longest: Item[] = []
      for (const queue of queues.values()) if (queue.length > longest.length) longest = queue
      if (longest.length <= (queues.get(connection)?.length ?? 0) + 1) return undefined
      size--
      return longest.pop()
    },
    size: () => size,
  }
}
