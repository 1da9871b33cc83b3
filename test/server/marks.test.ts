// Marks: how far a log had come is on the disk before anybody is told, and no process takes a mark back.
import { existsSync } from 'node:fs'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { generateKeys, keyringFrom } from '@placet/server'
import { createMemoryStore } from '@placet/server/stores/memory'
import { expect, test, vi } from 'vitest'
import { createMarks, type Mark, type MarkFile } from '../../packages/server/src/log/marks.ts'
import { createSequencer } from '../../packages/server/src/log/sequencer.ts'
import { openMarkFile } from '../../packages/server/src/node/mark-file.ts'
import { openMarks } from '../../packages/server/src/node/open-marks.ts'
import { receipt, SITE } from './device.ts'
import { add } from './sequencing.ts'

const issuer = 'https://keeper.example/consent'
const keys = keyringFrom(generateKeys())
const mark = (size: number, site = SITE): Mark => ({
  site,
  origin: `keeper.example/log/${site}`,
  size,
  root: new Uint8Array(32).fill(size),
})

/** A file whose writes wait, or fail, when told to. */
function slowFile() {
  const written: number[][] = []
  const told = { failing: false, gate: Promise.resolve() }
  const file: MarkFile = {
    marks: [],
    async raise(some) {
      written.push(some.map(({ size }) => size))
      await told.gate
      if (told.failing) throw new Error('disk full')
    },
    reset: async () => {},
    close: async () => {},
  }
  return { file, written, told }
}

test('nothing is answered before its mark is on the disk; the next turn does not wait for that', async () => {
  const { file, written, told } = slowFile()
  let open = () => {}
  told.gate = new Promise((resolve) => (open = resolve))
  const store = createMemoryStore()
  const sequencer = createSequencer(store, { issuer, keys }, createMarks(file))
  const answered: unknown[] = []
  const first = add(sequencer, await receipt()).then((placed) => answered.push(placed.kept.index))
  await vi.waitUntil(() => written.length === 1)
  const second = add(sequencer, await receipt()).then((placed) => answered.push(placed.kept.index))
  await vi.waitUntil(async () => (await store.head(SITE))?.size === 2)
  expect(answered).toEqual([])
  let drained = false
  const draining = sequencer.drain().then(() => (drained = true))
  await Promise.resolve()
  expect(drained).toBe(false)
  open()
  await Promise.all([first, second, draining])
  expect([answered, written]).toEqual([
    [0, 1],
    [[1], [2]],
  ])
})

test('a mark that cannot be written refuses the answer; what comes again is answered when it can', async () => {
  const { file, told } = slowFile()
  told.failing = true
  const sequencer = createSequencer(createMemoryStore(), { issuer, keys }, createMarks(file))
  const jws = await receipt()
  for (let attempt = 0; attempt < 2; attempt++) await expect(add(sequencer, jws)).rejects.toThrow('disk full')
  told.failing = false
  expect(await add(sequencer, jws)).toMatchObject({ fresh: false, kept: { index: 0 } })
})

test('marks of many sites share a write', async () => {
  const { file, written } = slowFile()
  const marks = createMarks(file)
  await Promise.all(Array.from({ length: 50 }, (_, at) => marks.raise(mark(at + 1, `https://shop-${at}.example`))))
  expect(written.flat().length).toBe(50)
  expect(written.length).toBeLessThanOrEqual(2)
  await marks.raise(mark(1, 'https://shop-0.example'))
  expect(written.flat().length).toBe(50)
})

test('of several processes on one folder none takes a mark back, and the next start finds the furthest', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'placet-marks-'))
  const open = async () => createMarks(await openMarkFile(join(folder, 'marks.db')))
  const [one, other] = [await open(), await open()]
  await Promise.all([
    one.raise(mark(7)),
    other.raise(mark(9)),
    one.raise(mark(8)),
    other.raise(mark(3, 'https://b.example')),
  ])
  await one.raise(mark(8))
  await Promise.all([one.close(), other.close()])
  const later = await open()
  expect(later.all().sort((a, b) => b.size - a.size)).toEqual([mark(9), mark(3, 'https://b.example')])
  await later.reset(mark(2))
  await later.close()
  const last = await open()
  expect(last.of(mark(0).origin)).toEqual(mark(2))
  await last.close()
  await rm(folder, { recursive: true })
})

test('where there is no folder, none is made', async () => {
  const nowhere = join(tmpdir(), crypto.randomUUID())
  const marks = await openMarks(join(nowhere, 'marks.db'))
  expect([marks.all(), existsSync(nowhere)]).toEqual([[], false])
})
