// What a store must do, and the one that forgets everything when the process ends: for tests and for trying things out.

/** A receipt as it is kept: with its countersignature, under its site and number (`jti`). */
export type Kept = {
  site: string
  jti: string
  /** The receipt's identity; it covers site and jti, so it is unique over all sites. */
  id: string
  receipt: string
  countersignature: string
  /** When it came, milliseconds since 1970. */
  received: number
}

/** `fresh`: kept now. Otherwise `kept` is what was there first under the same site and jti, perhaps another receipt. */
export type Keeping = { fresh: boolean; kept: Kept }

export interface Store {
  /**
   * Keeps what is new of a batch, all of it or nothing, and resolves only when a power cut could not undo it.
   * Answers for each in order. Who comes first stays, however many come at once.
   */
  keep(batch: readonly Kept[]): Promise<Keeping[]>
  /** By the receipt's identity. */
  find(id: string): Promise<Kept | undefined>
  /** Everything, in the order in which it was kept. */
  all(): AsyncIterable<Kept>
  /** Keeps what customers were told, by hash: evidence must outlive the config it came from. */
  keepNotices(notices: ReadonlyMap<string, unknown>): Promise<void>
  notice(hash: string): Promise<unknown>
  close(): Promise<void>
}

export function createMemoryStore(): Store {
  const byNumber = new Map<string, Kept>()
  const byIdentity = new Map<string, Kept>()
  const notices = new Map<string, string>()

  function keepOne(row: Kept): Keeping {
    const number = `${row.site} ${row.jti}`
    const first = byNumber.get(number)
    if (first) return { fresh: false, kept: first }
    byNumber.set(number, row)
    byIdentity.set(row.id, row)
    return { fresh: true, kept: row }
  }

  return {
    keep: async (batch) => batch.map(keepOne),
    find: async (id) => byIdentity.get(id),
    async *all() {
      yield* byNumber.values()
    },
    async keepNotices(told) {
      for (const [hash, notice] of told) notices.set(hash, JSON.stringify(notice))
    },
    async notice(hash) {
      const text = notices.get(hash)
      return text === undefined ? undefined : JSON.parse(text)
    },
    close: async () => {},
  }
}
