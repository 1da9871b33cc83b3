// What `placet` does where nobody reads what it writes, or nothing more can be written.
import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { Result } from '@placet/server'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { batch } from './backend.ts'
import { buildCli, type Cli, type Serving } from './cli.ts'
import { flipBit, receipt } from './device.ts'

const HERE = 'http://localhost:3000'
const fresh = () => receipt({ aud: HERE, iat: Math.floor(Date.now() / 1000) })

let cli: Cli
beforeAll(async () => {
  cli = await buildCli()
  const good = await fresh()
  await writeFile(join(cli.folder, 'good.jws'), good)
  await writeFile(join(cli.folder, 'bad.jws'), flipBit(good, 2))
})
afterAll(() => cli.remove())

async function kept({ url }: Serving): Promise<number> {
  const sent = { method: 'POST', body: batch([await fresh()]), headers: { origin: HERE } }
  const { results } = (await (await fetch(`${url}/receipts`, sent)).json()) as { results: Result[] }
  return results[0]!.status
}

test.each([
  [['--help'], 0],
  [['verify', 'good.jws', '--data', 'none'], 0],
  [['verify', 'bad.jws', '--data', 'none'], 1],
  [['frobnicate'], 2],
])('%j into a pipe that nobody reads says by its exit code what it found', async (args, code) => {
  const ran = await cli.runInto('nobody', args)
  expect(ran.code).toBe(code)
  expect(ran.err).not.toMatch(/EPIPE|\n\s+at /)
})

test.each([[['--help']], [['verify', 'good.jws', '--data', 'none']], [['keys', 'create', '--data', 'full']]])(
  '%j onto a full disk tells it once, and half an answer does not pass for a whole one',
  async (args) => {
    const ran = await cli.runInto('full disk', args)
    expect(ran.code).toBe(2)
    expect(ran.err.match(/^placet: Not all of the output could be written \(ENOSPC\)\.$/gm)).toHaveLength(1)
    expect(ran.err).not.toMatch(/\n\s+at /)
  },
)

test('an export that nobody reads to its end is no trouble, and one that the disk has no room for is', async () => {
  const server = await cli.serve()
  expect(await kept(server)).toBe(201)
  await server.kill('SIGTERM')
  expect(await cli.runInto('nobody', ['export'])).toEqual({ code: 0, err: '' })
  expect(await cli.runInto('full disk', ['export'])).toMatchObject({ code: 2 })
})

test('a server whose log nobody reads any more keeps receipts', async () => {
  const server = await cli.serve(['--port', '0', '--data', 'unread'])
  server.unread()
  expect([await kept(server), await kept(server), await kept(server)]).toEqual([201, 201, 201])
  expect(await server.kill('SIGTERM')).toBe(0)
})
