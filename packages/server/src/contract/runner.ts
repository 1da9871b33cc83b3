// The test runner that a contract is declared with.

/** What a test runner has: node:test, vitest, jest, and mocha with its `it` as `test`. */
export type Runner = {
  describe(name: string, body: () => void): unknown
  test(name: string, body: () => Promise<void>): unknown
  beforeEach(body: () => Promise<void>): unknown
  afterEach(body: () => Promise<void>): unknown
}
