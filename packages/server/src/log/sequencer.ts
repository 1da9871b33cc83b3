// One queue for each site: what comes in within five milliseconds, and until the log is this process's alone, shares a turn.
// However many customers decide, the disk is asked fewer than 200 times a second.
import { QueueFull } from '../limits/queue-full.ts'
import type { Addition, Head, Store, Turn } from '../store.ts'
import { append, type Submission, type SubmissionResult } from './append.ts'
import { createEdge, type Edge, type Signing, type SigningOf } from './edge.ts'
import { createMarks, type Marks } from './marks.ts'
import { createNodes, type Nodes } from './nodes.ts'
import { TurnRefusal } from './turn-refusal.ts'

export type Sequencer = {
  /** Resolves once a power cut could not undo it. Rejects where the store failed, or `QueueFull`. */
  add(site: string, submission: Submission): Promise<SubmissionResult>
  /** A turn for anything else than receipts. `work` is called again where another process was in the way. */
  change(
    site: string,
    work: (turn: Turn, book: Signing & { edge: Edge }) => Promise<Addition | undefined>,
  ): Promise<void>
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

type Waiting = { submission: Submission; resolve(placed: SubmissionResult): void; reject(cause: unknown): void }
/** `answering`: resolves when those whose turn is over have been told. */
type SiteQueue = {
  site: string
  waiting: Waiting[]
  most: number
  running?: Promise<void>
  answering?: Promise<void>
  nodes: Nodes
}

/** @param signing the keys that sign: the same for all sites, or a function that gives each site its own */
export function createSequencer(
  store: Pick<Store, 'turn'>,
  signing: Signing | SigningOf,
  marks: Marks = createMarks(),
): Sequencer {
  const signingOf = typeof signing === 'function' ? signing : () => signing
  const edge = createEdge(signingOf, marks)
  const queues = new Map<string, SiteQueue>()

  function queueOf(site: string): SiteQueue {
    const queue = queues.get(site) ?? { site, waiting: [], most: MOST, nodes: createNodes() }
    queues.set(site, queue)
    return queue
  }

  async function run(queue: SiteQueue): Promise<void> {
    while (queue.waiting.length > 0) {
      if (queue.waiting.length < MOST) await new Promise((resolve) => setTimeout(resolve, GATHER))
      await runTurn(queue, queue.waiting.length)
    }
    delete queue.running
  }

  // The group is formed when the turn begins, not when it is asked for: another process may have a turn before.
  async function runTurn(queue: SiteQueue, asked: number): Promise<void> {
    const group: Waiting[] = []
    let placed: SubmissionResult[] = []
    let head: Head | undefined
    let signed = 0
    let over = false
    try {
      await store.turn(queue.site, async (turn) => {
        // The turn was given up and begins after all. Submissions taken now would never be answered.
        if (over) throw new Error('This turn is over.')
        // The store tries again where another process was in the way; what was appended the first time was not written.
        if (group.length > 0) queue.nodes = createNodes()
        group.push(...queue.waiting.splice(0, Math.max(0, queue.most - group.length)))
        const submissions = group.map(({ submission }) => submission)
        const book = { ...signingOf(queue.site), edge }
        const done = await append(queue.site, submissions, turn, queue.nodes, book)
        ;({ placed, head } = done)
        signed = done.addition?.rows.length ?? 0
        return done.addition
      })
      queue.most = Math.min(MOST, Math.max(queue.most, signed * 2))
      if (head) queue.answering = answer(group, placed, head)
    } catch (cause) {
      over = true
      // What was appended in memory may not be what was written.
      queue.nodes = createNodes()
      const failed = group.length > 0 ? group : queue.waiting.splice(0, asked)
      if (cause instanceof TurnRefusal) {
        // Waiting submissions would be refused for the same reason, one turn after the other. The next groups are smaller,
        // in case this one was too large for a remote signer.
        queue.most = Math.max(1, Math.floor(group.length / 4))
        failed.push(...queue.waiting.splice(0))
      }
      for (const { reject } of failed) reject(cause)
    }
  }

  // What is answered is never ahead of the mark on the disk. The next turn does not wait for that.
  async function answer(group: readonly Waiting[], placed: readonly SubmissionResult[], head: Head): Promise<void> {
    try {
      await marks.raise(head)
      group.forEach(({ resolve }, index) => resolve(placed[index]!))
    } catch (cause) {
      for (const { reject } of group) reject(cause)
    }
  }

  return {
    add(site, submission) {
      const queue = queueOf(site)
      if (queue.waiting.length >= QUEUE) return Promise.reject(new QueueFull(`${QUEUE} receipts wait already`))
      return new Promise((resolve, reject) => {
        queue.waiting.push({ submission, resolve, reject })
        queue.running ??= run(queue)
      })
    },
    async change(site, work) {
      let head: Head | undefined
      await store.turn(site, async (turn) => {
        const addition = await work(turn, { ...signingOf(site), edge })
        head = addition?.head
        return addition
      })
      if (head) await marks.raise(head)
    },
    async drain() {
      await Promise.all([...queues.values()].map(({ running }) => running))
      await Promise.all([...queues.values()].map(({ answering }) => answering))
    },
    waiting: () => [...queues.values()].reduce((sum, { waiting }) => sum + waiting.length, 0),
  }
}
