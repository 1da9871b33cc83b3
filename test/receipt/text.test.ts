// A receipt is a text, and a text has one meaning: what other spellings, doubled names and malleable signatures do.
import { type Verdict, verify } from '@placet/receipt'
import { describe, expect, test } from 'vitest'
import { countersigned, forge, jwks, malleated, partsOf, receiptOf, signTexts } from './sample.ts'

const codes = ({ findings }: Verdict) => findings.map((each) => each.code)

describe('one text, one meaning', () => {
  const doubled = (json: string, member: string) => json.replace('{', `{${member},`)

  test.each([
    ['a plain one', '"seq":9'],
    ['one spelled with an escape', '"\\u0073eq":9'],
    ['one further down', '"later":{"a":1,"b":[{"x":1,"x":2}]}'],
  ])('a doubled claim is refused: %s', async (_, member) => {
    const { header, claims } = partsOf(await receiptOf())
    const jws = await signTexts(JSON.stringify(header), doubled(JSON.stringify(claims), member))
    expect(codes(await verify(jws))).toEqual(['jws-malformed'])
  })

  test('a doubled header member is refused', async () => {
    const { header, claims } = partsOf(await receiptOf())
    const jws = await signTexts(doubled(JSON.stringify(header), '"alg":"none"'), JSON.stringify(claims))
    expect(codes(await verify(jws))).toEqual(['jws-malformed'])
  })

  test('the same name in two places, or inside a text, is not doubled', async () => {
    const tricky = { later: [{ a: 1 }, { a: 1 }], more: { a: { a: '"a":1,"a":2' }, 'b"': '\\', b: '{' } }
    expect((await verify(await forge({ claims: tricky }))).valid).toBe(true)
  })

  test('bad UTF-8, a byte order mark and JSON that is no object are refused', async () => {
    const { header, claims } = partsOf(await receiptOf())
    const good = [JSON.stringify(header), JSON.stringify(claims)] as const
    expect((await verify(await signTexts(...good))).valid).toBe(true)
    for (const bad of [`\uFEFF${good[1]}`, `[${good[1]}]`, 'null', '1', '', `${good[1]} x`]) {
      expect(codes(await verify(await signTexts(good[0], bad))), bad).toEqual(['jws-malformed'])
    }
    const latin1 = Buffer.from(good[1].replace('"de"', '"d\xe9"'), 'latin1').toString('base64url')
    expect(codes(await verify(`${(await receiptOf()).split('.')[0]}.${latin1}.AAAA`))).toEqual(['jws-malformed'])
  })

  test('a second spelling of the same bytes is another text, and refused', async () => {
    const receipt = await receiptOf()
    for (const other of [`${receipt}=`, ` ${receipt}`, `${receipt}\n`, receipt.replace('.', '..'), `${receipt}.`]) {
      expect(codes(await verify(other)), other.slice(-9)).toEqual(['jws-malformed'])
    }
  })

  test('deep nesting is an ordinary bad claim', async () => {
    const deep = `${'['.repeat(2400)}${']'.repeat(2400)}`
    const { header, claims } = partsOf(await receiptOf())
    const jws = await signTexts(
      JSON.stringify(header),
      JSON.stringify({ ...claims, dsp: 0 }).replace('"dsp":0', `"dsp":${deep}`),
    )
    expect(codes(await verify(jws))).toEqual(['claim-malformed'])
  })
})

describe('ES256 signatures have a twin', () => {
  test('(r, n − s) verifies, has other bytes and is the same receipt', async () => {
    const receipt = await receiptOf()
    const twin = malleated(receipt)
    expect(twin).not.toBe(receipt)
    const [one, other] = [await verify(receipt), await verify(twin)]
    expect([other.valid, other.id]).toEqual([true, one.id])
  })

  test('a countersignature over the one holds for the other', async () => {
    const receipt = await receiptOf()
    const evidence = { receipt: malleated(receipt), countersignature: malleated(await countersigned(receipt)) }
    expect((await verify(evidence, { keys: jwks })).level).toBe('countersigned')
  })

  test('a DER signature, or one of another length, is false', async () => {
    const receipt = await receiptOf()
    const [head, body, tail] = receipt.split('.') as [string, string, string]
    for (const bad of [tail.slice(0, 84), `${tail.slice(0, 84)}AAAA`, 'MEQCIA', 'A'.repeat(86)]) {
      expect(codes(await verify(`${head}.${body}.${bad}`)), bad).toContain('signature-invalid')
    }
  })
})
