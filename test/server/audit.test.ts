// The audit finds whatever was done to a store, and names the place.
import { parseProof } from '@placet/receipt'
import { generateKeys, keyringFrom, type StoredReceipt } from '@placet/server'
import { beforeAll, describe, expect, test } from 'vitest'
import { createSequencer } from '../../packages/server/src/log/sequencer.ts'
import { leafHash } from '../../packages/server/src/log/hash.ts'
import { eraseBatch } from '../../packages/server/src/retention/erase-batch.ts'
import { readCheckpoints } from '../../packages/server/src/audit/witness.ts'
import { audit, flip, ISSUER, type Log, named, openLog, receipts, respell, tampered } from './audit-shop.ts'
import { erase } from '../../packages/server/src/contract/log-keeper.ts'
import { NOON } from './device.ts'

const SIZE = 20
let log: Log
let noteThen: string
beforeAll(async () => {
  log = openLog()
  await log.send(await receipts(SIZE - 3))
  noteThen = (await log.store.head('https://shop.example'))!.note
  await log.send(await receipts(3))
})

test('a store that nobody touched is clean, and its checkpoint is worth keeping', async () => {
  const { findings, report } = await audit(log.store, log.keys)
  expect(findings.filter(({ severity }) => severity !== 'note')).toEqual([])
  expect(report.logs).toEqual([
    {
      site: 'https://shop.example',
      size: SIZE,
      logged: SIZE,
      erased: 0,
      statements: 0,
      withoutStatement: 0,
      checkpoint: (await log.store.head('https://shop.example'))!.note,
    },
  ])
  expect(report.receipts).toEqual({ checked: SIZE, hold: SIZE, unplaced: 0 })
  expect(report.chains!.devices).toBe(SIZE)
})

describe('I10: one flipped bit or character is found', { timeout: 300_000 }, () => {
  test('every bit of a tile, by the tree alone; the tile is blamed, not the receipts', async () => {
    for (let bit = 0; bit < SIZE * 256; bit++) {
      const store = tampered(log.store, { tile: (hashes) => flip(hashes, bit) })
      const { errors } = await audit(store, log.keys, { treeOnly: true })
      expect(named(errors), `bit ${bit}`).toEqual(['tile-altered'])
    }
  })

  test('every bit of the root', async () => {
    for (let bit = 0; bit < 256; bit++) {
      const store = tampered(log.store, { head: (head) => ({ ...head, root: flip(head.root, bit) }) })
      expect(named((await audit(store, log.keys, { treeOnly: true })).errors)).toEqual(['checkpoint-mismatch'])
    }
  })

  test('every character of the checkpoint, and every other size of the head', async () => {
    const { note, size } = (await log.store.head('https://shop.example'))!
    for (let at = 0; at < note.length; at++) {
      const store = tampered(log.store, { head: (head) => ({ ...head, note: respell(note, at) }) })
      const { errors, report } = await audit(store, log.keys, { treeOnly: true })
      expect(errors[0]?.code, `character ${at}`).toMatch(/^checkpoint-/)
      expect(report.logs[0]!.checkpoint).toBeUndefined()
    }
    for (const other of [0, size - 1, size + 1, size + 300]) {
      const store = tampered(log.store, { head: (head) => ({ ...head, size: other }) })
      expect(named((await audit(store, log.keys, { treeOnly: true })).errors), `${other}`).toContain(
        'checkpoint-mismatch',
      )
    }
    for (const origin of ['shop.example/consent/log/other.example', 'other.example/log/shop.example']) {
      const store = tampered(log.store, { head: (head) => ({ ...head, origin }) })
      expect(named((await audit(store, log.keys, { treeOnly: true })).errors)).toContain('checkpoint-mismatch')
    }
  })

  test('every character of a receipt, of its countersignature, and of what its row says', async () => {
    const small = openLog()
    await small.send(await receipts(2))
    const rows: StoredReceipt[] = []
    for await (const row of small.store.all()) rows.push(row)
    for (const column of ['receipt', 'countersignature', 'id', 'sub', 'jti'] as const) {
      for (let at = 0; at < rows[1]![column].length; at++) {
        const store = tampered(small.store, {
          row: (row) => (row.index === 1 ? { ...row, [column]: respell(row[column], at) } : row),
        })
        const { errors } = await audit(store, small.keys)
        expect(errors.length, `${column} ${at}`).toBeGreaterThan(0)
        expect(errors.every(({ index }) => index === 1 || index === undefined)).toBe(true)
      }
    }
    const later = tampered(small.store, { row: (row) => ({ ...row, received: row.received + 1000 }) })
    expect(named((await audit(later, small.keys)).errors)).toEqual(['row-mismatch 0', 'row-mismatch 1'])
  })
})

