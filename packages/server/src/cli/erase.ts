// `placet erase`: takes a receipt out of the store. Its place and its leaf stay, so that the log goes on holding.
import { fromBase64url, toBase64url } from '@placet/receipt'
import { Command } from 'commander'
import { ServerError } from '../errors.ts'
import { leafHash } from '../log/hash.ts'
import type { Erasure, StoredReceipt } from '../store.ts'
import { addStoreOptions, openToChange, type StorePlace } from './kept-store.ts'

export function eraseCommand(): Command {
  const command = new Command('erase').description('delete a receipt for good; its place and leaf in the log stay')
  return addStoreOptions(command.argument('<id>', 'its identity; write -- before one that begins with a dash'))
    .option('--yes', 'really do it')
    .action(run)
}

async function run(id: string, { yes, ...place }: StorePlace & { yes?: true }): Promise<void> {
  const identity = fromBase64url(id)
  if (identity?.length !== 32) {
    throw new ServerError('evidence-missing', `${id} is no identity.`, 'It is what `placet verify --json` calls id.')
  }
  const leaf = toBase64url(leafHash(identity))
  const store = await openToChange(place)
  try {
    const row = await store.find(id)
    if (!row) throw absent(id, await store.findErased(leaf))
    console.log(whatItIs(row))
    if (!yes) {
      console.log('Nothing was erased. With --yes it is, and nothing brings it back.')
      process.exitCode = 2
      return
    }
    await store.erase(id, leaf, Date.now())
    console.log(aboutWhatStays(row))
  } finally {
    await store.close()
  }
}

function absent(id: string, erased: Erasure | undefined): ServerError {
  const fix = 'Give its identity, and the store that keeps it.'
  if (!erased) return new ServerError('evidence-missing', `No receipt ${id} is kept here.`, fix)
  const when = new Date(erased.erased).toISOString()
  return new ServerError('evidence-missing', `The receipt ${id} was erased on ${when}.`, 'There is nothing left to do.')
}

function whatItIs({ site, received, index }: StoredReceipt): string {
  const place = index === undefined ? 'in no log' : `place ${index} of its log`
  return `A receipt for ${site}, received ${new Date(received).toISOString()}, ${place}.`
}

function aboutWhatStays({ index }: StoredReceipt): string {
  const stays =
    index === undefined
      ? 'What stays is a hash, by which it is not taken again.'
      : `What stays is place ${index} of the log and the leaf there, a hash over 122 random bits that are gone from here.`
  return `Erasure: the receipt, its countersignature and its number.
${stays}
Proofs that were handed out go on holding, also for whoever still has the receipt.
Not erased: backups of this store, exports, and the copy on the customer’s own device.`
}
