// The assertions of the contract, based on node:assert, so that the contract does not depend on a test runner.
import assert from 'node:assert/strict'

export type Expectation = {
  toBe(expected: unknown): void
  toBeUndefined(): void
  /** Deep and strict. */
  toEqual(expected: unknown): void
  /** Compares the given members only, deep and strict. */
  toMatchObject(expected: object): void
  toHaveLength(length: number): void
  rejects: { toThrow(part?: string): Promise<void> }
}

export function expect(actual: unknown): Expectation {
  return {
    toBe: (expected) => assert.equal(actual, expected),
    toBeUndefined: () => assert.equal(actual, undefined),
    toEqual: (expected) => assert.deepEqual(actual, expected),
    toMatchObject(expected) {
      const members = Object.keys(expected).map((name) => [name, (actual as Record<string, unknown>)[name]])
      assert.deepEqual(Object.fromEntries(members), expected)
    },
    toHaveLength: (length) => assert.equal((actual as { length: number }).length, length),
    rejects: {
      toThrow: (part = '') =>
        assert.rejects(actual as Promise<unknown>, (error: Error) => String(error.message).includes(part)),
    },
  }
}
