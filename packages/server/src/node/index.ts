// Entry point `@placet/server/node`: what an embedded backend needs of Node (files, threads). The main entry loads without.
export { type KeySource, loadKeyring } from '../keys/key-file.ts'
export { createVerifyPool, type VerifyPool } from '../verify/verify-pool.ts'
