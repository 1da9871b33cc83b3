// Where tiles and logs lie in URLs (C2SP tlog-tiles).
import { expect, test } from 'vitest'
import { logName, logOrigin, siteOf } from '../../packages/server/src/log/name.ts'
import { parseTilePath, tilePath } from '../../packages/server/src/log/tile-path.ts'

test('tile 1234067 lies where C2SP says', () => {
  expect(tilePath({ level: 0, n: 1_234_067 })).toBe('0/x001/x234/067')
  expect(parseTilePath('0/x001/x234/067')).toEqual({ place: { level: 0, n: 1_234_067 } })
  expect(parseTilePath('1/000.p/17')).toEqual({ place: { level: 1, n: 0 }, width: 17 })
})

test('every tile has one path, and every path leads back', () => {
  for (const n of [0, 1, 999, 1000, 1001, 999_999, 1_000_000, 123_456_789]) {
    for (const width of [undefined, 1, 255]) {
      const at = { place: { level: 3, n }, ...(width === undefined ? {} : { width }) }
      expect(parseTilePath(tilePath(at.place, width))).toEqual(at)
    }
  }
})

test.each([
  '',
  '0',
  '0/0',
  '00/000',
  '0/0000',
  '0/x000/001',
  '0/x001/1',
  '0/001/002',
  '0/000.p/0',
  '0/000.p/256',
  '0/000.p/01',
  '64/000',
  '0/000/',
  'x/000',
  'entries/000',
  '0/000.p/',
  '-1/000',
  `0/${'x001/'.repeat(9)}000`,
])('%s is no path of a tile', (path) => {
  expect(parseTilePath(path)).toBeUndefined()
})

test('a log is named by its site, and its checkpoints by where it lies', () => {
  for (const site of [
    'https://shop.example',
    'https://shop.example:8443',
    'http://localhost:4300',
    'http://[::1]:80'.replace(':80', ''),
  ]) {
    expect(siteOf(logName(site))).toBe(site)
  }
  expect(logName('https://shop.example')).toBe('shop.example')
  expect(logName('http://localhost:4300')).toBe('http:localhost:4300')
  expect(logOrigin('https://shop.example/consent/', 'https://shop.example')).toBe(
    'shop.example/consent/log/shop.example',
  )
  for (const name of ['', 'shop.example/x', 'SHOP.example', 'https:shop.example', 'a b']) {
    expect(siteOf(name)).toBeUndefined()
  }
})
