// Where private keys lie: never lost, never two sets, never readable by others, never in a message.
import { spawn } from 'node:child_process'
import { chmod, chown, mkdir, mkdtemp, readdir, readFile, rename, rm, stat, writeFile } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { inspect } from 'node:util'
import { readJwks } from '../../packages/server/src/cli/jwks.ts'
import { changeKeyFile, createKeyFile, loadKeyring, readKeyFile } from '../../packages/server/src/keys/key-file.ts'
import { revoke, rotate } from '../../packages/server/src/keys/key-rotation.ts'
import { generateKey, generateKeys, type Keyring, type KeySet } from '../../packages/server/src/keys/keyring.ts'
import { afterEach, beforeEach, expect, test } from 'vitest'

const NOW = Date.UTC(2026, 10, 2, 12) // ms
const SECONDS = NOW / 1000
const env = {}

let folder: string
let file: string
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'placet-keys-'))
  file = join(folder, 'data', 'keys.json')
})
afterEach(() => rm(folder, { recursive: true }))

async function put(text: string, mode = 0o600): Promise<void> {
  await mkdir(join(folder, 'data'), { recursive: true })
  await writeFile(file, text, { mode })
  await chmod(file, mode)
}
const kids = (keys: Keyring) => keys.jwks().keys.map(({ kid }) => kid)
const load = (now: () => number = () => NOW) => loadKeyring({ file, env, now })

test('the first start makes both keys, in a file and a folder that nobody else may read; the next one finds them', async () => {
  const keys = await load()
  // First keys have no beginning: a clock that is set back must not leave the backend without any.
  expect(keys.jwks().keys.map(({ alg, nbf }) => [alg, nbf])).toEqual([
    ['ES256', undefined],
    ['Ed25519', undefined],
  ])
  expect((await stat(file)).mode & 0o777).toBe(0o600)
  expect((await stat(join(folder, 'data'))).mode & 0o777).toBe(0o700)
  expect(await readdir(join(folder, 'data'))).toEqual(['keys.json'])
  const text = await readFile(file, 'utf8')
  expect((JSON.parse(text) as KeySet).keys.map(({ d }) => d?.length)).toEqual([43, 43])
  expect((await load()).jwks()).toEqual(keys.jwks())
  expect(await readFile(file, 'utf8')).toBe(text)
})

test('keys are never overwritten', async () => {
  const set = await createKeyFile(file)
  expect(await createKeyFile(file)).toBeUndefined()
  expect(readKeyFile(file)).toEqual(set)
  expect(await readdir(join(folder, 'data'))).toEqual(['keys.json'])
})

test('a file of version 0.1.0 keeps its countersigning key and is given one that signs checkpoints, once', async () => {
  const { kty, crv, x, y, d, kid, alg, use } = generateKey('ES256')
  await put(`${JSON.stringify({ keys: [{ kty, crv, x, y, d, kid, alg, use }] }, null, 2)}\n`)
  const keys = await load()
  expect(keys.countersigner(NOW).kid).toBe(kid)
  expect(keys.logSigners(NOW).length).toBe(1)
  const kept = readKeyFile(file)
  expect(kept.keys).toEqual([
    { kty, crv, x, y, kid, alg, use, d },
    expect.objectContaining({ alg: 'Ed25519', d: expect.any(String) }),
  ])
  expect((await stat(file)).mode & 0o777).toBe(0o600)
  expect(kids(await load())).toEqual(kids(keys))
  expect(readKeyFile(file)).toEqual(kept)
})

test('a retired log key is no reason to make one: that is for the operator to say', async () => {
  const { d: _, ...retired } = generateKey('Ed25519')
  await put(JSON.stringify({ keys: [generateKey('ES256'), retired] }))
  await expect(load()).rejects.toMatchObject({
    code: 'key-missing',
    message: expect.stringContaining('rotate --alg Ed25519'),
  })
})

