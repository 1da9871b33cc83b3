// `placet export`: everything that is kept, one bundle a line, site by site in the order of the log; or one as a file.
// Feed it to `placet verify -`.
import { once } from 'node:events'
import { Command } from 'commander'
import { makeBundle } from '../evidence.ts'
import { ServerError } from '../errors.ts'
import { createReader } from '../log/reader.ts'
import { makeNoticeBook, type NoticeBook } from '../notices.ts'
import type { Store } from '../store.ts'
import { addStoreOptions, openToRead, type StorePlace } from './kept-store.ts'

type Options = StorePlace & { site?: string; id?: string; statements?: true }

export function exportCommand(): Command {
  const command = new Command('export').description(
    'write kept receipts to stdout, each with countersignature, notice and proof (NDJSON)',
  )
  return addStoreOptions(command)
    .option('--site <origin>', 'those of this site only')
    .option('--statements', 'the statements of erasures instead, each with its proof')
    .option('--id <identity>', 'this receipt only, as one JSON file')
    .action(run)
}

async function run({ site, id, statements, ...place }: Options): Promise<void> {
  // Nobody will read the rest: a reader who has seen enough, or a disk that is full (then the exit code is 2).
  process.stdout.on('error', () => process.exit())
  const store = await openToRead(place)
  const from = { notices: remembering(makeNoticeBook(store)), logs: createReader(store) }
  try {
    if (id !== undefined) return await writeOne(id, store, from)
    if (statements) return await writeStatements(site, store)
    for await (const kept of site === undefined ? store.all() : store.receipts(site)) {
      await writeLine(await makeBundle(kept, from))
    }
  } finally {
    await store.close()
  }
}

async function writeOne(id: string, store: Store, from: Parameters<typeof makeBundle>[1]): Promise<void> {
  const kept = await store.find(id)
  if (!kept) throw new ServerError('evidence-missing', `No receipt ${id} is kept here.`, 'Give its identity.')
  process.stdout.write(`${JSON.stringify(await makeBundle(kept, from), null, 2)}\n`)
}

async function writeStatements(site: string | undefined, store: Store): Promise<void> {
  const logs = createReader(store)
  for (const each of site === undefined ? await store.sites() : [site]) {
    for await (const { index, statement } of store.statements(each)) {
      await writeLine({ statement, proof: await logs.proof(each, index) })
    }
  }
}

async function writeLine(value: object): Promise<void> {
  if (!process.stdout.write(`${JSON.stringify(value)}\n`)) await once(process.stdout, 'drain')
}

// A site has a few notices and many receipts.
function remembering(book: NoticeBook): NoticeBook {
  const found = new Map<string, Promise<unknown>>()
  return {
    ...book,
    find(hash) {
      const notice = found.get(hash) ?? book.find(hash)
      if (found.size > 1000) found.clear()
      found.set(hash, notice)
      return notice
    },
  }
}
