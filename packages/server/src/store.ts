// What a store must do: rows and tiles under a lock, and nothing that knows what a signature or a tree is.

/** A receipt as it is kept: with its countersignature, under its site and number (`jti`), at its place in the site's log. */
export type StoredReceipt = {
  site: string
  jti: string
  /** The receipt's identity; it covers site and jti, so it is unique over all sites. */
  id: string
  /** Whose: the thumbprint URI of the device's key. */
  sub: string
  receipt: string
  countersignature: string
  /** When it came, milliseconds since 1970. */
  received: number
  /** Its place in the site's log, from 0. Missing only in what was kept before there were logs. */
  index?: number
}

/** The end of a site's log. */
export type Head = {
  site: string
  /** First line of its checkpoints (C2SP tlog-checkpoint): the log's name, for ever. */
  origin: string
  size: number
  /** Merkle tree hash over all leaves (RFC 9162 §2.1.1), 32 bytes. */
  root: Uint8Array
  /** The newest checkpoint, a C2SP signed note. */
  note: string
}

/** Where a tile is (C2SP tlog-tiles): level 0 holds leaves. */
export type TilePlace = { level: number; n: number }
/**
 * 1 to 256 hashes of 32 bytes in a row; behind 256, the 16 nodes four heights above them. Only the last tile of a level
 * grows.
 */
export type Tile = TilePlace & { hashes: Uint8Array }

/** What is left of an erased receipt: its leaf, by which it is known again, and nothing of a customer; not even when. */
export type Erasure = {
  site: string
  /** Missing where it was kept before there were logs. */
  index?: number
  /** Leaf hash (RFC 9162 §2.1.1), base64url. */
  leaf: string
}

/** What the backend says of an erasure: a compact JWS at its own place in the site's log. */
export type StoredStatement = { site: string; index: number; statement: string }

/** Numbers (`jti`) and leaves of what a turn is for. */
export type Lookup = { numbers: readonly string[]; leaves: readonly string[] }
/** Those of the numbers that are kept already, by `jti`, and those of the leaves whose receipt was erased. */
export type LookupResult = { known: ReadonlyMap<string, StoredReceipt>; erased: ReadonlySet<string> }

/** What is seen while a turn at a site's log lasts. */
export type Turn = {
  /** Missing before the site's first receipt. */
  head: Head | undefined
  lookUp(lookup: Lookup): Promise<LookupResult>
  tiles(places: readonly TilePlace[]): Promise<(Uint8Array | undefined)[]>
}

/** What a turn adds, and what it erases, written together or not at all. */
export type Addition = {
  /** `expires`: when the decision no longer holds, milliseconds since 1970; by it `expired` finds them. */
  rows: readonly (StoredReceipt & { expires?: number })[]
  tiles: readonly Tile[]
  head: Head
  statements?: readonly StoredStatement[]
  /** Receipts by their number, which go with their countersignatures; index and leaf stay. */
  erased?: readonly (Erasure & { jti: string })[]
}

export interface Store {
  /**
   * A turn at the log of one site. Until it ends nobody else, in any process, has one there: the head that `work` sees is
   * the newest. What `work` resolves with is written in one transaction; `undefined` writes nothing. Where another process
   * was in the way, `work` is called again with what is newest then. Resolves only when a power cut could not undo it;
   * rejects where nothing was written, or where nobody can know. One that was given up may still call `work`, which
   * then throws.
   */
  turn(site: string, work: (turn: Turn) => Promise<Addition | undefined>): Promise<void>
  /** By the receipt's identity. */
  find(id: string): Promise<StoredReceipt | undefined>
  /** Sites that have a log, in order of their names. */
  sites(): Promise<string[]>
  head(site: string): Promise<Head | undefined>
  /** In the order asked for; undefined where there is none. */
  tiles(site: string, places: readonly TilePlace[]): Promise<(Uint8Array | undefined)[]>
  /** A site's receipts from a place on, in the order of the log: those without a place first. */
  receipts(site: string, from?: number): AsyncIterable<StoredReceipt>
  /** Everything, site by site. */
  all(): AsyncIterable<StoredReceipt>
  /** A device's receipts at a site, in the order of the log; `sub` is its thumbprint URI. */
  receiptsOf(site: string, sub: string): AsyncIterable<StoredReceipt>
  /** Receipts of a site that expired before a time, the earliest first, `most` at most; and how many there are in all. */
  expired(site: string, before: number, most: number): Promise<StoredReceipt[]>
  countExpired(site: string, before: number): Promise<number>
  /** Receipts of a site of which nobody has said when they expire, `most` at most; and to say it. */
  undated(site: string, most: number): Promise<StoredReceipt[]>
  date(site: string, dates: readonly { jti: string; expires: number }[]): Promise<void>
  findErased(leaf: string): Promise<Erasure | undefined>
  /** What was erased at a site, by index: those without a place first. */
  erasures(site: string): AsyncIterable<Erasure>
  /** A site's statements from a place on, in the order of the log. */
  statements(site: string, from?: number): AsyncIterable<StoredStatement>
  /** Keeps what customers were told, by hash: evidence must outlive the config it came from. */
  keepNotices(notices: ReadonlyMap<string, unknown>): Promise<void>
  notice(hash: string): Promise<unknown>
  /**
   * Whether receipts that come now would be kept: a write like theirs is tried, into what is no receipt and does not grow. Rejects
   * where it fails. Where some sites can be written and others cannot, resolves with those of `sites` that cannot.
   */
  check(sites?: readonly string[]): Promise<readonly string[]>
  close(): Promise<void>
}
