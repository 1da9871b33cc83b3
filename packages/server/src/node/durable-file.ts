// Writes files atomically and durably, readable by their owner only. If two processes write at once, one does, and the other
// sees the result.
import { type FileHandle, link, mkdir, open, rename, rm, stat } from 'node:fs/promises'
import { dirname } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { ServerError } from '../errors.ts'

/** Creates a file and its folder. Returns false if the file exists. @throws ServerError `file-unwritable` */
export async function createDurably(file: string, text: string): Promise<boolean> {
  const draft = `${file}.${crypto.randomUUID()}`
  await mkdir(dirname(file), { recursive: true, mode: 0o700 }).catch((error) => {
    throw unwritable(file, error)
  })
  try {
    await fill(await open(draft, 'wx', 0o600), () => text)
    // Unlike rename, link never replaces a file that another process created meanwhile.
    await link(draft, file)
    await flush(dirname(file))
    return true
  } catch (error) {
    if (codeOf(error) === 'EEXIST') return false
    // Some volumes have no hard links. Their error codes differ, so any error of link counts.
    if (syscallOf(error) === 'link') return await createAlone(file, text)
    throw unwritable(file, error)
  } finally {
    await rm(draft, { force: true })
  }
}

/**
 * Replaces a file. `make` runs under a lock: it reads the old content and returns the new one.
 *
 * @throws ServerError `file-unwritable`, `file-busy`; any error of `make`, without a change
 */
export async function replaceDurably(file: string, make: () => string): Promise<void> {
  // The draft is also the lock: it has a fixed name. Renaming it to the file releases the lock.
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

// Uses rename, which would replace an existing file. So the check for the file is made under the lock.
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
      const fix = 'If no such process is running, one was killed: delete that file.'
      throw new ServerError('file-busy', `${draft} exists: another process is changing ${file}.`, fix)
    }
  }
}

/** Milliseconds to wait for the lock. A change takes a few, and some hundred on a slow disk. */
const PATIENCE = 5000

async function fill(handle: FileHandle, make: () => string, old?: string): Promise<void> {
  try {
    await handle.writeFile(make())
    // A file replaced by root keeps its owner, so that the server's user can still read it.
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
  // Windows cannot open folders. There the name is flushed with the file.
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
