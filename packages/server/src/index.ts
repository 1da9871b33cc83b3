// Entry point `@placet/server`: a handler for any runtime, and a server that needs only a folder.
export type { Flag, Result } from './http/accept.ts'
export type { HandlerOptions } from './backend.ts'
export type { Bundle } from './evidence.ts'
export { ServerError, type ServerErrorCode } from './errors.ts'
export { createHandler, type Handler } from './http/handler.ts'
export {
  generateKeys,
  type Keyring,
  keyringFrom,
  type LogSigner,
  type PublicKeyEntry,
  type Signer,
} from './keys/keyring.ts'
export type { Limits } from './limits/limits.ts'
export { createMetrics, type Metrics } from './metrics.ts'
export type { RunningServer, ServerOptions } from './node/server-options.ts'
export { startServer } from './node/start-server.ts'
export type { Notices } from './notices.ts'
export type { Site, Sites } from './site-policy.ts'
export type { ItemProblemCode, Problem, ProblemCode } from './http/problem.ts'
export type { ReceiptResponse } from './http/read.ts'
export type { Counts, LogEntry, RequestLog } from './http/request-log.ts'
export type {
  Addition,
  Lookup,
  Erasure,
  Head,
  StoredReceipt,
  StoredStatement,
  LookupResult,
  Store,
  Tile,
  TilePlace,
  Turn,
} from './store.ts'
