// The cookie as evidence sees it, memory included. It is never changed once a newer decision stands in it.
import type { Remembered } from '../cookie.ts'
import type { Answers } from '../policy.ts'
import type { EvidenceNeeds } from './entry.ts'

export type Bookmark = {
  read(): Remembered | undefined
  /** The vault holds this decision and its answer: the next page need not open it. */
  settle(latest: Pick<Remembered, 'seq' | 'answers'>): void
  /** The vault had more decisions than the cookie knew of; `now` is what it says, read in the same task. */
  renumber(now: Remembered, seq: number): void
  /** The cookie was lost, or is older than the vault; `seen` is what it said, and must still say, when that was found. */
  restore(latest: Omit<Remembered, 'pending'>, seen: Remembered | undefined): void
}

export function makeBookmark({ remembrance, reconsider }: EvidenceNeeds): Bookmark {
  const { read, write } = remembrance
  return {
    read,
    settle({ seq, answers }) {
      const now = read()
      if (now?.seq === seq && now.pending && sameAnswers(now.answers, answers)) write({ ...now, pending: false })
    },
    renumber(now, seq) {
      write({ ...now, seq })
      reconsider()
    },
    restore(latest, seen) {
      const now = read()
      if (now?.seq !== seen?.seq || (now && now.seq > latest.seq)) return
      write({ ...latest, pending: true })
      reconsider()
    },
  }
}

export function sameAnswers(one: Answers, other: Answers): boolean {
  const sorted = (answers: Answers) => JSON.stringify(Object.entries(answers).sort())
  return sorted(one) === sorted(other)
}
