// The scripts that docs/receipt-format.md gives to auditors, run out of that page: on a true receipt and on false ones.
import { spawnSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type Evidence, parseCheckpoint, parseProof, receiptIdentity, verify } from '@placet/receipt'
import { afterAll, describe, expect, test } from 'vitest'
import { allKeys, createLogKey, logKey, oracle, proofOf } from './log-sample.ts'
import { forge, jwks, malleated, receiptOf } from './sample.ts'

const page = readFileSync(new URL('../../docs/receipt-format.md', import.meta.url), 'utf8')
const work = mkdtempSync(join(tmpdir(), 'placet-by-hand-'))
afterAll(() => rmSync(work, { recursive: true }))

const has = (command: string, ...args: string[]) => spawnSync(command, args).status === 0
const python = ['/usr/bin/python3', 'python3'].find((bin) => has(bin, '-c', 'import jwt, cryptography'))
const receipt = await receiptOf()
const other = await receiptOf()

const scriptOf = (file: string) =>
  new RegExp(`^\`\`\`\\w+ ${file.replace('.', '\\.')}\\n(.*?)^\`\`\`$`, 'ms').exec(page)?.[1] ?? ''

describe.each([
  { file: 'check.mjs', run: [process.execPath, '--input-type=module', '-'], lacks: undefined },
  {
    file: 'check.py',
    run: [python ?? '', '-'],
    lacks: python ? undefined : 'no python3 with PyJWT here (Debian: python3-jwt)',
  },
  { file: 'check.sh', run: ['sh', '-s'], lacks: has('openssl', 'version') ? undefined : 'no openssl here' },
])('$file', ({ file, run, lacks }) => {
  const script = scriptOf(file)
  const check = (jws: string) => {
    writeFileSync(join(work, file), `${jws}\n`)
    const options = { input: script, encoding: 'utf8' as const, cwd: import.meta.dirname }
    return spawnSync(run[0]!, [...run.slice(1), join(work, file)], options)
  }

  test('stands in the page', () => {
    expect(script.length).toBeGreaterThan(200)
  })

  test('accepts a true receipt and shows its claims', async ({ skip }) => {
    skip(lacks !== undefined, lacks)
    const { status, stdout, stderr } = check(receipt)
    expect([status, stderr]).toEqual([0, ''])
    expect(stdout).toContain((await verify(receipt)).claims!.jti)
    if (file === 'check.sh') expect(stdout).toContain(`identity ${await receiptIdentity(receipt)}\n`)
  })

  test('accepts the malleated twin, as it must', ({ skip }) => {
    skip(lacks !== undefined, lacks)
    expect(check(malleated(receipt)).status).toBe(0)
  })

  test('refuses another receipt’s signature, changed claims, a foreign sub and another type', async ({ skip }) => {
    skip(lacks !== undefined, lacks)
    const [head, body, tail] = receipt.split('.') as [string, string, string]
    const claims = Buffer.from(body, 'base64url').toString().replace('"evt":"given"', '"evt":"giveN"')
    expect(check(`${head}.${body}.${other.split('.')[2]}`).status).not.toBe(0)
    expect(check(`${head}.${Buffer.from(claims).toString('base64url')}.${tail}`).status).not.toBe(0)
    const sub = `urn:ietf:params:oauth:jwk-thumbprint:sha-256:${'A'.repeat(43)}`
    expect(check(await forge({ claims: { sub } })).status).not.toBe(0)
    expect(check(await forge({ header: { typ: 'JWT' } })).status).not.toBe(0)
  })
})

