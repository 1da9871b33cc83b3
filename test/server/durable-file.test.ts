// A key file is made once, whole or not at all, also on volumes that know no hard links (FAT, many network and FUSE mounts).
import { mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { createDurably } from '../../packages/server/src/node/durable-file.ts'

// What the volume says to a hard link; undefined where it makes one.
const volume = vi.hoisted(() => ({ refusal: undefined as string | undefined }))
vi.mock('node:fs/promises', async (importOriginal) => {
  const real = await importOriginal<typeof import('node:fs/promises')>()
  const link: typeof real.link = async (from, to) => {
    if (volume.refusal === undefined) return real.link(from, to)
    throw Object.assign(new Error(`${volume.refusal}: link`), { code: volume.refusal, syscall: 'link' })
  }
  return { ...real, link }
})

let folder: string
let file: string
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'placet-durable-'))
  file = join(folder, 'keys.json')
})
afterEach(() => rm(folder, { recursive: true }))

describe.each([undefined, 'EPERM', 'ENOTSUP', 'EOPNOTSUPP', 'ENOSYS', 'EACCES', 'EMLINK'])(
  'where a link is %s',
  (refusal) => {
    beforeEach(() => {
      volume.refusal = refusal
    })

    test('the file is made, for its owner only, and nothing beside it', async () => {
      expect(await createDurably(file, 'keys')).toBe(true)
      expect([await readFile(file, 'utf8'), (await stat(file)).mode & 0o777]).toEqual(['keys', 0o600])
      expect(await readdir(folder)).toEqual(['keys.json'])
    })

    test('a file that is there stays as it is', async () => {
      await writeFile(file, 'old')
      expect(await createDurably(file, 'new')).toBe(false)
      expect(await readFile(file, 'utf8')).toBe('old')
      expect(await readdir(folder)).toEqual(['keys.json'])
    })

    test('of ten who make it at once, one does, and all find what that one wrote', async () => {
      const made = await Promise.all(
        Array.from({ length: 10 }, async (_, at) => ({
          text: `keys ${at}`,
          made: await createDurably(file, `keys ${at}`),
        })),
      )
      expect(made.filter((each) => each.made).map(({ text }) => text)).toEqual([await readFile(file, 'utf8')])
      expect(await readdir(folder)).toEqual(['keys.json'])
    })

    test('a folder that is a file is an error in a sentence', async () => {
      await writeFile(join(folder, 'data'), '')
      await expect(createDurably(join(folder, 'data', 'keys.json'), 'keys')).rejects.toMatchObject({
        code: 'file-unwritable',
      })
    })
  },
)
