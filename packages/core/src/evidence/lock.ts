// Runs one task at a time across all tabs of the origin, by Web Locks. Every browser with WebCrypto and ES2022 has
// them.
// A page that ends or enters the back/forward cache releases its locks and requests (HTML, "unloading document cleanup
// steps").

export type Lock = <Result>(name: string, work: () => Promise<Result>) => Promise<Awaited<Result>>

export function makeLock(locks: Pick<LockManager, 'request'>): Lock {
  return (name, work) => locks.request(name, work) as Promise<never>
}
