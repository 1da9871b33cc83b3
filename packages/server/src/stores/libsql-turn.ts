// Turns at the logs of a SQLite file. It has one writer for all sites, so nobody keeps it while signing, which may take long
// where keys are behind a network: the work is done first, and written if the log is still where it was.
import type { Addition, Store, Turn } from '../store.ts'
import type { Reads } from './libsql-reads.ts'
import type { Writer } from './libsql-writes.ts'

export function createTurns(read: Reads, writer: Writer): Store['turn'] {
  // The last turn of each site: in this process they are one after the other.
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

/** So often another process may be faster; then it waits. */
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
      // From here on nobody else writes: what was kept last is what the reader sees.
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
