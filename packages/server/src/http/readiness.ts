// Whether receipts can be stored now. The store is asked at most once a second, however many requests ask.

/** @param check `Store.check`. @param clock monotonic, in milliseconds */
export function createReadiness(
  check: () => Promise<readonly string[]>,
  clock: () => number = () => performance.now(),
): () => Promise<readonly string[]> {
  let last: { asked: number; ended: boolean; answer: Promise<readonly string[]> } | undefined

  function ask(): Promise<readonly string[]> {
    const asking = { asked: clock(), ended: false, answer: check() }
    const end = (): void => void (asking.ended = true)
    asking.answer.then(end, end)
    last = asking
    return asking.answer
  }

  return () => within(last && (!last.ended || clock() - last.asked < INTERVAL) ? last.answer : ask())
}

/** Milliseconds between two checks, and until a check without an answer counts as failed. */
const INTERVAL = 1000
const PATIENCE = 3000

function within<Result>(answer: Promise<Result>): Promise<Result> {
  let timer: ReturnType<typeof setTimeout> | undefined
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error(`The store has not answered within ${PATIENCE / 1000} s.`)), PATIENCE)
  })
  return Promise.race([answer, late]).finally(() => clearTimeout(timer))
}
