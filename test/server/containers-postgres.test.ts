// Two containers on one PostgreSQL, each with the keys that it made for itself: one of them serves the log, the other says why not.
import { mkdtemp, readdir, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type RunningServer, startServer } from '@placet/server'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { missingPostgres, startCluster, type Cluster } from '../postgres/cluster.ts'
import { batch, problemOf } from './backend.ts'
import { receipt } from './device.ts'

const HERE = 'http://localhost:3000'

describe.skipIf(missingPostgres !== undefined)('two containers on one PostgreSQL, without shared keys', () => {
  let cluster: Cluster
  let store: string
  let folders: string[]
  let running: RunningServer[]
  beforeEach(async () => {
    cluster = await startCluster()
    store = await cluster.database()
    folders = await Promise.all([1, 2].map(() => mkdtemp(join(tmpdir(), 'placet-container-'))))
    running = []
  })
  afterEach(async () => {
    for (const server of running) await server.close()
    for (const folder of folders) await rm(folder, { recursive: true })
    await cluster.stop()
  })

  async function start(dataDir: string): Promise<RunningServer> {
    const server = await startServer({ port: 0, dataDir, store })
    running.push(server)
    return server
  }

  test('the second does not start on the log of the first, and makes no keys', async () => {
    const first = await start(folders[0]!)
    expect((await post(first.url)).status).toBe(200)
    await expect(start(folders[1]!)).rejects.toMatchObject({
      code: 'log-key-unknown',
      message: expect.stringContaining(HERE),
    })
    expect(await readdir(folders[1]!)).toEqual([])
  })

  test('of two that were started on an empty database, the later one is refused its turns', async () => {
    const [first, second] = [await start(folders[0]!), await start(folders[1]!)]
    expect((await post(first.url)).status).toBe(200)
    const refused = await post(second.url)
    expect(refused.headers.get('retry-after')).not.toBeNull()
    expect(await problemOf(refused)).toEqual([503, 'log-key-unknown'])
    expect((await post(first.url)).status).toBe(200)
  })
})

async function post(url: string): Promise<Response> {
  const body = batch([await receipt({ aud: HERE, iat: Math.floor(Date.now() / 1000) })])
  return fetch(`${url}/receipts`, { method: 'POST', body, headers: { 'content-type': 'text/plain' } })
}