describe('what an operator may try', () => {
  test('to delete a receipt: its place is named, and nobody else is blamed', async () => {
    const store = tampered(log.store, { row: (row) => (row.index === 7 ? undefined : row) })
    expect(named((await audit(store, log.keys)).errors)).toEqual(['receipt-missing 7'])
    const many = tampered(log.store, { row: (row) => (row.index! >= 4 && row.index! < 9 ? undefined : row) })
    const { errors } = await audit(many, log.keys)
    expect(named(errors)).toEqual(['receipt-missing 4'])
    expect(errors[0]!.detail).toContain('places 4 to 8')
  })

  test('to put another receipt in its place, or the same one twice', async () => {
    const other = openLog()
    await other.send(await receipts(1))
    const foreign = await rowAt(0, other)
    const swapped = tampered(log.store, {
      row: (row) => (row.index === 7 ? { ...foreign, index: 7 } : row),
    })
    const { errors } = await audit(swapped, log.keys)
    expect(named(errors)).toContain('receipt-altered 7')
    expect(named(errors)).toContain('countersignature-key-unknown 7')
    const first = await rowAt(0)
    const twice = tampered(log.store, {
      row: (row) => (row.index === 7 ? ([row, { ...first, index: 7 }] as never) : row),
    })
    expect(named((await audit(twice, log.keys, { treeOnly: true })).errors)).toEqual(['receipt-altered 7'])
  })

  test('to swap the places of two', async () => {
    const places = new Map([
      [3, 12],
      [12, 3],
    ])
    const store = tampered(log.store, { row: (row) => ({ ...row, index: places.get(row.index!) ?? row.index! }) })
    const codes = named((await audit(store, log.keys)).errors)
    expect(codes.sort()).toEqual(['place-mismatch 12', 'place-mismatch 3', 'receipt-altered 12', 'receipt-altered 3'])
  })

  test('to add a receipt beyond the end, or to take the log’s head away', async () => {
    const beyond = tampered(log.store, { row: (row) => (row.index === 19 ? { ...row, index: 25 } : row) })
    expect(named((await audit(beyond, log.keys, { treeOnly: true })).errors)).toEqual([
      'receipt-missing 19',
      'receipt-unlogged 25',
    ])
    const headless = { ...tampered(log.store, { head: () => undefined }), sites: async () => [] }
    expect(named((await audit(headless, log.keys)).errors)).toContain('log-missing')
  })

  test('to call a deleted receipt erased, with another leaf: the place is named', async () => {
    const row = await rowAt(7)
    const wrong = Buffer.from(leafHash(Buffer.alloc(32))).toString('base64url')
    const store = {
      ...tampered(log.store, { row: (row) => (row.index === 7 ? undefined : row) }),
      async *erasures() {
        yield { site: row.site, index: 7, leaf: wrong }
      },
    }
    expect(named((await audit(store, log.keys)).errors)).toEqual(['erasure-altered 7'])
  })

  test('to drop a tile', async () => {
    const store = tampered(log.store, { tile: () => undefined })
    expect(named((await audit(store, log.keys, { treeOnly: true })).errors)).toEqual(['tile-altered'])
  })

  test('to lengthen a tile beyond the end of the log', async () => {
    const store = tampered(log.store, { tile: (hashes) => Buffer.concat([hashes, Buffer.alloc(32)]) })
    expect(named((await audit(store, log.keys, { treeOnly: true })).errors)).toEqual(['tile-altered'])
  })

  test('to bend a notice', async () => {
    const store = tampered(log.store, { notice: () => ({ words: 'others' }) })
    const { errors } = await audit(store, log.keys)
    expect(new Set(errors.map(({ code }) => code))).toEqual(new Set(['notice-mismatch']))
  })
})

