// One at a time over all tabs of the origin, by Web Locks: every browser that has WebCrypto and ES2022 has them. A page that
// ends or enters the back/forward cache releases what it holds and waits for (HTML, "unloading document cleanup steps").

export type Lock = <Result>(name: string, work: () => Promise<Result>) => Promise<Awaited<Result>>

export function makeLock(locks: Pick<LockManager, 'request'>): Lock {
  return (name, work) => locks.request(name, work) as Promise<never>
}