describe('proof.py', () => {
  const python = ['/usr/bin/python3', 'python3'].find((bin) => has(bin, '-c', 'import cryptography'))
  const lacks = 'no python3 with cryptography here (Debian: python3-cryptography)'
  const check = (jws: string, proof: string, keys: object = allKeys) => {
    const files = { 'receipt.txt': `${jws}\n`, 'receipt.tlog-proof': proof, 'jwks.json': JSON.stringify(keys) }
    for (const [name, text] of Object.entries(files)) writeFileSync(join(work, name), text)
    return spawnSync(python!, ['-', ...Object.keys(files)], {
      input: scriptOf('proof.py'),
      encoding: 'utf8',
      cwd: work,
    })
  }

  test('finds a receipt at every place in trees of several sizes, under either of its signatures', async ({ skip }) => {
    skip(!python, lacks)
    for (const [at, of] of [
      [0, 1],
      [4, 7],
      [6, 7],
      [2, 8],
      [8, 9],
      [64, 100],
    ] as const) {
      const { status, stdout, stderr } = check(malleated(receipt), await proofOf(receipt, at, of))
      expect([status, stderr, stdout]).toEqual([
        0,
        '',
        `number ${at} of ${of} in consent.shop.example/log/shop.example\n`,
      ])
    }
  })

  test('refuses another receipt, another place, another root, another site’s log, another log’s key, a stolen key and a rewritten checkpoint', async ({
    skip,
  }) => {
    skip(!python, lacks)
    const proof = await proofOf(receipt)
    const stranger = await createLogKey()
    const stolen = { ...logKey.entry, revoked: { revoked_at: 1, reason: 'compromised' } }
    const refused = [
      check(other, proof),
      check(receipt, await proofOf(receipt, 4, 7, { index: 5 })),
      check(receipt, await proofOf(receipt, 4, 7, { index: 7 })),
      check(receipt, await proofOf(receipt, 4, 7, { root: oracle([]).root(0) })),
      check(receipt, await proofOf(receipt, 4, 7, { keys: [stranger] })),
      check(receipt, await proofOf(receipt, 4, 7, { keys: [{ ...logKey, sign: stranger.sign }] })),
      check(receipt, await proofOf(receipt, 4, 7, { origin: 'consent.shop.example/log/for-you-alone' })),
      check(receipt, proof, { keys: [...jwks.keys, stolen] }),
      check(receipt, proof, jwks),
    ]
    expect(refused.map(({ status }) => status)).toEqual(refused.map(() => 1))
  })
})

test('the proof that the page shows is one, and its bundle has the names that verify takes', () => {
  const [, example = ''] = /^```\n(c2sp\.org.*?)^```$/ms.exec(page) ?? []
  const proof = parseProof(example)!
  expect([proof.index, proof.path.length]).toEqual([4, 3])
  expect(parseCheckpoint(proof.checkpoint)).toMatchObject({ size: 7, note: { signatures: { length: 1 } } })
  const [, bundle = ''] = /^```json\n(.*?)^```$/ms.exec(page) ?? []
  const names: Record<keyof Evidence, true> = { receipt: true, countersignature: true, notice: true, proof: true }
  expect(Object.keys(JSON.parse(bundle) as object)).toEqual(Object.keys(names))
})

test('the page names every finding code, and every claim and member the code knows', () => {
  const source = (name: string) => readFileSync(new URL(`../../packages/receipt/src/${name}`, import.meta.url), 'utf8')
  const codes = [...source('finding.ts').matchAll(/^ {2}'?([a-z-]+)'?: '(?:error|warning|note)',$/gm)].map(
    ([, code]) => code!,
  )
  const claims = [
    ...source('claims.ts')
      .split('export type Claims = {')[1]!
      .split('\n}')[0]!
      .matchAll(/^ {2}(\w+)\??:/gm),
  ].map(([, name]) => name!)
  expect([codes.length, claims.length]).toEqual([34, 17])
  for (const code of codes) expect(page).toMatch(new RegExp(`\`${code}\`|\`${code.replace('countersignature', '')}\``))
  for (const name of claims) expect(page).toMatch(new RegExp(`^\\| (\`\\w+\`, )*\`${name}\``, 'm'))
})
