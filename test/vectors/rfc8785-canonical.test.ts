// RFC 8785 (JSON Canonicalization Scheme), typed from the RFC's text.
import { canonical } from '@placet/receipt'
import { describe, expect, test } from 'vitest'

test('§3.2.2: the sample object, to the byte as §3.2.4 prints it', () => {
  const sample = JSON.parse(String.raw`{
    "numbers": [333333333.33333329, 1E30, 4.50, 2e-3, 0.000000000000000000000000001],
    "string": "\u20ac$\u000F\u000aA'\u0042\u0022\u005c\\\"\/",
    "literals": [null, true, false]
  }`)
  const bytes = `
    7b 22 6c 69 74 65 72 61 6c 73 22 3a 5b 6e 75 6c 6c 2c 74 72 75 65 2c 66 61 6c 73 65 5d 2c 22 6e 75 6d 62 65 72 73
    22 3a 5b 33 33 33 33 33 33 33 33 33 2e 33 33 33 33 33 33 33 2c 31 65 2b 33 30 2c 34 2e 35 2c 30 2e 30 30 32 2c 31
    65 2d 32 37 5d 2c 22 73 74 72 69 6e 67 22 3a 22 e2 82 ac 24 5c 75 30 30 30 66 5c 6e 41 27 42 5c 22 5c 5c 5c 5c 5c
    22 2f 22 7d`
  expect(Buffer.from(canonical(sample)).toString('hex')).toBe(bytes.replaceAll(/\s/g, ''))
})

test('§3.2.3: members are sorted by UTF-16 code units', () => {
  const sample = {
    '\u20ac': 'Euro Sign',
    '\r': 'Carriage Return',
    '\ufb33': 'Hebrew Letter Dalet With Dagesh',
    '1': 'One',
    '\ud83d\ude00': 'Emoji: Grinning Face',
    '\u0080': 'Control',
    '\u00f6': 'Latin Small Letter O With Diaeresis',
  }
  const order = [...canonical(sample).matchAll(/:"([^"]*)"/g)].map(([, name]) => name)
  expect(order).toEqual([
    'Carriage Return',
    'One',
    'Control',
    'Latin Small Letter O With Diaeresis',
    'Euro Sign',
    'Emoji: Grinning Face',
    'Hebrew Letter Dalet With Dagesh',
  ])
})

describe('§3.2.2.2: strings', () => {
  test('control characters have their short or their lower-case form', () => {
    const short: Record<number, string> = { 8: '\\b', 9: '\\t', 10: '\\n', 12: '\\f', 13: '\\r' }
    for (let code = 0; code < 32; code++) {
      const want = short[code] ?? `\\u00${code.toString(16).padStart(2, '0')}`
      expect(canonical(String.fromCharCode(code))).toBe(`"${want}"`)
    }
  })

  test('nothing else is escaped but quote and backslash', () => {
    expect(canonical('"\\/\u007f\u0080\u2028\u2029<&é€😀')).toBe('"\\"\\\\/\u007f\u0080\u2028\u2029<&é€😀"')
  })

  test('a lone surrogate has no canonical form, in a value or a name', () => {
    for (const bad of ['\ud800', 'a\udc00', '\udc00\ud800', '\ud83d\ud83d\ude00']) {
      expect(() => canonical(bad), JSON.stringify(bad)).toThrow(TypeError)
      expect(() => canonical({ [bad]: 1 })).toThrow(TypeError)
    }
  })
})

describe('Appendix B: numbers', () => {
  test.each([
    ['0000000000000000', '0'],
    ['8000000000000000', '0'],
    ['0000000000000001', '5e-324'],
    ['8000000000000001', '-5e-324'],
    ['7fefffffffffffff', '1.7976931348623157e+308'],
    ['ffefffffffffffff', '-1.7976931348623157e+308'],
    ['4340000000000000', '9007199254740992'],
    ['c340000000000000', '-9007199254740992'],
    ['4430000000000000', '295147905179352830000'],
    ['44b52d02c7e14af5', '9.999999999999997e+22'],
    ['44b52d02c7e14af6', '1e+23'],
    ['44b52d02c7e14af7', '1.0000000000000001e+23'],
    ['444b1ae4d6e2ef4e', '999999999999999700000'],
    ['444b1ae4d6e2ef4f', '999999999999999900000'],
    ['444b1ae4d6e2ef50', '1e+21'],
    ['3eb0c6f7a0b5ed8c', '9.999999999999997e-7'],
    ['3eb0c6f7a0b5ed8d', '0.000001'],
    ['41b3de4355555553', '333333333.3333332'],
    ['41b3de4355555554', '333333333.33333325'],
    ['41b3de4355555555', '333333333.3333333'],
    ['41b3de4355555556', '333333333.3333334'],
    ['41b3de4355555557', '333333333.33333343'],
    ['becbf647612f3696', '-0.0000033333333333333333'],
    ['43143ff3c1cb0959', '1424953923781206.2'],
  ])('%s is %s', (hex, text) => {
    expect(canonical(Buffer.from(hex, 'hex').readDoubleBE())).toBe(text)
  })

  test.each(['7fffffffffffffff', '7ff0000000000000', 'fff0000000000000'])('%s is an error', (hex) => {
    expect(() => canonical(Buffer.from(hex, 'hex').readDoubleBE())).toThrow(TypeError)
  })
})

test('what JSON cannot say is refused, not left out', () => {
  for (const bad of [
    undefined,
    () => 1,
    Symbol('x'),
    1n,
    { a: undefined },
    [undefined],
    Array(1),
    new Date(0),
    new Map([[1, 2]]),
  ]) {
    expect(() => canonical(bad)).toThrow(TypeError)
  }
})
