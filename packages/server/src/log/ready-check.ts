// Checks, without a turn, that the store still has what this backend has signed.
import type { Store } from '../store.ts'
import type { SigningOf } from './edge.ts'
import { EMPTY_ROOT } from './hash.ts'
import { isBehind, type Marks } from './marks.ts'
import { logOrigin } from './name.ts'

/** Maximum logs checked per call. With more logs, successive calls check different ones. */
const MOST = 100

/** @returns a function that finds a site whose log is behind its mark; undefined if there is none */
export function createReadyCheck(
  store: Pick<Store, 'head'>,
  signingOf: SigningOf,
  marks: Marks,
): () => Promise<string | undefined> {
  let from = 0
  const behind = new Set<string>()

  async function look(origin: string): Promise<void> {
    const mark = marks.of(origin)!
    const head = (await store.head(mark.site)) ?? {
      origin: logOrigin(signingOf(mark.site).issuer, mark.site),
      size: 0,
      root: EMPTY_ROOT,
    }
    if (head.origin === origin && isBehind(head, mark)) behind.add(origin)
    else behind.delete(origin)
  }

  return async () => {
    const origins = marks.all().map(({ origin }) => origin)
    const some = origins.slice(from, from + MOST)
    from = from + MOST < origins.length ? from + MOST : 0
    await Promise.all([...new Set([...some, ...behind])].map(look))
    const [origin] = behind
    return origin === undefined ? undefined : marks.of(origin)!.site
  }
}
