// Opens the marks of a data folder, for a server or a command.
import { existsSync } from 'node:fs'
import { dirname } from 'node:path'
import { ServerError } from '../errors.ts'
import { createMarks, type MarkFile, type Marks } from '../log/marks.ts'
import { withDriver } from '../stores/driver.ts'

/**
 * Creates the file if it does not exist. If its folder does not exist, keys and store are elsewhere, and marks are kept in
 * memory for the life of the process. They are also kept in memory, with a warning, if the file's driver is not installed.
 *
 * @throws ServerError `file-unwritable`
 */
export async function openMarks(file: string): Promise<Marks> {
  return createMarks(existsSync(dirname(file)) ? await openFile(file) : undefined)
}

async function openFile(file: string): Promise<MarkFile | undefined> {
  try {
    const { openMarkFile } = await withDriver('libsql', () => import('./mark-file.ts'))
    return await openMarkFile(file)
  } catch (error) {
    if (!(error instanceof ServerError) || error.code !== 'driver-missing') throw error
    process.emitWarning(
      'The marks of logs are lost when this process ends, so a store that was set back before the next start is not noticed. ' +
        'To keep them in the data folder, run npm install libsql.',
      { type: 'PlacetWarning', code: 'marks-forgotten' },
    )
    return undefined
  }
}
