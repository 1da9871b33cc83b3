// Turns at the logs of a SQLite file. SQLite has one writer for all sites, and signing with keys behind a network may take long.
// So a turn does its work without the write lock, and writes only if the log has not changed meanwhile.
import type { Addition, Store, Turn } from '../store.ts'
import type { Reads } from './libsql-reads.ts'
import type { Writer } from './libsql-writes.ts'

export function createTurns(read: Reads, writer: Writer): Store['turn'] {
  // The last turn of each site: within this process, turns of a site run one after the other.
  const last = new Map<string, Promise<unknown>>()

  return (site, work) => {
    const turn = (last.get(site) ?? Promise.resolve()).then(() => takeTurn(site, work, read, writer))
    const over = turn.then(
      () => undefined,
      () => undefined,
    )
    last.set(site, over)
    void over.then(() => last.get(site) === over && last.delete(site))
    return turn
  }
}

/** Attempts without the write lock, in case another process is faster. After them the work is done under the lock. */
const ATTEMPTS = 3

async function takeTurn(
  site: string,
  work: (turn: Turn) => Promise<Addition | undefined>,
  read: Reads,
  writer: Writer,
): Promise<void> {
  for (let attempt = 0; attempt < ATTEMPTS; attempt++) {
    const turn = see(site, read)
    const isUnchanged = () => read.head(site)?.note === turn.head?.note
    const done = await work(turn).then(
      (addition) => ({ addition }),
      (cause: unknown) => ({ cause }),
    )
    if (!isUnchanged()) continue
    if ('cause' in done) throw done.cause
    const { addition } = done
    if (!addition) return
    let written = false
    await writer.transaction(async (write) => {
      // Here no other process can write, so the reader sees the newest state.
      if (isUnchanged()) written = true
      if (written) write.addition(addition)
      return written
    })
    if (written) return
  }
  await writer.transaction(async (write) => {
    const addition = await work(see(site, read))
    if (addition) write.addition(addition)
    return addition !== undefined
  })
}

function see(site: string, read: Reads): Turn {
  return {
    head: read.head(site),
    lookUp: async ({ numbers, leaves }) => ({
      known: new Map(read.numbers(site, numbers).map((row) => [row.jti, row])),
      erased: new Set(read.erased(site, leaves)),
    }),
    tiles: async (places) => read.tiles(site, places),
  }
}
