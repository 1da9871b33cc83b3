// The wire between a store and its PostgreSQL, which a test can cut or bend.
import { connect, createServer, type AddressInfo, type Socket } from 'node:net'

export type Wire = {
  /** The same database, through the wire. */
  url: string
  /** Ends all connections, and refuses new ones until `mend`. With `hard` as a failing network does it: by a reset. */
  cut(hard?: boolean): void
  mend(): void
  close(): Promise<void>
}

/** `alter`: what becomes of what the store says. */
export async function layWire(url: string, alter?: (said: Buffer) => Buffer): Promise<Wire> {
  const target = new URL(url)
  const sockets = new Set<Socket>()
  let whole = true
  const server = createServer((near) => {
    if (!whole) return void near.destroy()
    const far = connect(Number(target.port), target.hostname)
    for (const [one, other] of [
      [near, far],
      [far, near],
    ] as const) {
      sockets.add(one)
      if (alter && one === near) one.on('data', (said) => other.write(alter(said))).on('end', () => other.end())
      else one.pipe(other)
      one.on('error', () => other.destroy())
      one.on('close', () => sockets.delete(one) && other.destroy())
    }
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const through = new URL(url)
  through.port = String((server.address() as AddressInfo).port)
  return {
    url: through.href,
    cut(hard = false) {
      whole = false
      for (const socket of sockets) hard ? socket.resetAndDestroy() : socket.destroy()
    },
    mend() {
      whole = true
    },
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve())
        for (const socket of sockets) socket.destroy()
      }),
  }
}
