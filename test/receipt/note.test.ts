// Notes, checkpoints and proofs have one way to be written each; and whatever comes in, their readers answer.
import { formatCheckpointText, formatNote, formatProof, parseCheckpoint, parseNote, parseProof } from '@placet/receipt'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { logKey, noteOf, ORIGIN } from './log-sample.ts'

const runs = { numRuns: process.env.PLACET_LONG ? 50_000 : 1000 }
const root = new Uint8Array(32).fill(7)
const text = formatCheckpointText({ origin: ORIGIN, size: 10, root })
const note = await noteOf(text, [logKey])
const line = note.slice(text.length + 1)
const proof = formatProof({ index: 4, path: [root, root], checkpoint: note })
const high = formatProof({ index: 4, path: [new Uint8Array(32).fill(0xff).fill(0xfb, 0, 6)], checkpoint: note })

describe('a signed note', () => {
  test.each<[string, string]>([
    ['no signature', `${text}\n`],
    ['no empty line', text + line],
    ['no newline at the end', note.slice(0, -1)],
    ['one more newline at the end', `${note}\n`],
    ['carriage returns', note.replaceAll('\n', '\r\n')],
    ['a tab in its text', note.replace('shop', 'sh\top')],
    ['a control character in its text', note.replace('shop', 'sh\u0001op')],
    ['half a character', note.replace('shop', '\ud83dshop')],
    ['a hyphen for the dash', note.replace('—', '-')],
    ['two spaces after the dash', note.replace('— ', '—  ')],
    ['a space in the name', note.replace('— consent', '— con sent')],
    ['a no-break space in the name', note.replace('— consent', '— con\u00a0sent')],
    ['a next line in the name', note.replace('— consent', '— con\u0085sent')],
    ['a plus in the name', note.replace('— consent', '— con+sent')],
    ['no name', note.replace(`— ${ORIGIN} `, '—  ')],
    ['something after the signature', `${note.slice(0, -1)} x\n`],
    ['a line that is no signature', `${note}thanks\n`],
    ['a signature without its padding', note.replace(/=+\n$/, '\n')],
    [
      'a signature in base64url',
      formatNote({ text, signatures: [{ name: 'a', keyId: 0xfbffffff, signature: root }] }).replace(/\+/, '-'),
    ],
    ['a key ID and no signature', `${text}\n— a AAAAAA==\n`],
    ['more signatures than any log has', text + '\n' + line.repeat(65)],
    ['more text than any log writes', `${'a'.repeat(131_072)}\n\n${line}`],
  ])('with %s is none', (_, other) => {
    expect(other).not.toBe(note)
    expect(parseNote(other)).toBeUndefined()
  })

  test('may have empty lines in its text, other letters, and up to 64 signatures', () => {
    for (const body of ['a\n\nb\n', '\n', 'Größe 𝄞\n', 'a\n\n— not a signature\n\nb\n']) {
      expect(parseNote(`${body}\n${line.repeat(64)}`)).toMatchObject({ text: body, signatures: { length: 64 } })
    }
  })

  test('is not written where it could not be read', () => {
    const good = { name: 'log.example', keyId: 1, signature: new Uint8Array(64) }
    expect(() => formatNote({ text: 'no newline', signatures: [good] })).toThrow(TypeError)
    expect(() => formatNote({ text: 'a\n', signatures: [] })).toThrow(TypeError)
    expect(() => formatNote({ text: 'a\n', signatures: [{ ...good, name: 'a b' }] })).toThrow('no signed note')
    expect(() => formatNote({ text: 'a\r\n', signatures: [good] })).toThrow(TypeError)
  })

  test('keeps all 32 bits of a key ID', () => {
    for (const keyId of [0, 1, 0x7fffffff, 0x80000000, 0xffffffff]) {
      const signatures = [{ name: 'a', keyId, signature: Uint8Array.of(1) }]
      expect(parseNote(formatNote({ text: 'a\n', signatures }))).toEqual({ text: 'a\n', signatures })
    }
  })
})

