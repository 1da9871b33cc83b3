// One queue for each site: what comes in within five milliseconds, and until the log is this process's alone, shares a turn.
// However many customers decide, the disk is asked fewer than 200 times a second.
import { QueueFull } from '../queue-full.ts'
import type { Store } from '../store.ts'
import { append, type Candidate, type Logbook, type Placed } from './append.ts'
import { createNodes, type Nodes } from './nodes.ts'

export type Sequencer = {
  /** Resolves once a power cut could not undo it. Rejects where the store failed, or `QueueFull`. */
  add(site: string, candidate: Candidate): Promise<Placed>
  /** Resolves when nothing is under way. */
  drain(): Promise<void>
  /** How many wait, over all sites. */
  waiting(): number
}

/** Most receipts in one turn; and how long they gather before it is asked for, in milliseconds. */
const MOST = 1024
const GATHER = 5

/** Most that may wait at one site: about what is served within the few seconds a sender waits. */
const QUEUE = 10_000

type Waiting = { candidate: Candidate; resolve(placed: Placed): void; reject(cause: unknown): void }
type Lane = { site: string; queue: Waiting[]; running?: Promise<void>; nodes: Nodes }

export function createSequencer(store: Pick<Store, 'turn'>, book: Logbook): Sequencer {
  const lanes = new Map<string, Lane>()

  function laneOf(site: string): Lane {
    const lane = lanes.get(site) ?? { site, queue: [], nodes: createNodes() }
    lanes.set(site, lane)
    return lane
  }

  async function run(lane: Lane): Promise<void> {
    while (lane.queue.length > 0) {
      if (lane.queue.length < MOST) await new Promise((resolve) => setTimeout(resolve, GATHER))
      await take(lane, lane.queue.length)
    }
    delete lane.running
  }

  // The group is who waits when the turn begins: another process may have had its own first.
  async function take(lane: Lane, waiting: number): Promise<void> {
    const group: Waiting[] = []
    let placed: Placed[] = []
    let over = false
    try {
      await store.turn(lane.site, async (turn) => {
        // Given up, and begun after all: whom it took now, nobody would answer.
        if (over) throw new Error('This turn is over.')
        // The store tries again where another process was in the way; what was appended the first time was not written.
        if (group.length > 0) lane.nodes = createNodes()
        group.push(...lane.queue.splice(0, MOST - group.length))
        const candidates = group.map(({ candidate }) => candidate)
        const done = await append(lane.site, candidates, turn, lane.nodes, book)
        placed = done.placed
        return done.addition
      })
      group.forEach(({ resolve }, index) => resolve(placed[index]!))
    } catch (cause) {
      over = true
      // What was appended in memory may not be what was written.
      lane.nodes = createNodes()
      const failed = group.length > 0 ? group : lane.queue.splice(0, waiting)
      for (const { reject } of failed) reject(cause)
    }
  }

  return {
    add(site, candidate) {
      const lane = laneOf(site)
      if (lane.queue.length >= QUEUE) return Promise.reject(new QueueFull(`${QUEUE} receipts wait already`))
      return new Promise((resolve, reject) => {
        lane.queue.push({ candidate, resolve, reject })
        lane.running ??= run(lane)
      })
    },
    async drain() {
      await Promise.all([...lanes.values()].map(({ running }) => running))
    },
    waiting: () => [...lanes.values()].reduce((sum, { queue }) => sum + queue.length, 0),
  }
}
