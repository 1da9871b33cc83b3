// Who hears a decision, and in which order: refusals reach every effect before a grant reaches any.
import type { Attempt } from './store.ts'

/** What an effect wants to hear: after every decision, and at the start, all ids that are off, then all that are on. */
export type Follower = { refused?(ids: string[]): void; granted?(ids: string[]): void }

export type Followers = {
  add(follower: Follower): () => void
  /** Tells everyone, within the task of whoever calls. */
  tell(): void
}

/** `allowed` splits the ids; `attempt` runs what may throw: one effect stops no other. */
export function makeFollowers(ids: Set<string>, allowed: (id: string) => boolean, attempt: Attempt): Followers {
  const followers = new Set<Follower>()
  let told = false
  const tell = (all: Iterable<Follower>): void => {
    const refused = [...ids].filter((id) => !allowed(id))
    for (const each of all) attempt(() => each.refused?.(refused))
    // Asked for each: an effect may have decided anew.
    for (const each of all) attempt(() => each.granted?.([...ids].filter(allowed)))
  }
  return {
    add(follower) {
      followers.add(follower)
      if (told) tell([follower])
      return () => followers.delete(follower)
    },
    tell() {
      told = true
      tell(followers)
    },
  }
}
