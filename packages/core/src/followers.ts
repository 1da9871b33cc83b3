// Who hears a decision, and in which order: refusals reach every effect before a grant reaches any.

/** What an effect wants to hear: after every decision, and at the start, all ids that are off, then all that are on. */
export type Follower = { refused?(ids: string[]): void; granted?(ids: string[]): void }

export type Followers = {
  add(follower: Follower): () => void
  /** Tells everyone, within the task of whoever calls. */
  tell(): void
}

/** `allowed` splits the ids; `failed` hears what an effect threw, which stops nobody else. */
export function makeFollowers(ids: Iterable<string>, allowed: (id: string) => boolean, failed: (cause: unknown) => void): Followers {
  const followers = new Set<Follower>()
  let told = false
  const tell = (each: Iterable<Follower>) => {
    for (const word of ['refused', 'granted'] as const) {
      const them = [...ids].filter((id) => allowed(id) === (word === 'granted'))
      for (const follower of each) {
        try {
          follower[word]?.(them)
        } catch (cause) {
          failed(cause)
        }
      }
    }
  }
  return {
    add(follower) {
      followers.add(follower)
      if (told) tell([follower])
      return () => followers.delete(follower)
    },
    tell() {
      told = true
      tell([...followers])
    },
  }
}
