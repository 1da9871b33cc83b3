// `placet export`: everything that is kept, one bundle a line, in the order it came. Feed it to `placet verify -`.
import { existsSync } from 'node:fs'
import { once } from 'node:events'
import { Command } from 'commander'
import { makeBundle } from '../bundle.ts'
import { ServerError } from '../errors.ts'
import { filesIn } from '../node.ts'
import { makeNoticeBook } from '../notices.ts'
import { openLibsqlStore } from '../stores/libsql.ts'

export function exportCommand(): Command {
  return new Command('export')
    .description('write every kept receipt with its countersignature and notice to stdout (NDJSON)')
    .option('--data <dir>', 'folder of the store', '.placet')
    .action(run)
}

async function run({ data }: { data: string }): Promise<void> {
  const file = filesIn(data).store
  if (!existsSync(file)) {
    throw new ServerError(
      'file-unreadable',
      `${file} is not there.`,
      'Name the data folder of `placet serve` with --data.',
    )
  }
  // `placet export | head` closes our output early: that is a reader who has seen enough.
  process.stdout.on('error', (error: NodeJS.ErrnoException) => process.exit(error.code === 'EPIPE' ? 0 : 2))
  const store = openLibsqlStore(file)
  const notices = makeNoticeBook(store)
  for await (const kept of store.all()) {
    const line = `${JSON.stringify(await makeBundle(kept, notices))}\n`
    if (!process.stdout.write(line)) await once(process.stdout, 'drain')
  }
  await store.close()
}
