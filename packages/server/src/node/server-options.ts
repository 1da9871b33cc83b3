// What a server process is told, and what it gives back.
import { HANDLER_OPTIONS, type HandlerOptions } from '../backend.ts'
import { FLAG, OBJECT, type Shape, TEXT, whole } from '../options.ts'
import type { Timeouts } from './timeouts.ts'

export type ServerOptions = Pick<HandlerOptions, 'sites' | 'config' | 'notices' | 'now' | 'log' | 'limits'> & {
  /** Default 8787; 0 takes a free one. */
  port?: number | undefined
  /** Default '127.0.0.1': this machine only. */
  host?: string | undefined
  /** Folder of keys and, unless `store` is another, of the store; default '.placet'. */
  dataDir?: string | undefined
  /** `postgres://…`; default: a file in the data folder. */
  store?: string | undefined
  /** URL of this backend as the world sees it; default: its own address. */
  issuer?: string | undefined
  /** Whether `GET /metrics` answers, to every client that can reach it; default false. */
  metrics?: boolean | undefined
  /** Goes on with a log that went back behind what was acknowledged; without, such a server does not start. */
  acceptFork?: boolean | undefined
  /**
   * ISO 8601, such as `P3Y`: how long a receipt is kept when its decision holds no longer (its own `dur`). Then it is erased, and a
   * statement of it signed. Without it everything is kept.
   */
  retention?: string | undefined
  /** How long clients may take; see `Timeouts`. */
  timeouts?: Partial<Timeouts> | undefined
  /** Most milliseconds that `close` waits for answers, and again for the store; default 10,000. */
  patience?: number | undefined
}

const { sites, config, notices, now, log, limits } = HANDLER_OPTIONS
export const OPTIONS: Shape<ServerOptions> = {
  ...{ sites, config, notices, now, log, limits },
  port: whole(0, 65_535),
  host: TEXT,
  dataDir: TEXT,
  store: TEXT,
  issuer: TEXT,
  metrics: FLAG,
  acceptFork: FLAG,
  // What it says, `retentionOf` checks.
  retention: TEXT,
  timeouts: OBJECT,
  patience: whole(0),
}
export const CHANGES: Shape<Changes> = { sites, notices }

export type Changes = Pick<HandlerOptions, 'sites' | 'notices'>
export type RunningServer = {
  url: string
  /** Takes other sites in place of those of before, and more notices. @throws ServerError; nothing is changed then */
  update(changes: Changes): Promise<void>
  /** Answers what has begun, keeps what was sent, closes the store. @throws ServerError `stop-late` */
  close(): Promise<void>
}