describe('what only others can onFinding: --since', () => {
  const since = (text: string) => readCheckpoints(text, 'customer.json')

  test('an earlier checkpoint, and every customer’s proof, is a beginning of the log as it is', async () => {
    const [one] = await log.send(await receipts(1))
    for (const text of [noteThen, one!.proof, parseProof(one!.proof)!.checkpoint]) {
      const { errors, report } = await audit(log.store, log.keys, { since: since(text), treeOnly: true })
      expect(errors).toEqual([])
      expect(report.witnesses).toBe(1)
    }
  })

  test('a log that was cut back, in all consistency, is found by whoever saw it longer', async () => {
    const set = generateKeys()
    const all = await receipts(9)
    const long = openLog(set)
    await long.send(all.slice(0, 5))
    const [proven] = await long.send(all.slice(5))
    const short = openLog(set)
    await short.send(all.slice(0, 5))
    expect((await audit(short.store, short.keys)).errors).toEqual([])
    const { errors, report } = await audit(short.store, short.keys, { since: since(proven!.proof) })
    expect(named(errors)).toEqual(['log-rolled-back'])
    expect(errors[0]!.detail).toBe('customer.json has a checkpoint over 9 receipts; now there are 5')
    expect(report.logs[0]!.checkpoint).toBeUndefined()
  })

  test('a history that was written anew with the real keys is found by whoever saw the other', async () => {
    const set = generateKeys()
    const all = await receipts(9)
    const then = openLog(set)
    const [, , seen] = await then.send(all.slice(0, 3))
    const [first, ...rest] = all
    const anew = openLog(set)
    await anew.send([...rest, first!])
    expect((await audit(anew.store, anew.keys)).errors).toEqual([])
    const { errors } = await audit(anew.store, anew.keys, { since: since(seen!.proof) })
    expect(named(errors)).toEqual(['log-rewritten'])
    // Grown in between, too: the roots at every size are looked at.
    const head = (await then.store.head('https://shop.example'))!
    expect(named((await audit(anew.store, anew.keys, { since: since(head.note) })).errors)).toEqual(['log-rewritten'])
  })

  test('a checkpoint that the log never signed accuses nobody', async () => {
    const forged = openLog()
    const [one] = await forged.send(await receipts(30))
    const { errors } = await audit(log.store, log.keys, { since: since(one!.proof), treeOnly: true })
    expect(named(errors)).toEqual(['checkpoint-key-unknown'])
    const bent = noteThen.replace(/\n17\n/, '\n16\n')
    expect(bent).not.toBe(noteThen)
    expect(named((await audit(log.store, log.keys, { since: since(bent), treeOnly: true })).errors)).toEqual([
      'checkpoint-invalid',
    ])
  })

  test('a checkpoint of a log that is not here is missed', async () => {
    const empty = openLog(undefined)
    const { errors } = await audit(empty.store, log.keys, { since: since(noteThen) })
    expect(named(errors)).toEqual(['log-missing'])
  })
})

test('a log that grows, and whose receipts are erased, while it is audited accuses nobody', async () => {
  const set = generateKeys()
  const live = openLog(set)
  await live.send(await receipts(4))
  const row = await rowAt(2, live)
  const more = await receipts(3)
  const store = {
    ...live.store,
    async *receipts(site: string) {
      await live.send(more)
      const sequencer = createSequencer(live.store, { issuer: ISSUER, keys: keyringFrom(set) })
      const eraser = { store: live.store, sequencer, now: () => NOON }
      expect(await eraseBatch(row.site, [row], 'erasure', eraser)).toBe(1)
      yield* live.store.receipts(site)
    },
  }
  const { errors, report } = await audit(store, live.keys, { treeOnly: true })
  expect(errors).toEqual([])
  expect(report.logs[0]).toMatchObject({ size: 4, logged: 3 })
})

test('places that were emptied before there were statements are a note, and the first statement closes their list', async () => {
  const set = generateKeys()
  const live = openLog(set)
  await live.send(await receipts(5))
  const unstated = async (index: number) => {
    const { id } = await rowAt(index, live)
    expect(await erase(live.store, id, Buffer.from(leafHash(Buffer.from(id, 'base64url'))).toString('base64url'))).toBe(
      true,
    )
  }
  const found = async () => {
    const { findings, report } = await audit(live.store, live.keys)
    const told = findings.filter(({ code }) => code === 'erasure-unstated')
    return [told.map(({ severity, index }) => `${severity} ${index}`), report.logs[0]!.withoutStatement]
  }
  await unstated(1)
  await unstated(2)
  expect(await found()).toEqual([['note 1'], 2])
  const row = await rowAt(3, live)
  const sequencer = createSequencer(live.store, { issuer: ISSUER, keys: keyringFrom(set) })
  const eraser = { store: live.store, sequencer, now: () => NOON }
  await eraseBatch(row.site, [row], 'erasure', eraser)
  expect(await found()).toEqual([['note 1'], 2])
  await unstated(0)
  expect(await found()).toEqual([['error 0', 'note 1'], 2])
  await eraseBatch(row.site, [await rowAt(4, live)], 'erasure', eraser)
  expect(await found()).toEqual([['error 0', 'note 1'], 2])
})

async function rowAt(index: number, from = log): Promise<StoredReceipt> {
  for await (const row of from.store.receipts('https://shop.example', index)) return row
  throw new Error(`no receipt at ${index}`)
}
