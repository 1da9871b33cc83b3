// One at a time, over all tabs of the origin (Web Locks, in every browser that has WebCrypto and ES2022). A page that ends
// or is put aside for going back gives back what it holds and waits for (HTML, "unloading document cleanup steps").

export type InTurn = <Result>(name: string, work: () => Promise<Result>) => Promise<Awaited<Result>>

export function takeTurns(locks: Pick<LockManager, 'request'>): InTurn {
  return (name, work) => locks.request(name, work) as Promise<never>
}
