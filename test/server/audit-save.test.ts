// What an auditor keeps from one audit to the next: it grows, and no finding overwrites it.
import { cp, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { Result } from '@placet/server'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { batch } from './backend.ts'
import { buildCli, type Cli } from './cli.ts'
import { receipt } from './device.ts'

const A = 'http://localhost:3000'
const B = 'http://localhost:4000'

let cli: Cli
beforeAll(async () => {
  cli = await buildCli()
})
afterAll(() => cli.remove())

/** A backend that has received so many of a site, and stopped again. */
async function kept(data: string, site: string, count: number): Promise<Result[]> {
  // One name for the logs, whatever port it is.
  const env = { PLACET_ISSUER: 'http://localhost/consent' }
  const server = await cli.serve(['--port', '0', '--data', data], env)
  const iat = Math.floor(Date.now() / 1000)
  const receipts = await Promise.all(Array.from({ length: count }, () => receipt({ aud: site, iat })))
  const headers = { 'content-type': 'text/plain;charset=UTF-8' }
  const response = await fetch(`${server.url}/receipts`, { method: 'POST', body: batch(receipts), headers })
  const { results } = (await response.json()) as { results: Result[] }
  await server.kill('SIGTERM')
  return results
}

const read = (file: string) => readFile(join(cli.folder, file), 'utf8')

test('a restored backup is found the second time, too: --save leaves the evidence as it is', async () => {
  await kept('shop', A, 3)
  await cp(join(cli.folder, 'shop'), join(cli.folder, 'backup'), { recursive: true })
  await kept('shop', A, 2)
  expect(await cli.run(['audit', '--data', 'shop', '--save', 'seen.txt'])).toMatchObject({ code: 0, err: '' })
  const seen = await read('seen.txt')
  for (let time = 0; time < 2; time++) {
    const told = await cli.run(['audit', '--data', 'backup', '--since', 'seen.txt', '--save', 'seen.txt'])
    expect(told).toMatchObject({ code: 1, out: expect.stringContaining('✗ log-rolled-back') })
    expect(told.err).toContain('seen.txt was not written')
    expect(await read('seen.txt')).toBe(seen)
  }
})

test('an audit of one site keeps what was known of the others; one of a misspelt site is told', async () => {
  const data = ['--data', 'two']
  const [first] = await kept('two', A, 2)
  await kept('two', B, 2)
  expect(await cli.run(['audit', ...data, '--save', 'all.txt'])).toMatchObject({ code: 0 })
  const [ofA, ofB] = (await read('all.txt')).split(/(?<=\n)\n(?!— )/)
  await kept('two', A, 1)
  const one = await cli.run(['audit', ...data, '--site', A, '--since', 'all.txt', '--save', 'all.txt'])
  expect(one).toMatchObject({
    code: 0,
    err: '',
    out: expect.stringContaining('1 checkpoint of other sites: not looked'),
  })
  const saved = await read('all.txt')
  expect(saved).toContain(ofB!)
  expect(saved).not.toContain(ofA!)
  // A customer's proof is kept as a checkpoint beside it, and both are read again.
  await writeFile(join(cli.folder, 'customer.json'), JSON.stringify({ receipt: 'x', proof: first!.proof }))
  const ofOther = ['audit', ...data, '--site', B, '--since', 'all.txt', 'customer.json', '--save', 'all.txt']
  expect(await cli.run(ofOther)).toMatchObject({ code: 0 })
  expect(await cli.run(['audit', ...data, '--since', 'all.txt'])).toMatchObject({
    code: 0,
    out: expect.stringContaining('Compared with 3 checkpoints from outside.'),
  })

  const typo = await cli.run(['audit', ...data, '--site', 'http://localhost:3999', '--json', '--save', 'all.txt'])
  expect(typo).toMatchObject({ code: 2, out: '', err: expect.stringContaining('no log of http://localhost:3999') })
  expect(await read('all.txt')).toContain(ofB!)
})

test('an empty audit prints whole JSON', async () => {
  await kept('empty', A, 0)
  const { code, out } = await cli.run(['audit', '--data', 'empty', '--json'])
  expect([code, JSON.parse(out)]).toMatchObject([0, { findings: [], valid: true }])
})
