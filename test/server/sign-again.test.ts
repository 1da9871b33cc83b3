// After a theft of the log key: sites at which nobody decides anything get a checkpoint under the new key, too.
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseCheckpoint, parseProof, verify } from '@placet/receipt'
import { type RunningServer, startServer } from '@placet/server'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { changeKeyFile, readKeyFile } from '../../packages/server/src/keys/key-file.ts'
import { revoke } from '../../packages/server/src/keys/key-rotation.ts'
import { batch } from './backend.ts'
import { receipt } from './device.ts'

const SITES = ['http://localhost:3000', 'http://localhost:3001']
const issuer = 'https://keeper.example/consent'

let dataDir: string
let server: RunningServer
const start = async () => void (server = await startServer({ port: 0, dataDir, issuer }))
beforeEach(async () => {
  dataDir = await mkdtemp(join(tmpdir(), 'placet-sign-'))
  await start()
})
afterEach(async () => {
  await server.close()
  await rm(dataDir, { recursive: true })
})

type Sent = { id: string; read: string }

async function send(aud: string): Promise<Sent> {
  const response = await fetch(`${server.url}/receipts`, { method: 'POST', body: batch([await receipt({ aud })]) })
  return ((await response.json()) as { results: Sent[] }).results[0]!
}

/** What the backend says of a receipt now, as whoever has today's JWKS reads it; and how long its log is. */
async function seen({ id, read }: Sent) {
  const headers = { authorization: `Bearer ${read}` }
  const bundle = await (await fetch(`${server.url}/receipts/${id}`, { headers })).json()
  const keys = await (await fetch(`${server.url}/.well-known/jwks.json`)).json()
  const { valid, level } = await verify(bundle, { keys })
  return [valid, level, parseCheckpoint(parseProof(bundle.proof)!.checkpoint)!.size]
}

async function steal(): Promise<void> {
  const file = join(dataDir, 'keys.json')
  const { kid } = readKeyFile(file).keys.find(({ alg }) => alg === 'Ed25519')!
  const now = Math.floor(Date.now() / 1000)
  await changeKeyFile(file, (set) => revoke(set, { kid, reason: 'compromised' }, now))
}

test('a running server signs the newest checkpoint of every site anew, and adds no leaf', async () => {
  const kept = [await send(SITES[0]!), await send(SITES[1]!)]
  for (const each of kept) expect(await seen(each)).toEqual([true, 'logged', 1])
  await steal()
  const isKnown = async () =>
    (await (await fetch(`${server.url}/.well-known/jwks.json`)).text()).includes('compromised')
  await vi.waitUntil(isKnown, { timeout: 20_000, interval: 100 })
  for (const each of kept) {
    await vi.waitUntil(async () => (await seen(each))[0], { timeout: 20_000, interval: 100 })
    expect(await seen(each)).toEqual([true, 'logged', 1])
  }
})

test('so does one that was stopped meanwhile, at its start', async () => {
  const kept = [await send(SITES[0]!), await send(SITES[1]!)]
  await server.close()
  await steal()
  await start()
  for (const each of kept) {
    await vi.waitUntil(async () => (await seen(each))[0], { timeout: 20_000, interval: 100 })
    expect(await seen(each)).toEqual([true, 'logged', 1])
  }
  await send(SITES[0]!)
  expect(await seen(kept[0]!)).toEqual([true, 'logged', 2])
})
