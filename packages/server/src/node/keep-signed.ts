// When the log keys change, signs every site's newest checkpoint with the new ones, also without new receipts.
import type { Backend } from '../backend.ts'
import type { Keyring } from '../keys/keyring.ts'
import { signAgain } from '../log/sign-again.ts'

/** Signs at the start, and within a second after each change. @returns a function that stops it and waits for work under way */
export function keepLogsSigned(
  { store, sequencer, sites, now }: Pick<Backend, 'store' | 'sequencer' | 'sites' | 'now'>,
  onProblem: (problem: unknown) => void = tell,
): () => Promise<void> {
  let signedBy = ''
  let running: Promise<void> | undefined
  let stopped = false

  async function signAll(names: string): Promise<void> {
    for (const site of await store.sites()) {
      if (stopped) return
      await sequencer.change(site, (turn, book) => signAgain(site, turn, book, now()))
    }
    signedBy = names
  }

  function look(): void {
    if (running) return
    const names = sites.signers().flatMap(({ keys }) => namesOf(keys, now()))
    if (names.join() === signedBy) return
    running = signAll(names.join())
      .catch(onProblem)
      .finally(() => (running = undefined))
  }

  look()
  const timer = setInterval(look, EVERY)
  timer.unref()
  return async () => {
    stopped = true
    clearInterval(timer)
    await running
  }
}

// Empty if no key may sign now. /ready reports that.
function namesOf(keys: Keyring, now: number): string[] {
  try {
    return keys.logSigners(now).map(({ publicKey }) => Buffer.from(publicKey).toString('base64url'))
  } catch {
    return []
  }
}

/** Milliseconds between two looks at the keys, as often as the key file is checked. */
const EVERY = 1000

function tell(problem: unknown): void {
  console.error(`placet: A checkpoint could not be signed with the new key yet. ${String(problem)}`)
}