describe('a checkpoint', () => {
  const signed = (body: string) => `${body}\n${line}`

  test('says origin, size and root', () => {
    expect(text).toBe(`${ORIGIN}\n10\n${Buffer.from(root).toString('base64')}\n`)
    expect(parseCheckpoint(note)).toMatchObject({ origin: ORIGIN, size: 10, root })
  })

  test('may say more, which is signed as well', () => {
    expect(parseCheckpoint(signed(`${text}more\n`))).toMatchObject({ size: 10, note: { text: `${text}more\n` } })
  })

  test.each<[string, string]>([
    ['two lines', text.split('\n').slice(0, 2).join('\n') + '\n'],
    ['no origin', text.replace(ORIGIN, '')],
    ['an empty line', `${text}\nmore\n`],
    ['a size with a leading zero', text.replace('\n10\n', '\n010\n')],
    ['a size below nothing', text.replace('\n10\n', '\n-1\n')],
    ['a size with a sign', text.replace('\n10\n', '\n+1\n')],
    ['a size in hex', text.replace('\n10\n', '\n0x10\n')],
    ['a size of other digits', text.replace('\n10\n', '\n١٠\n')],
    ['a size no number holds', text.replace('\n10\n', `\n${2 ** 53}\n`)],
    ['a short root', text.replace('BwcH', '')],
    ['a root with spare bits', text.replace('c=', 'd=')],
    ['a root without padding', text.replace('=', '')],
  ])('with %s is none', (_, body) => {
    expect(body).not.toBe(text)
    expect(parseCheckpoint(signed(text))).toBeDefined()
    expect(parseCheckpoint(signed(body))).toBeUndefined()
  })

  test('of an empty log, and of the largest, is one', () => {
    for (const size of [0, 2 ** 53 - 1]) {
      expect(parseCheckpoint(signed(formatCheckpointText({ origin: 'a', size, root })))?.size).toBe(size)
    }
  })
})

describe('a proof', () => {
  test('says where, by which hashes, and under which checkpoint, which is in it letter by letter', () => {
    const hash = Buffer.from(root).toString('base64')
    expect(proof).toBe(`c2sp.org/tlog-proof@v1\nindex 4\n${hash}\n${hash}\n\n${note}`)
    expect(parseProof(proof)).toEqual({ index: 4, path: [root, root], checkpoint: note })
    expect(parseProof(formatProof({ index: 0, path: [], checkpoint: note }))).toMatchObject({ index: 0, path: [] })
  })

  test.each<[string, string]>([
    ['another version', proof.replace('@v1', '@v2')],
    ['extra data, which nothing signs', proof.replace('index', 'extra AAAA\nindex')],
    ['no index', proof.replace('index 4\n', '')],
    ['two indices', proof.replace('index 4\n', 'index 4\nindex 4\n')],
    ['an index with a leading zero', proof.replace('index 4', 'index 04')],
    ['an index below nothing', proof.replace('index 4', 'index -4')],
    ['a hash of 31 bytes', proof.replace('BwcH', '')],
    ['a hash with spare bits', proof.replace('c=', 'd=')],
    ['a hash in base64url', high.replace('//', '__')],
    ['a hash with a hyphen', high.replace('+', '-')],
    ['a hash and a space', proof.replace('c=\n', 'c= \n')],
    ['carriage returns', proof.replaceAll('\n', '\r\n')],
    ['a byte order mark', `\ufeff${proof}`],
    [
      'more hashes than a tree has rows',
      formatProof({ index: 4, path: Array<Uint8Array>(60).fill(root), checkpoint: note }),
    ],
    ['no checkpoint', proof.slice(0, proof.indexOf('\n\n') + 1)],
  ])('with %s is none', (_, other) => {
    expect(other).not.toBe(proof)
    expect(parseProof(other)).toBeUndefined()
  })

  test('may be as deep as numbers go', () => {
    const path = Array<Uint8Array>(53).fill(root)
    expect(parseProof(formatProof({ index: 2 ** 53 - 2, path, checkpoint: note }))).toMatchObject({ path })
  })
})

describe('whatever comes in', () => {
  // Texts that are nearly right: a piece of a true one taken out, put in twice, or other pieces between.
  const pieces = fc.oneof(
    fc.constantFrom('\n', '\n\n', '— ', ' ', '=', 'index ', '0', ORIGIN, line, text, note, proof, '\ud800', '\u0000'),
    fc.string({ unit: 'binary', maxLength: 20 }),
    fc.base64String({ maxLength: 60 }),
  )
  const nearly = fc
    .tuple(fc.constantFrom(note, proof, text), fc.nat(600), fc.nat(60), fc.array(pieces, { maxLength: 3 }))
    .map(([whole, at, length, between]) => whole.slice(0, at) + between.join('') + whole.slice(at + length))
  const any = fc.oneof(
    nearly,
    fc.array(pieces).map((parts) => parts.join('')),
    fc.anything(),
  )

  test('the readers answer; and what they take, they write again the same', () => {
    const check = fc.property(any, (given) => {
      const input = given as string
      const readNote = parseNote(input)
      if (readNote) expect(formatNote(readNote)).toBe(input)
      const checkpoint = parseCheckpoint(input)
      if (checkpoint) expect(checkpoint.note.text.startsWith(formatCheckpointText(checkpoint))).toBe(true)
      const readProof = parseProof(input)
      if (readProof) expect(formatProof(readProof)).toBe(input)
    })
    fc.assert(check, runs)
  })
})
