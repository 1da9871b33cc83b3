// The store of a command: the embedded one of a data folder, which must be there, or another by its URL.
import { existsSync } from 'node:fs'
import { type Command, Option } from 'commander'
import { ServerError } from '../errors.ts'
import { filesIn } from '../node/data-folder.ts'
import type { Store } from '../store.ts'
import { openStore } from '../stores/open.ts'

export type StorePlace = { data: string; store?: string }

/** From the environment, too: where `placet serve` finds its folder, every other command does. */
export function dataOption(description = 'folder of `placet serve`'): Option {
  return new Option('--data <dir>', description).env('PLACET_DATA').default('.placet')
}

export function addStoreOptions(command: Command): Command {
  return command
    .addOption(dataOption())
    .addOption(new Option('--store <url>', 'postgres://… where the store is not in that folder').env('PLACET_STORE'))
}

/** Changes nothing. @throws ServerError `file-unreadable` where there is none, `store-older` where it has to be migrated */
export function openToRead(place: StorePlace): Promise<Store> {
  return openStore(placeOf(place), { readOnly: true })
}

/** @throws ServerError `file-unreadable` where there is none: a command makes no empty one */
export function openToChange(place: StorePlace): Promise<Store> {
  return openStore(placeOf(place))
}

function placeOf({ data, store }: StorePlace): string {
  const file = filesIn(data).store
  if (store === undefined && !existsSync(file)) {
    const fix = 'Name the data folder of `placet serve` with --data, or the store with --store.'
    throw new ServerError('file-unreadable', `${file} is not there.`, fix)
  }
  return store ?? file
}