test.each(['640', '604', '620', '602', '601', '777'])(
  'a file of mode 0%s is refused, untouched, with the command that mends it',
  async (octal) => {
    const mode = Number.parseInt(octal, 8)
    const text = JSON.stringify(generateKeys())
    await put(text, mode)
    const fix = expect.stringContaining(`chmod 600 ${file}`)
    await expect(load()).rejects.toMatchObject({ code: 'key-exposed', fix })
    await expect(changeKeyFile(file, (set) => set)).rejects.toMatchObject({ code: 'key-exposed' })
    expect([await readFile(file, 'utf8'), (await stat(file)).mode & 0o777]).toEqual([text, mode])
    await chmod(file, 0o400)
    await expect(load()).resolves.toBeDefined()
  },
)

test('PLACET_KEYS is used instead of the file, which is neither read nor written', async () => {
  const set = generateKeys()
  const keys = await loadKeyring({ file, env: { PLACET_KEYS: JSON.stringify(set) }, now: () => NOW })
  expect(kids(keys)).toEqual(set.keys.map(({ kid }) => kid))
  expect(await readdir(folder)).toEqual([])
  await put('no keys at all', 0o644)
  expect(kids(await loadKeyring({ file, env: { PLACET_KEYS: JSON.stringify(set) } }))).toEqual(kids(keys))
})

test('the environment of the process is what is looked at by default', async () => {
  const set = generateKeys()
  process.env.PLACET_KEYS = JSON.stringify(set)
  try {
    expect(kids(await loadKeyring({ file }))).toEqual(set.keys.map(({ kid }) => kid))
  } finally {
    delete process.env.PLACET_KEYS
  }
})

test('PLACET_KEYS that came empty, or without a log key, starts no backend: nothing can be added there', async () => {
  const only = JSON.stringify({ keys: [generateKey('ES256')] })
  const start = (PLACET_KEYS: string) => loadKeyring({ file, env: { PLACET_KEYS }, now: () => NOW })
  await expect(start('')).rejects.toMatchObject({
    code: 'key-malformed',
    message: expect.stringContaining('PLACET_KEYS'),
  })
  await expect(start(only)).rejects.toMatchObject({
    code: 'key-missing',
    message: expect.stringContaining('PLACET_KEYS'),
  })
  expect(await readdir(folder)).toEqual([])
})

test('private keys that say that they sign are read as the public halves that verify', async () => {
  const set = generateKeys(NOW)
  await put(JSON.stringify({ keys: set.keys.map((key) => ({ ...key, key_ops: ['sign'] })) }))
  expect(await readJwks(undefined, join(folder, 'data'))).toEqual({ keys: set.keys })
})

test('no message holds anything of a file that is written wrong', async () => {
  const [key] = generateKeys().keys
  const secret = key!.d
  for (const text of [
    secret,
    `{"keys":[{"d":"${secret}"`,
    `{"keys":[{"d":"${secret}"}]}`,
    JSON.stringify({ keys: [{ ...key, x: secret }] }),
    JSON.stringify({ [secret]: [key] }),
    JSON.stringify({ keys: [{ ...key, kid: secret }] }),
    `PLACET_KEYS=${secret}`,
  ]) {
    await put(text)
    for (const source of [
      { file, env },
      { file: 'none', env: { PLACET_KEYS: text } },
    ]) {
      const error: unknown = await loadKeyring(source).catch((error: unknown) => error)
      expect(error).toMatchObject({ code: 'key-malformed', fix: expect.stringContaining('backup') })
      expect(inspect(error, { depth: 9, showHidden: true })).not.toContain(secret.slice(0, 8))
    }
    expect(await readFile(file, 'utf8')).toBe(text)
  }
})

test('a file that is not there, a folder in its place, a folder that is a file: each is told in a sentence', async () => {
  await expect(changeKeyFile(file, (set) => set)).rejects.toMatchObject({
    code: 'file-unreadable',
    fix: expect.stringContaining('placet keys create'),
  })
  await mkdir(file, { recursive: true })
  await chmod(file, 0o700)
  await expect(load()).rejects.toMatchObject({ code: 'file-unreadable', message: expect.stringContaining('EISDIR') })
  await writeFile(join(folder, 'note'), '')
  const below = { file: join(folder, 'note', 'keys.json'), env }
  await expect(loadKeyring(below)).rejects.toMatchObject({
    code: 'file-unwritable',
    message: expect.stringContaining('its folder'),
  })
})

