// The interface of a store: rows and tiles under a lock. A store does not depend on signatures or trees.

/** A stored receipt: with its countersignature, under its site and number (`jti`), at its place in the site's log. */
export type StoredReceipt = {
  site: string
  jti: string
  /** The receipt's identity; it covers site and jti, so it is unique over all sites. */
  id: string
  /** Thumbprint URI of the device's key. */
  sub: string
  receipt: string
  countersignature: string
  /** Time of reception, in milliseconds since 1970. */
  received: number
  /** Its place in the site's log, from 0. Missing only in rows stored before logs existed. */
  index?: number
}

/** The end of a site's log. */
export type Head = {
  site: string
  /** First line of its checkpoints (C2SP tlog-checkpoint): the log's name, which never changes. */
  origin: string
  size: number
  /** Merkle tree hash over all leaves (RFC 9162 §2.1.1), 32 bytes. */
  root: Uint8Array
  /** The newest checkpoint, a C2SP signed note. */
  note: string
}

/** The place of a tile (C2SP tlog-tiles). Level 0 holds leaves. */
export type TilePlace = { level: number; n: number }
/**
 * 1 to 256 hashes of 32 bytes in a row. A full tile has 16 more: the nodes four heights above. Only the last tile of a level
 * grows.
 */
export type Tile = TilePlace & { hashes: Uint8Array }

/** The remains of an erased receipt: its leaf, by which it is recognized. It has no data of the customer, and no time. */
export type Erasure = {
  site: string
  /** Missing if the receipt was stored before logs existed. */
  index?: number
  /** Leaf hash (RFC 9162 §2.1.1), base64url. */
  leaf: string
}

/** The statement of an erasure: a compact JWS at a place of its own in the site's log. */
export type StoredStatement = { site: string; index: number; statement: string }

/** Numbers (`jti`) and leaves to look up. */
export type Lookup = { numbers: readonly string[]; leaves: readonly string[] }
/** `known`: rows stored under the numbers, by `jti`. `erased`: the leaves, of those given, whose receipts were erased. */
export type LookupResult = { known: ReadonlyMap<string, StoredReceipt>; erased: ReadonlySet<string> }

/** What a turn at a site's log can read. */
export type Turn = {
  /** Missing before the site's first receipt. */
  head: Head | undefined
  lookUp(lookup: Lookup): Promise<LookupResult>
  tiles(places: readonly TilePlace[]): Promise<(Uint8Array | undefined)[]>
}

/** What a turn writes and erases, in one transaction. */
export type Addition = {
  /** `expires`: expiry of the decision in milliseconds since 1970, used by `expired`. */
  rows: readonly (StoredReceipt & { expires?: number })[]
  tiles: readonly Tile[]
  head: Head
  statements?: readonly StoredStatement[]
  /** Receipts to erase, by number, with their countersignatures. Index and leaf stay. */
  erased?: readonly (Erasure & { jti: string })[]
}

export interface Store {
  /**
   * Runs a turn at the log of one site. Turns of a site exclude each other, over all processes, so `work` sees the newest head.
   * The result of `work` is written in one transaction; `undefined` writes nothing. After a conflict with another process `work`
   * is called again with the newest state. Resolves when the write is durable. Rejects if nothing was written, or if the outcome
   * is unknown. A turn that was given up may still call `work`, which then throws.
   */
  turn(site: string, work: (turn: Turn) => Promise<Addition | undefined>): Promise<void>
  /** By the receipt's identity. */
  find(id: string): Promise<StoredReceipt | undefined>
  /** Sites that have a log, in order of their names. */
  sites(): Promise<string[]>
  head(site: string): Promise<Head | undefined>
  /** In the order of `places`; undefined for a missing tile. */
  tiles(site: string, places: readonly TilePlace[]): Promise<(Uint8Array | undefined)[]>
  /** A site's receipts from a place on, in the order of the log. Those without a place come first. */
  receipts(site: string, from?: number): AsyncIterable<StoredReceipt>
  /** All receipts, by site. */
  all(): AsyncIterable<StoredReceipt>
  /** A device's receipts at a site, in the order of the log; `sub` is its thumbprint URI. */
  receiptsOf(site: string, sub: string): AsyncIterable<StoredReceipt>
  /** Receipts of a site that expired before a time, earliest first, up to `most`; and their total number. */
  expired(site: string, before: number, most: number): Promise<StoredReceipt[]>
  countExpired(site: string, before: number): Promise<number>
  /** Receipts of a site without an expiry, up to `most`; and a method to set it. */
  withoutExpiry(site: string, most: number): Promise<StoredReceipt[]>
  setExpiry(site: string, dates: readonly { jti: string; expires: number }[]): Promise<void>
  findErased(leaf: string): Promise<Erasure | undefined>
  /** The erasures of a site, by index. Those without a place come first. */
  erasures(site: string): AsyncIterable<Erasure>
  /** A site's statements from a place on, in the order of the log. */
  statements(site: string, from?: number): AsyncIterable<StoredStatement>
  /** Stores notices by hash, so that evidence does not depend on the current config. */
  putNotices(notices: ReadonlyMap<string, unknown>): Promise<void>
  notice(hash: string): Promise<unknown>
  /**
   * Checks that receipts can be stored now, by a trial write to a row that is no receipt and does not grow. Rejects if the write
   * fails. If it fails for some sites only, resolves with those of `sites`.
   */
  check(sites?: readonly string[]): Promise<readonly string[]>
  close(): Promise<void>
}
