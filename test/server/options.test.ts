// Options of a backend are checked as its config is: a misspelt one is refused at the start, with its path and the fix.
import { mkdtemp, readdir, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createHandler, generateKeys, keyringFrom, ServerError, type Site, startServer } from '@placet/server'
import { createMemoryStore } from '@placet/server/stores/memory'
import { describe, expect, test } from 'vitest'
import { ISSUER } from './backend.ts'
import { SITE } from './device.ts'

const SECRET = 'postgres://placet:secret@db/placet'
const sound = () => ({ store: createMemoryStore(), keys: keyringFrom(generateKeys()), issuer: ISSUER, sites: [SITE] })

function complaint(make: () => unknown): ServerError | undefined {
  try {
    make()
    return undefined
  } catch (error) {
    return error as ServerError
  }
}

describe('createHandler', () => {
  test.each<[string, object, string, string]>([
    ['a misspelt name', { sites: undefined, site: [SITE] }, 'options.site does not exist', 'sites'],
    ['a misspelt name without a value', { site: undefined }, 'options.site does not exist', 'sites'],
    ['one site that is no list', { sites: SITE }, 'options.sites is a text', 'a list of origins, or a function'],
    ['no sites, as JSON says it', { sites: null }, 'options.sites is missing', 'a list of origins, or a function'],
    ['a misspelt member of a site', { sites: [SITE, { origin: SITE, close: true }] }, 'sites[1].close', 'closed'],
    [
      'a wrong type in a site',
      { sites: [{ origin: SITE, closed: 'no' }] },
      'sites[0].closed is a text',
      'true or false',
    ],
    ['a site that is a number', { sites: [7] }, 'sites[0] is 7', 'an object'],
    ['keys of a site that are a file', { sites: [{ origin: SITE, keys: 'keys.json' }] }, 'sites[0].keys', 'jwks'],
    ['a store that is a URL', { store: SECRET }, 'options.store is a text', 'putNotices'],
    ['no store', { store: undefined }, 'options.store is missing', 'putNotices'],
    [
      'a key set in place of a keyring',
      { keys: generateKeys() },
      'options.keys is an object that does not fit',
      'jwks',
    ],
    ['a moment in place of a clock', { now: 1 }, 'options.now is 1', 'a function'],
    ['a logger that is an object', { log: console }, 'options.log is an object', 'a function'],
    ['metrics that are switched on as in startServer', { metrics: true }, 'options.metrics is true', 'render'],
    ['a misspelt bound of signing', { signing: { timeOut: 5 } }, 'options.signing.timeOut', 'timeout, concurrency'],
    ['a bound that is a text', { signing: { timeout: '5' } }, 'options.signing.timeout is a text', 'a whole number'],
    ['a verifier that is a function', { verifier: () => true }, 'options.verifier is a function', 'waiting'],
  ])('refuses %s', (_, wrong, where, fix) => {
    const error = complaint(() => createHandler({ ...sound(), ...wrong } as never))!
    expect(error).toBeInstanceOf(ServerError)
    expect(error.code).toBe('options-malformed')
    expect([error.message, error.fix]).toEqual([expect.stringContaining(where), expect.stringContaining(fix)])
    expect(error.message).not.toContain('secret')
  })

  test('refuses nothing at all, a list, and limits that are one', () => {
    for (const nothing of [undefined, null, [], 'shop']) {
      expect(complaint(() => createHandler(nothing as never))).toMatchObject({ code: 'options-malformed' })
    }
    for (const limits of [[], null, 5]) {
      expect(complaint(() => createHandler({ ...sound(), limits } as never))).toMatchObject({
        code: 'limits-malformed',
      })
    }
  })

  test('takes every option that there is, and those that are undefined', () => {
    const site: Site = { origin: SITE, issuer: ISSUER, keys: sound().keys, closed: false }
    const more = {
      sites: [site],
      now: Date.now,
      log: () => undefined,
      limits: {},
      signing: { timeout: 1 },
      verifier: undefined,
    }
    expect(complaint(() => createHandler({ ...sound(), ...more }))).toBeUndefined()
  })
})

describe('startServer', () => {
  test.each<[string, object, string]>([
    ['a misspelt name', { site: [SITE] }, 'options.site does not exist'],
    ['a port that is a text', { port: '8787' }, 'options.port is a text'],
    ['a port beyond the last', { port: 65_536 }, 'options.port is 65536'],
    ['metrics that say off, and would be on', { metrics: 'off' }, 'options.metrics is a text'],
    ['a store that is open already', { store: createMemoryStore() }, 'options.store is an object'],
    ['one site that is no list', { sites: SITE }, 'options.sites is a text'],
    ['a misspelt timeout', { timeouts: { header: 5 } }, 'options.timeouts.header does not exist'],
    ['a timeout that is none', { timeouts: { request: 0 } }, 'options.timeouts.request is 0'],
    ['a patience without an end', { patience: Infinity }, 'options.patience is Infinity'],
  ])('refuses %s, before anything is made', async (_, wrong, where) => {
    const dataDir = await mkdtemp(join(tmpdir(), 'placet-options-'))
    const starting = startServer({ port: 0, dataDir, ...wrong } as never)
    const started = await starting.then((server) => server.close()).catch((error: unknown) => error)
    expect(started).toMatchObject({ code: 'options-malformed', message: expect.stringContaining(where) })
    expect(await readdir(dataDir)).toEqual([])
    await rm(dataDir, { recursive: true })
  })

  test('refuses a misspelt update, and keeps its sites', async () => {
    const dataDir = await mkdtemp(join(tmpdir(), 'placet-options-'))
    const server = await startServer({ port: 0, dataDir, sites: [SITE] })
    const error = await server.update({ site: [SITE] } as never).catch((cause: unknown) => cause)
    const { status } = await fetch(`${server.url}/receipts`, { method: 'OPTIONS', headers: { origin: SITE } })
    await server.close()
    await rm(dataDir, { recursive: true })
    expect(error).toMatchObject({ code: 'options-malformed' })
    expect(status).toBe(204)
  })
})