test('a running backend signs with a rotated key a second after the rotation, without a restart', async () => {
  let now = NOW
  const keys = await load(() => now)
  const old = keys.countersigner(now).kid
  await changeKeyFile(file, (set) => rotate(set, { alg: 'ES256', from: SECONDS }, SECONDS))
  const made = readKeyFile(file).keys[2]!.kid
  now += 999
  expect(keys.countersigner(now).kid).toBe(old)
  now += 1
  expect(keys.countersigner(now).kid).toBe(made)
  expect(kids(keys)).toEqual(readKeyFile(file).keys.map(({ kid }) => kid))
})

test('a running backend stops using a revoked key, and tells the world that it is revoked', async () => {
  let now = NOW
  const keys = await load(() => now)
  const { kid } = keys.countersigner(now)
  await changeKeyFile(file, (set) => revoke(set, { kid, reason: 'compromised' }, SECONDS))
  now += 1000
  expect(keys.jwks().keys[0]).toMatchObject({ kid, revoked: { revoked_at: SECONDS, reason: 'compromised' } })
  expect(keys.countersigner(now).kid).not.toBe(kid)
  expect(keys.countersigner(NOW - 1).kid).not.toBe(kid)
})

test('a clock that is set back does not keep a running backend from noticing', async () => {
  let now = NOW
  const keys = await load(() => now)
  now -= 3_600_000
  await changeKeyFile(file, (set) => rotate(set, { alg: 'ES256', from: SECONDS - 3600 }, SECONDS - 3600))
  expect(keys.countersigner(now).kid).toBe(readKeyFile(file).keys[2]!.kid)
})

test('a change that cannot be read is told once; the keys from before sign on until it is mended', async () => {
  let now = NOW
  const told: Error[] = []
  const keys = await loadKeyring({ file, env, now: () => now, onProblem: (problem) => told.push(problem) })
  const { kid } = keys.countersigner(now)
  const text = await readFile(file, 'utf8')
  await writeFile(`${file}.draft`, '{"keys":', { mode: 0o600 })
  await rename(`${file}.draft`, file)
  for (let turn = 0; turn < 3; turn++) {
    now += 1000
    expect(keys.countersigner(now).kid).toBe(kid)
  }
  expect(told).toMatchObject([{ code: 'key-malformed' }])
  await rm(file)
  now += 1000
  expect(keys.countersigner(now).kid).toBe(kid)
  expect(told).toMatchObject([{ code: 'key-malformed' }, { code: 'file-unreadable' }])
  const [other] = generateKeys().keys
  await put(JSON.stringify({ keys: [...(JSON.parse(text) as KeySet).keys, { ...other, nbf: SECONDS + 1 }] }))
  now += 1000
  expect(keys.countersigner(now).kid).toBe(other!.kid)
  expect(told.length).toBe(2)
})

test.skipIf(process.getuid?.() !== 0)('what root changes stays readable for whom the backend runs as', async () => {
  await createKeyFile(file)
  await chown(file, 12_345, 12_346)
  await changeKeyFile(file, (set) => rotate(set, { alg: 'ES256', from: SECONDS }, SECONDS))
  expect(await stat(file)).toMatchObject({ uid: 12_345, gid: 12_346, mode: 0o100_600 })
})

test('what no server could load is not written, and the lock is given back', async () => {
  await createKeyFile(file)
  const before = await readFile(file, 'utf8')
  const spoil = (set: KeySet): KeySet => ({ keys: set.keys.map((key) => ({ ...key, kid: 'mine' })) })
  await expect(changeKeyFile(file, spoil)).rejects.toMatchObject({ code: 'key-malformed' })
  expect(await readFile(file, 'utf8')).toBe(before)
  expect(await readdir(join(folder, 'data'))).toEqual(['keys.json'])
  await changeKeyFile(file, (set) => rotate(set, { alg: 'ES256', from: SECONDS }, SECONDS))
  expect(readKeyFile(file).keys.length).toBe(3)
})

