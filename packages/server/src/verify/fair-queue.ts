// Weighted fair queuing between connections (Demers, Keshav and Shenker, SIGCOMM 1989). Small batches come before large
// ones, and no connection gets more than its share by sending more. Of the batches that wait, one is finished before the next is
// begun. Served item by item, all of them would end at the same moment, and the log would have nothing to do until then.

/** A batch that items come from, one object for each. `size`: how many it has altogether. */
export type BatchSource = { connection: object; size: number }

export type FairQueue<Item> = {
  push(item: Item, batch: BatchSource): void
  /** The next `most` items. */
  dequeue(most: number): Item[]
  /** Removes the newest item of the connection with most items, to make room for `connection`. Undefined if none has more than it. */
  displace(connection: object): Item | undefined
  size(): number
}

/** Waiting items of one batch. `finish`: when it would end if connections were served item by item; `nth`: the nth that came. */
type Line<Item> = { connection: object; finish: number; nth: number; items: Item[] }

export function createFairQueue<Item>(): FairQueue<Item> {
  // Lines with items, in the order in which they are served.
  const waiting: Line<Item>[] = []
  const lines = new WeakMap<BatchSource, Line<Item>>()
  const lastFinish = new WeakMap<object, number>()
  // How many items each connection would have had by now, if all were served item by item.
  let clock = 0
  let count = 0
  let size = 0

  function lineOf(batch: BatchSource): Line<Item> {
    const known = lines.get(batch)
    if (known) return known
    const { connection } = batch
    const finish = Math.max(clock, lastFinish.get(connection) ?? 0) + batch.size
    const line = { connection, finish, nth: ++count, items: [] }
    lines.set(batch, line)
    lastFinish.set(connection, finish)
    return line
  }

  function insert(line: Line<Item>): void {
    let at = waiting.length
    while (at > 0 && isBefore(line, waiting[at - 1]!)) at--
    waiting.splice(at, 0, line)
  }

  return {
    push(item, batch) {
      const line = lineOf(batch)
      if (line.items.length === 0) insert(line)
      line.items.push(item)
      size++
    },
    dequeue(most) {
      const taken: Item[] = []
      const connections = new Set(waiting.map(({ connection }) => connection)).size
      while (taken.length < most && waiting.length > 0) {
        const [line] = waiting as [Line<Item>]
        taken.push(...line.items.splice(0, most - taken.length))
        if (line.items.length === 0) waiting.shift()
      }
      size -= taken.length
      clock += taken.length / Math.max(1, connections)
      return taken
    },
    displace(connection) {
      const counts = new Map([[connection, 0]])
      for (const line of waiting) counts.set(line.connection, (counts.get(line.connection) ?? 0) + line.items.length)
      const [longest, most] = [...counts].reduce((one, other) => (other[1] > one[1] ? other : one))
      if (most <= counts.get(connection)! + 1) return undefined
      const at = waiting.map((line) => line.connection).lastIndexOf(longest)
      const line = waiting[at]!
      const item = line.items.pop()
      if (line.items.length === 0) waiting.splice(at, 1)
      size--
      return item
    },
    size: () => size,
  }
}

function isBefore<Item>(one: Line<Item>, other: Line<Item>): boolean {
  return one.finish < other.finish || (one.finish === other.finish && one.nth < other.nth)
}
