// `placet purge`: erases receipts whose decision has expired and whose retention is over, as `placet serve` does by itself.
import { Command, Option } from 'commander'
import { ServerError } from '../errors.ts'
import { countDue, purge, retentionOf } from '../retention/purge.ts'
import { loadSettings } from './config-file.ts'
import { createCount, type EraserOptions, ISSUER, openEraser } from './eraser.ts'
import { addStoreOptions, openToChange } from './kept-store.ts'

type Options = EraserOptions & { retention?: string; config?: string; site?: string; dryRun?: true }

export function purgeCommand(): Command {
  const command = new Command('purge').description(
    'erase receipts past their own duration and the retention; a signed statement of it goes into the log',
  )
  return addStoreOptions(command)
    .addOption(new Option('--config <file>', 'as of `placet serve`: its retention').env('PLACET_CONFIG'))
    .addOption(new Option('--retention <duration>', 'such as P3Y; wins over --config').env('PLACET_RETENTION'))
    .option('--site <origin>', 'of this site only')
    .addOption(new Option('--issuer <url>', ISSUER).env('PLACET_ISSUER'))
    .option('--dry-run', 'count only')
    .addHelpText('after', ABOUT)
    .action(run)
}

const ABOUT = `
It may run beside \`placet serve\`, and may be stopped: receipts are erased in whole batches, and the next run continues.
`

async function run({ config, site, dryRun, ...options }: Options): Promise<void> {
  const retention = options.retention ?? (await loadSettings(config)).retention
  if (retention === undefined) {
    const fix = 'Give --retention, such as P3Y, or the --config of `placet serve`.'
    throw new ServerError('retention-malformed', 'There is no retention.', fix)
  }
  retentionOf(retention)
  const store = await openToChange(options)
  try {
    for (const each of site === undefined ? await store.sites() : [site]) {
      const due = await countDue(each, retention, { store, now: Date.now })
      if (dryRun || due === 0) {
        console.log(`${each}: ${due} to be purged.`)
        continue
      }
      const count = createCount()
      const eraser = await openEraser(store, each, options)
      await purge(each, eraser, { retention, onErased: count.add }).finally(eraser.close)
      console.log(`${each}: ${count.total()} purged.`)
    }
  } finally {
    await store.close()
  }
}
