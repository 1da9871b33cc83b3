// Two backends, each a process of its own, on one PostgreSQL: side by side they keep one log, while others purge it and erase in it.
import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import {
  createKey,
  fromBase64url,
  type KeySet,
  parseCheckpoint,
  parseProof,
  receiptIdentity,
  verify,
} from '@placet/receipt'
import type { Result } from '@placet/server'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type Cluster, missingPostgres, startCluster } from '../postgres/cluster.ts'
import { buildCli, type Cli, type Serving } from './cli.ts'
import { receipt, SITE } from './device.ts'
import * as oracle from './merkle-oracle.ts'

const RECEIPTS = 600

describe.skipIf(missingPostgres !== undefined)(`two processes${missingPostgres ? `: ${missingPostgres}` : ''}`, () => {
  let cli: Cli
  let cluster: Cluster
  let args: string[]
  beforeAll(async () => {
    ;[cli, cluster] = await Promise.all([buildCli(), startCluster()])
    const config = join(cli.folder, 'config.json')
    await writeFile(config, JSON.stringify({ sites: [SITE], limits: { perSite: 1_000_000, perKey: 1_000_000 } }))
    args = ['--config', config, '--issuer', `${SITE}/consent`, '--port', '0']
    await cli.run(['keys', 'create'])
  }, 60_000)
  afterAll(async () => {
    await cli?.remove()
    await cluster?.stop()
  })

  test(
    'they begin at once on an empty database, and share a log without gap or double',
    { timeout: 180_000 },
    async () => {
      const store = ['--store', await cluster.database()]
      const serving = await Promise.all([cli.serve([...args, ...store]), cli.serve([...args, ...store])])
      const iat = Math.floor(Date.now() / 1000)
      const receipts = await Promise.all(
        Array.from({ length: RECEIPTS }, (_, at) => receipt({ iat, dur: at % 3 === 0 ? 'P0D' : 'P6M' })),
      )
      const device = await createKey()
      const erasable = await receipt({ iat }, device)

      // Each hears of everything, in another order and in other batches; a third of it twice.
      const [one, other] = serving
      const forward = batches(receipts, 7)
      const backward = batches([...receipts].reverse(), 11)
      const again = batches(receipts.slice(0, RECEIPTS / 3), 50)
      const [first] = await send(one, [[erasable]])
      expect(first).toMatchObject({ status: 201, index: 0 })
      const purge = () => cli.run(['purge', '--retention', 'P0D', ...store])
      const sub = (JSON.parse(Buffer.from(erasable.split('.')[1]!, 'base64url').toString()) as { sub: string }).sub
      const [results, ...ran] = await Promise.all([
        Promise.all([send(one, forward), send(other, backward), send(one, again), send(other, again)]),
        purge(),
        purge().then(purge),
        cli.run(['erase', '--sub', sub, '--yes', ...store]),
      ])
      expect(ran.map(({ code }) => code)).toEqual([0, 0, 0])

      const stories = new Map<string, Set<string>>()
      const fresh: string[] = []
      const checkpoints = new Set<string>()
      for (const { id, status, countersignature, index, proof } of results.flat()) {
        // Purged meanwhile: it is not taken again.
        if (status === 410) continue
        stories.set(id!, (stories.get(id!) ?? new Set()).add(`${index} ${countersignature}`))
        if (status === 201) fresh.push(id!)
        else expect(status).toBe(200)
        checkpoints.add(parseProof(proof!)!.checkpoint)
      }
      expect([fresh.length, new Set(fresh).size, stories.size]).toEqual([RECEIPTS, RECEIPTS, RECEIPTS])
      expect([...stories.values()].filter((told) => told.size !== 1)).toEqual([])

      const said = (await cli.run(['export', '--statements', ...store])).out.split('\n').filter((line) => line !== '')
      const statements = await Promise.all(
        said.map(async (line) => {
          const { statement, proof: at } = JSON.parse(line) as { statement: string; proof: string }
          return { id: await receiptIdentity(statement), index: parseProof(at)!.index }
        }),
      )
      const places = [
        { id: first!.id!, index: 0 },
        ...statements,
        ...[...stories].map(([id, [told]]) => ({ id, index: Number.parseInt(told!, 10) })),
      ]
      const inOrder = places.sort((first, second) => first.index - second.index)
      expect(inOrder.map(({ index }) => index)).toEqual(inOrder.map((_, at) => at))
      const leaves = inOrder.map(({ id }) => oracle.leaf(fromBase64url(id)!))
      for (const { url } of serving) checkpoints.add(await get(`${url}/log/${new URL(SITE).host}/checkpoint`))
      const sizes = [...checkpoints].map((note) => {
        const { size, root } = parseCheckpoint(note)!
        expect(Buffer.from(root).toString('hex')).toBe(Buffer.from(oracle.root(leaves.slice(0, size))).toString('hex'))
        return size
      })
      expect(Math.max(...sizes)).toBe(RECEIPTS + 1 + statements.length)

      const keys = JSON.parse(await get(`${other.url}/.well-known/jwks.json`)) as KeySet
      const { countersignature, proof } = results[0]![1]!
      const evidence = { receipt: receipts[1]!, countersignature: countersignature!, proof: proof! }
      expect(await verify(evidence, { keys })).toMatchObject({ valid: true, level: 'logged' })
      expect(await Promise.all(serving.map(({ kill }) => kill('SIGTERM')))).toEqual([0, 0])
      expect(await cli.run(['audit', ...store])).toMatchObject({ code: 0 })
    },
  )
})

async function send({ url }: Serving, all: string[][]): Promise<Result[]> {
  const answers: Result[][] = []
  const queue = all.map((receipts, at) => ({ receipts, at }))
  const sender = async () => {
    for (let next = queue.shift(); next; next = queue.shift()) {
      const body = JSON.stringify({ v: 1, sentAt: Math.floor(Date.now() / 1000), receipts: next.receipts })
      const response = await fetch(`${url}/receipts`, { method: 'POST', body })
      const text = await response.text()
      if (response.status !== 200) throw new Error(`answered ${response.status}: ${text}`)
      answers[next.at] = (JSON.parse(text) as { results: Result[] }).results
    }
  }
  await Promise.all([sender(), sender(), sender(), sender()])
  return answers.flat()
}

function batches(receipts: string[], size: number): string[][] {
  return Array.from({ length: Math.ceil(receipts.length / size) }, (_, at) =>
    receipts.slice(at * size, (at + 1) * size),
  )
}

async function get(url: string): Promise<string> {
  return (await fetch(url)).text()
}
