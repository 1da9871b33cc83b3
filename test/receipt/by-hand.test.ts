// The scripts that docs/receipt-format.md gives to auditors, run out of that page: on a true receipt and on false ones.
import { spawnSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { receiptIdentity, verify } from '@placet/receipt'
import { afterAll, describe, expect, test } from 'vitest'
import { forge, malleated, receiptOf } from './sample.ts'

const page = readFileSync(new URL('../../docs/receipt-format.md', import.meta.url), 'utf8')
const work = mkdtempSync(join(tmpdir(), 'placet-by-hand-'))
afterAll(() => rmSync(work, { recursive: true }))

const has = (command: string, ...args: string[]) => spawnSync(command, args).status === 0
const python = ['/usr/bin/python3', 'python3'].find((bin) => has(bin, '-c', 'import jwt, cryptography'))
const receipt = await receiptOf()
const other = await receiptOf()

describe.each([
  { file: 'check.mjs', run: [process.execPath, '--input-type=module', '-'], lacks: undefined },
  {
    file: 'check.py',
    run: [python ?? '', '-'],
    lacks: python ? undefined : 'no python3 with PyJWT here (Debian: python3-jwt)',
  },
  { file: 'check.sh', run: ['sh', '-s'], lacks: has('openssl', 'version') ? undefined : 'no openssl here' },
])('$file', ({ file, run, lacks }) => {
  const [, script = ''] = new RegExp(`^\`\`\`\\w+ ${file.replace('.', '\\.')}\\n(.*?)^\`\`\`$`, 'ms').exec(page) ?? []
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
  expect([codes.length, claims.length]).toEqual([23, 17])
  for (const code of codes) expect(page).toMatch(new RegExp(`\`${code}\`|\`${code.replace('countersignature', '')}\``))
  for (const name of claims) expect(page).toMatch(new RegExp(`^\\| (\`\\w+\`, )*\`${name}\``, 'm'))
})
