// `placet erase`: deletes receipts from the store. Their places and leaves stay, so that the log remains valid, and a signed
// statement is added to the log.
import { fromBase64url, toBase64url } from '@placet/receipt'
import { Command, Option } from 'commander'
import { ServerError } from '../errors.ts'
import { leafHash } from '../log/hash.ts'
import { eraseAll } from '../retention/erase-all.ts'
import { select } from '../retention/selection.ts'
import type { Store, StoredReceipt } from '../store.ts'
import { createCount, type EraserOptions, ISSUER, openEraser } from './eraser.ts'
import { toTime } from './iso-time.ts'
import { addStoreOptions, openToChange } from './kept-store.ts'
import { toSubject } from './subject.ts'

type Options = EraserOptions & { sub?: string; site?: string; before?: number; yes?: true }

export function eraseCommand(): Command {
  const command = new Command('erase').description(
    'delete receipts for good; their places and leaves in the log stay, and a signed statement',
  )
  return addStoreOptions(
    command.argument('[id]', 'one receipt’s identity; write -- before one that begins with a dash'),
  )
    .option('--sub <thumbprint>', 'all receipts of this device, `sub` in its receipts', toSubject)
    .option('--site <origin>', 'of this site only')
    .option('--before <time>', 'received before then, with --site or --sub', toTime)
    .addOption(new Option('--issuer <url>', ISSUER).env('PLACET_ISSUER'))
    .option('--yes', 'really do it')
    .addHelpText('after', ABOUT)
    .action(run)
}

const ABOUT = `
Examples:
  $ placet erase --yes -- <id>
  $ placet erase --sub urn:ietf:params:oauth:jwk-thumbprint:sha-256:… --yes
  $ placet erase --site https://shop.example --before 2024-01-01 --yes

It may run beside \`placet serve\`, and may be stopped: receipts are erased in whole batches, and the next run continues.
`

async function run(id: string | undefined, options: Options): Promise<void> {
  const { yes, ...rest } = checked(id, options)
  const store = await openToChange(rest)
  try {
    const found = id === undefined ? await findMany(rest, store) : [await findOne(id, store)]
    const total = found.reduce((sum, { count }) => sum + count, 0)
    for (const { what } of found) console.log(what)
    if (total === 0) throw new ServerError('evidence-missing', 'No such receipt is kept here.', FIX)
    if (!yes) {
      console.log('Nothing was erased. Add --yes to erase. An erasure cannot be undone.')
      process.exitCode = 2
      return
    }
    const count = createCount()
    for (const { site, rows } of found) {
      const eraser = await openEraser(store, site, rest)
      await eraseAll(site, rows(), 'erasure', eraser, count.add).finally(eraser.close)
    }
    console.log(aboutWhatStays(count.total()))
  } finally {
    await store.close()
  }
}

const FIX = 'Give its identity, and the store that keeps it.'

// A site or a time alone is refused: a typing mistake could erase everything, and erasure cannot be undone.
function checked(id: string | undefined, options: Options): Options {
  const { sub, site, before } = options
  if (id !== undefined) identityIn(id)
  const many = sub ?? site ?? before
  const bulk = sub !== undefined || (site !== undefined && before !== undefined)
  if (id === undefined ? bulk : many === undefined) return options
  const fix = 'Give an identity; or --sub; or --site with --before.'
  throw new ServerError('selection-malformed', 'That does not say which receipts are to be erased.', fix)
}

/** The receipts to erase at a site; `what` describes them. */
type Found = { site: string; what: string; count: number; rows(): AsyncIterable<StoredReceipt> }

async function findMany({ sub, site, before }: Options, store: Store): Promise<Found[]> {
  const found: Found[] = []
  for (const each of site === undefined ? await store.sites() : [site]) {
    const rows = () => select(each, { sub, before }, store)
    let count = 0
    for await (const _ of rows()) count++
    if (count > 0) found.push({ site: each, what: `${each}: ${several(count)}.`, count, rows })
  }
  return found
}

async function findOne(id: string, store: Store): Promise<Found> {
  const row = await store.find(id)
  if (row) return { site: row.site, what: whatItIs(row), count: 1, rows: () => only(row) }
  const erased = await store.findErased(toBase64url(leafHash(identityIn(id))))
  throw erased
    ? new ServerError('evidence-missing', `The receipt ${id} was erased.`, 'There is nothing left to do.')
    : new ServerError('evidence-missing', `No receipt ${id} is kept here.`, FIX)
}

function identityIn(id: string): Uint8Array {
  const identity = fromBase64url(id)
  if (identity?.length === 32) return identity
  throw new ServerError('evidence-missing', `${id} is no identity.`, 'It is what `placet verify --json` calls id.')
}

async function* only(row: StoredReceipt): AsyncIterable<StoredReceipt> {
  yield row
}

function whatItIs({ site, received, index }: StoredReceipt): string {
  const place = index === undefined ? 'in no log' : `place ${index} of its log`
  return `A receipt for ${site}, received ${new Date(received).toISOString()}, ${place}.`
}

function aboutWhatStays(count: number): string {
  const what =
    count === 1
      ? 'the receipt, its countersignature and its number'
      : `${several(count)}, countersignatures and numbers`
  return `Erased: ${what}.
What stays: places and leaves in the log, which are hashes over 122 random bits that are gone from here; in a later receipt of
the same device, the hash of the one before it; and a signed statement in the log, of when which places were emptied.
Proofs that were issued before remain valid for copies of the receipt.
Not erased: backups of this store, exports, and the copy on the customer’s own device.`
}

function several(count: number): string {
  return `${count} receipt${count === 1 ? '' : 's'}`
}
