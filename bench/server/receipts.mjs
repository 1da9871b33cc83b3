// Receipts made beforehand, each by a key never seen before, kept in a temporary file for half a day: making 40,000 takes
// as long as a whole round of measuring.
import { existsSync, readFileSync, renameSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createKey, createReceipt, noticeHash } from '@placet/receipt'

export const SITE = 'https://shop.example'
export const NOTICE = { controller: { name: 'Shop' }, purposes: [{ id: 'analytics' }, { id: 'marketing' }] }
export const HASH = await noticeHash(NOTICE)

const COUNT = 40_000
const FILE = join(tmpdir(), `placet-bench-receipts-${COUNT}.txt`)

/** A file with a receipt a line, made where it is missing or from yesterday (its clock would be a flag in each answer). */
export async function receiptsFile() {
  if (existsSync(FILE) && Date.now() - statSync(FILE).mtimeMs < 12 * 3_600_000) return FILE
  console.log(`Making ${COUNT} receipts, each with a key of its own …`)
  const lines = []
  while (lines.length < COUNT) lines.push(await createReceipt(decision(), await createKey()))
  // All or nothing: a run that is broken off must not leave half a file.
  writeFileSync(`${FILE}.new`, lines.join('\n'))
  renameSync(`${FILE}.new`, FILE)
  return FILE
}

export function readReceipts(file) {
  return readFileSync(file, 'utf8').split('\n')
}

/** The body of a POST. */
export function batchOf(receipts) {
  return Buffer.from(JSON.stringify({ v: 1, sentAt: Math.floor(Date.now() / 1000), receipts }))
}

function decision() {
  return {
    iat: Math.floor(Date.now() / 1000),
    aud: SITE,
    evt: 'given',
    jur: 'eu',
    ntc: { uri: `${SITE}/consent/notices/${HASH}`, ver: '1', lang: 'en', hash: HASH },
    dec: { analytics: 'given', marketing: 'refused' },
    dur: 'P6M',
    ui: { m: 'banner', a: 'save', t: true },
    sig: { gpc: false, dnt: false },
    seq: 1,
  }
}
