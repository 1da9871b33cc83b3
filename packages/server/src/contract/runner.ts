// The test runner that a contract is declared with.

/** The functions of a test runner: node:test, vitest, jest, or mocha with its `it` as `test`. */
export type Runner = {
  describe(name: string, body: () => void): unknown
  test(name: string, body: () => Promise<void>): unknown
  beforeEach(body: () => Promise<void>): unknown
  afterEach(body: () => Promise<void>): unknown
}
