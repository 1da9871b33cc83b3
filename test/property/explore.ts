// Tries schedules that nobody has tried, for a bounded time. The seed is printed: PLACET_SEED repeats the same ones.
import fc from 'fast-check'

/**
 * Runs `check` on new values for `ms` milliseconds. A run that has begun is waited for: one that fast-check interrupts goes
 * on after its test, where its failures belong to nobody. A failure is still shrunk after the time is over.
 *
 * @throws as `fc.assert` does
 */
export async function explore<Value>(
  name: string,
  ms: number,
  values: fc.Arbitrary<Value>,
  check: (value: Value) => Promise<void>,
): Promise<void> {
  const seed = Number(process.env.PLACET_SEED ?? Date.now() % 2 ** 31)
  console.log(`${name}: exploring with PLACET_SEED=${seed}`)
  const end = performance.now() + ms
  let failed = false
  const property = fc.asyncProperty(values, async (value) => {
    if (!failed && performance.now() > end) return
    await check(value).catch((cause: unknown) => {
      failed = true
      throw cause
    })
  })
  await fc.assert(property, { numRuns: 2_000, seed })
}
