// Web Locks of one origin: exclusive, fair, and free again when their holder dies.
import type { Schedule } from './schedule.ts'

export type Locks = ReturnType<typeof makeLocks>

type Request = { tab: number; name: string; granted: () => void }

export function makeLocks({ gate }: Schedule) {
  let queue: Request[] = []
  const held = new Map<string, Request>()

  function grant(name: string): void {
    const next = held.has(name) ? undefined : queue.find((each) => each.name === name)
    if (!next) return
    queue = queue.filter((each) => each !== next)
    held.set(name, next)
    void gate(next.tab, `lock ${name}`).then(next.granted)
  }
  function release(request: Request): void {
    if (held.get(request.name) !== request) return
    held.delete(request.name)
    grant(request.name)
  }

  return {
    of: (tab: number) => ({
      async request<Result>(name: string, work: () => Promise<Result>): Promise<Result> {
        let request: Request | undefined
        await new Promise<void>((granted) => {
          request = { tab, name, granted }
          queue.push(request)
          grant(name)
        })
        try {
          return await work()
        } finally {
          release(request as Request)
        }
      },
    }),
    kill(tab: number): void {
      queue = queue.filter((each) => each.tab !== tab)
      for (const request of [...held.values()]) if (request.tab === tab) release(request)
    },
    holds: (tab: number) => [...held.values(), ...queue].some((each) => each.tab === tab),
  }
}
