// One queue for each site: what comes in while a turn is under way shares the next one. Where several shared the last, the
// next begins no sooner than five milliseconds after it: however many customers decide, the disk is asked 200 times a second.
import { QueueFull } from '../queue-full.ts'
import type { Store } from '../store.ts'
import { append, askedBy, type Candidate, type Logbook, type Placed } from './append.ts'
import { createNodes, type Nodes } from './nodes.ts'

export type Sequencer = {
  /** Resolves once a power cut could not undo it. Rejects where the store failed, or `QueueFull`. */
  add(site: string, candidate: Candidate): Promise<Placed>
  /** Resolves when nothing is under way. */
  drain(): Promise<void>
  /** How many wait, over all sites. */
  waiting(): number
}

/** Most receipts in one turn; and the time from the start of one that several share to that of the next, in milliseconds. */
const MOST = 1024
const PAUSE = 5

/** Most that may wait at one site: about what is served within the few seconds a sender waits. */
const QUEUE = 10_000

type Waiting = { candidate: Candidate; resolve(placed: Placed): void; reject(cause: unknown): void }
type Lane = { site: string; queue: Waiting[]; running?: Promise<void>; began: number; shared: boolean; nodes: Nodes }

export function createSequencer(store: Pick<Store, 'turn'>, book: Logbook): Sequencer {
  const lanes = new Map<string, Lane>()

  function laneOf(site: string): Lane {
    const lane = lanes.get(site) ?? { site, queue: [], began: 0, shared: false, nodes: createNodes() }
    lanes.set(site, lane)
    return lane
  }

  async function run(lane: Lane): Promise<void> {
    while (lane.queue.length > 0) {
      await pause(lane.shared ? lane.began + PAUSE - performance.now() : 0)
      lane.began = performance.now()
      lane.shared = lane.queue.length > 1
      await take(lane, lane.queue.splice(0, MOST))
    }
    delete lane.running
  }

  async function take(lane: Lane, group: Waiting[]): Promise<void> {
    const candidates = group.map(({ candidate }) => candidate)
    let placed: Placed[] = []
    let tries = 0
    try {
      await store.turn(lane.site, askedBy(candidates), async (turn) => {
        // The store tries again where another process was in the way; what was appended the first time was not written.
        if (tries++ > 0) lane.nodes = createNodes()
        const done = await append(lane.site, candidates, turn, lane.nodes, book)
        placed = done.placed
        return done.addition
      })
      group.forEach(({ resolve }, index) => resolve(placed[index]!))
    } catch (cause) {
      // What was appended in memory may not be what was written.
      lane.nodes = createNodes()
      for (const { reject } of group) reject(cause)
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

// At least until everything that has arrived by now is in the queue.
function pause(ms: number): Promise<void> {
  return new Promise((resolve) => (ms > 0 ? setTimeout(resolve, ms) : setImmediate(resolve)))
}
