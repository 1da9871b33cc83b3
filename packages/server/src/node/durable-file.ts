// Writes files that are there after a power cut, whole or not at all, readable by their owner only. Of two processes one
// writes; the other sees what was written.
import { type FileHandle, link, mkdir, open, rename, rm, stat } from 'node:fs/promises'
import { dirname } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { ServerError } from '../errors.ts'

/** Makes a file, and its folder; false where the file is there already. @throws ServerError `file-unwritable` */
export async function createDurably(file: string, text: string): Promise<boolean> {
  const draft = `${file}.${crypto.randomUUID()}`
  await mkdir(dirname(file), { recursive: true, mode: 0o700 }).catch((error) => {
    throw unwritable(file, error)
  })
  try {
    await fill(await open(draft, 'wx', 0o600), () => text)
    // Unlike rename, link never replaces what another process made meanwhile.
    await link(draft, file)
    await flush(dirname(file))
    return true
  } catch (error) {
    if (codeOf(error) === 'EEXIST') return false
    // Some volumes know no hard links, and each says so in its own way.
    if (syscallOf(error) === 'link') return await createAlone(file, text)
    throw unwritable(file, error)
  } finally {
    await rm(draft, { force: true })
  }
}

/**
 * Replaces a file. While `make` runs, nobody else does: it reads what is there and returns what shall be.
 *
 * @throws ServerError `file-unwritable`, `file-busy`; what `make` throws, nothing being changed
 */
export async function replaceDurably(file: string, make: () => string): Promise<void> {
  // The draft is the lock: it has one name, and gives it up in the moment in which it takes the place of the file.
  const draft = `${file}.next`
  const handle = await openAlone(draft, file)
  try {
    await fill(handle, make, file)
    await rename(draft, file)
  } catch (error) {
    await rm(draft, { force: true })
    throw unwritable(file, error)
  }
  await flush(dirname(file))
}

// By rename, which would replace a file: so only who has the lock looks whether there is one.
async function createAlone(file: string, text: string): Promise<boolean> {
  const draft = `${file}.next`
  const handle = await openAlone(draft, file)
  try {
    await fill(handle, () => text)
    if (await isThere(file)) {
      await rm(draft)
      return false
    }
    await rename(draft, file)
  } catch (error) {
    await rm(draft, { force: true })
    throw unwritable(file, error)
  }
  await flush(dirname(file))
  return true
}

function isThere(file: string): Promise<boolean> {
  return stat(file).then(
    () => true,
    (error) => {
      if (codeOf(error) === 'ENOENT') return false
      throw error
    },
  )
}

async function openAlone(draft: string, file: string): Promise<FileHandle> {
  for (const until = Date.now() + PATIENCE; ; await pause(20)) {
    try {
      return await open(draft, 'wx', 0o600)
    } catch (error) {
      if (codeOf(error) !== 'EEXIST') throw unwritable(file, error)
      if (Date.now() < until) continue
      const fix = 'If nothing of the kind is running, one was killed: delete that file.'
      throw new ServerError('file-busy', `${draft} is there: somebody is changing ${file}.`, fix)
    }
  }
}

/** Milliseconds. A change takes a few, where the disk is slow some hundred. */
const PATIENCE = 5000

async function fill(handle: FileHandle, make: () => string, old?: string): Promise<void> {
  try {
    await handle.writeFile(make())
    // What root replaces must stay readable for whom the server runs as.
    if (old !== undefined && process.getuid?.() === 0) {
      const { uid, gid } = await stat(old)
      await handle.chown(uid, gid)
    }
    await handle.sync()
  } finally {
    await handle.close()
  }
}

async function flush(folder: string): Promise<void> {
  const handle = await open(folder, 'r').catch(() => undefined)
  // Windows opens no folders; there the name is flushed with the file.
  await handle?.sync().catch(() => undefined)
  await handle?.close()
}

function unwritable(file: string, error: unknown): unknown {
  if (!(error instanceof Error && 'syscall' in error)) return error
  const fix = 'Check the permissions of its folder, and that the disk is neither full nor read-only.'
  return new ServerError('file-unwritable', `${file} cannot be written (${codeOf(error)}).`, fix, error)
}

function codeOf(error: unknown): string | undefined {
  return (error as NodeJS.ErrnoException).code
}

function syscallOf(error: unknown): string | undefined {
  return (error as NodeJS.ErrnoException).syscall
}