test('a change that was killed half-way leaves the keys as they were, and says what to delete', async () => {
  await createKeyFile(file)
  await writeFile(`${file}.next`, '{"keys":[')
  await expect(changeKeyFile(file, (set) => set)).rejects.toMatchObject({
    code: 'file-busy',
    message: expect.stringContaining(`${file}.next`),
  })
  // It keeps no backend from starting.
  await expect(load()).resolves.toBeDefined()
})

test('six processes that start at once in an empty folder agree on one pair of keys', async () => {
  const loaded = await atOnce(
    6,
    'const keys = await loadKeyring({ file, env: {} }); return keys.jwks().keys.map((key) => key.kid)',
  )
  const kept = readKeyFile(file).keys.map(({ kid }) => kid)
  expect(kept.length).toBe(2)
  expect(loaded).toEqual(Array(6).fill(kept))
  expect(await readdir(join(folder, 'data'))).toEqual(['keys.json'])
})

test('six processes that start at once on a file of version 0.1.0 agree on one log key', async () => {
  await put(JSON.stringify({ keys: [generateKey('ES256')] }))
  const loaded = await atOnce(
    6,
    'const keys = await loadKeyring({ file, env: {} }); return keys.jwks().keys.map((key) => key.kid)',
  )
  const kept = readKeyFile(file).keys.map(({ kid }) => kid)
  expect(kept.length).toBe(2)
  expect(loaded).toEqual(Array(6).fill(kept))
})

test('of six processes that add a key at once, none loses the key of another', async () => {
  await put(JSON.stringify({ keys: [] }))
  const made = await atOnce(
    6,
    'let kid; await changeKeyFile(file, ({ keys }) => { const key = generateKey("ES256"); kid = key.kid; return { keys: [...keys, key] } }); return kid',
  )
  expect(
    readKeyFile(file)
      .keys.map(({ kid }) => kid)
      .sort(),
  ).toEqual(made.sort())
  expect(new Set(made).size).toBe(6)
})

// Real processes, each with its own copy of the code; they begin together.
async function atOnce(count: number, body: string): Promise<unknown[]> {
  const built = join(folder, 'built')
  await build(built)
  const code = `
    import { changeKeyFile, loadKeyring } from ${JSON.stringify(join(built, 'key-file.mjs'))}
    import { generateKey } from ${JSON.stringify(join(built, 'generate-key.mjs'))}
    const file = ${JSON.stringify(file)}
    console.log('ready')
    await new Promise((go) => process.stdin.once('data', go))
    console.log(JSON.stringify(await (async () => { ${body} })()))
    process.exit()`
  const children = Array.from({ length: count }, () => {
    const child = spawn(process.execPath, ['--input-type=module', '--eval', code], {
      stdio: ['pipe', 'pipe', 'inherit'],
    })
    let out = ''
    const ready = new Promise<void>((done) => child.stdout.on('data', (chunk) => (out += chunk) && done()))
    const ended = new Promise<string>((done) => child.once('close', () => done(out)))
    return { child, ready, ended }
  })
  await Promise.all(children.map(({ ready }) => ready))
  for (const { child } of children) child.stdin.write('go\n')
  const outs = await Promise.all(children.map(({ ended }) => ended))
  return outs.map((out) => JSON.parse(out.split('\n')[1]!))
}

async function build(outDir: string): Promise<void> {
  const require = createRequire(createRequire(import.meta.url).resolve('vitest/package.json'))
  const vite = await import(require.resolve('vite'))
  await vite.build({
    configFile: false,
    logLevel: 'error',
    root: resolve(import.meta.dirname, '../../packages/server'),
    ssr: { resolve: { conditions: ['@placet/source'] }, noExternal: [/^@placet\//] },
    build: {
      ssr: true,
      outDir,
      rollupOptions: {
        input: ['src/keys/key-file.ts', 'src/keys/generate-key.ts'],
        output: { entryFileNames: '[name].mjs', chunkFileNames: '[name].mjs' },
      },
    },
  })
}
