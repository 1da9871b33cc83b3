// One at a time, over all tabs of the origin (Web Locks); where there are none, over this page.

export type InTurn = <Result>(name: string, work: () => Promise<Result>) => Promise<Result>

export function takeTurns(locks: LockManager | undefined): InTurn {
  const queues = new Map<string, Promise<unknown>>()
  return async (name, work) => {
    if (locks) return (await locks.request(name, work)) as Awaited<ReturnType<typeof work>>
    const turn = (queues.get(name) ?? Promise.resolve()).then(work, work)
    queues.set(
      name,
      turn.catch(() => {}),
    )
    return turn
  }
}
