// Entry point `@placet/server/contract`: what every store must do, as tests for any runner.
export type { Runner } from './runner.ts'
export { storeContract, type StoreUnderTest } from './store-contract.ts'
