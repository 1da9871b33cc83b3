// `placet export`: writes stored receipts as bundles, one a line, by site and in the order of the log; or one bundle as JSON;
// or a table. `placet verify -` reads the bundles.
import { once } from 'node:events'
import { Command, Option } from 'commander'
import { type EvidenceSources, makeBundle } from '../evidence.ts'
import { ServerError } from '../errors.ts'
import { exported, type Filter } from '../export/exported.ts'
import { toTable } from '../export/table.ts'
import { createReader } from '../log/reader.ts'
import { makeNoticeBook, type NoticeBook } from '../notices.ts'
import type { Store } from '../store.ts'
import { toTime } from './iso-time.ts'
import { addStoreOptions, openToRead, type StorePlace } from './kept-store.ts'
import { toSubject } from './subject.ts'

type Options = StorePlace & Filter & { id?: string; format: 'ndjson' | 'csv'; statements?: true }

export function exportCommand(): Command {
  const command = new Command('export').description(
    'write kept receipts to stdout, each with countersignature, notice and proof (NDJSON), or as a table (CSV)',
  )
  return addStoreOptions(command)
    .addOption(new Option('--format <format>', 'csv: for a spreadsheet').choices(['ndjson', 'csv']).default('ndjson'))
    .option('--site <origin>', 'those of this site only')
    .option('--since <time>', 'received then or later', toTime)
    .option('--until <time>', 'received before then', toTime)
    .option('--purpose <id>', 'that answer this purpose or service')
    .option('--event <event>', 'such as given, refused, withdrawn')
    .option('--sub <thumbprint>', 'of this device, `sub` in its receipts', toSubject)
    .option('--statements', 'the statements of erasures instead, each with its proof')
    .option('--id <identity>', 'this receipt only, as one JSON file')
    .action(run)
}

async function run({ id, statements, format, data, store: url, ...filter }: Options): Promise<void> {
  // Stops when stdout is closed, as by `| head`, or when the disk is full (then the exit code is 2).
  process.stdout.on('error', () => process.exit())
  const store = await openToRead({ data, ...(url === undefined ? {} : { store: url }) })
  const from = { notices: remembering(makeNoticeBook(store)), logs: createReader(store) }
  try {
    if (id !== undefined) return await writeOne(id, store, from)
    if (statements) return await writeStatements(filter.site, store)
    if (format === 'csv') {
      for await (const line of toTable(() => exported(filter, store))) await write(line)
      return
    }
    for await (const { row } of exported(filter, store)) await writeLine(await makeBundle(row, from))
  } finally {
    await store.close()
  }
}

async function writeOne(id: string, store: Store, from: EvidenceSources): Promise<void> {
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

function writeLine(value: object): Promise<void> {
  return write(`${JSON.stringify(value)}\n`)
}

async function write(text: string): Promise<void> {
  if (!process.stdout.write(text)) await once(process.stdout, 'drain')
}

// Caches notices: a site has a few notices and many receipts.
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
