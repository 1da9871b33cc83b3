// Entry point `@placet/server/node`: the parts that need Node (files, threads). The main entry point does not load them.
export { type KeySource, loadKeyring } from '../keys/key-file.ts'
export { createVerifyPool, type VerifyPool } from '../verify/verify-pool.ts'
