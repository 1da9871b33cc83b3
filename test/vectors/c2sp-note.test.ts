// Notes and checkpoints that others wrote: the C2SP specifications' examples, and those of Go's signed notes, where the
// format comes from.
import { formatNote, noteKeyId, parseCheckpoint, parseNote, webCrypto } from '@placet/receipt'
import { expect, test } from 'vitest'

const base64 = (text: string) => new Uint8Array(Buffer.from(text, 'base64'))

// Verifier keys as Go writes them: name, key ID, 0x01 ‖ public key.
const KEYS = [
  'PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW',
  'EnochRoot+af0cfe78+ATtqJ7zOtqQtYqOo0CpvDXNlMhV3HeJDpjrASKGLWdop',
  'sum.golang.org+033de0ae+Ac4zctda0e5eza+HJyk9SxEdh+s3Ux18htTTAD8OuAn8',
].map((text) => {
  const [, name = '', id = '', key = ''] = /^(.+?)\+(.+?)\+(.+)$/.exec(text)!
  return { name, id, publicKey: base64(key).subarray(1) }
})

const TEXT = "If you think cryptography is the answer to your problem,\nthen you don't know what your problem is.\n"
const NOTE = `${TEXT}
— PeterNeumann x08go/ZJkuBS9UG/SffcvIAQxVBtiFupLLr8pAcElZInNIuGUgYN1FFYC2pZSNXgKvqfqdngotpRZb6KE6RyyBwJnAM=
— EnochRoot rwz+eBzmZa0SO3NbfRGzPCpDckykFXSdeX+MNtCOXm2/5n2tiOHp+vAF1aGrQ5ovTG01oOTGwnWLox33WWd1RvMc+QQ=
`

test.each(KEYS)('the key ID of $name is $id', async ({ name, id, publicKey }) => {
  expect((await noteKeyId(name, publicKey)).toString(16).padStart(8, '0')).toBe(id)
})

test('a note with two signatures is read, written again the same, and both hold', async () => {
  const note = parseNote(NOTE)!
  expect(note.text).toBe(TEXT)
  expect(note.signatures.map(({ name, keyId }) => [name, keyId.toString(16)])).toEqual([
    ['PeterNeumann', 'c74f20a3'],
    ['EnochRoot', 'af0cfe78'],
  ])
  expect(formatNote(note)).toBe(NOTE)
  for (const [index, { signature }] of note.signatures.entries()) {
    const text = new TextEncoder().encode(note.text)
    expect(await webCrypto.ed25519(KEYS[index]!.publicKey, text, signature)).toBe(true)
    expect(await webCrypto.ed25519(KEYS[1 - index]!.publicKey, text, signature)).toBe(false)
  }
})

test('the example of C2SP signed-note is one: empty lines in its text, and letters beyond ASCII', () => {
  const text = 'Ognuno sta solo sul cuor della terra\ntrafitto da un raggio di sole:\n\ned è subito sera.\n'
  const note = `${text}
— quasimodo.example/salvatore NnugSzTjtVAewIS+Z/iJhUPeFDkO/5QQ2i5ddnGITLlC+EhfLW9oJKONrMouFSQU0xMcXxj99ihAQwaqP3ZekRwNtIc=
`
  expect(parseNote(note)).toMatchObject({
    text,
    signatures: [{ name: 'quasimodo.example/salvatore', keyId: 0x367ba04b, signature: { length: 64 } }],
  })
})

test('the example of C2SP tlog-checkpoint is one', () => {
  const text = `example.com/behind-the-sofa
20852163
CsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=

— example.com/behind-the-sofa Az3grlgtzPICa5OS8npVmf1Myq/5IZniMp+ZJurmRDeOoRDe4URYN7u5/Zhcyv2q1gGzGku9nTo+zyWE+xeMcTOAYQ8=
`
  const { origin, size, root, note } = parseCheckpoint(text)!
  expect([origin, size, Buffer.from(root).toString('base64')]).toEqual(
    text.split('\n', 3).map((each, at) => (at === 1 ? Number(each) : each)),
  )
  expect(note.signatures.map(({ name }) => name)).toEqual([origin])
})
