// Opens the store of a command: the embedded one of a data folder, which must exist, or another by its URL.
import { existsSync } from 'node:fs'
import { type Command, Option } from 'commander'
import { ServerError } from '../errors.ts'
import { filesIn } from '../node/data-folder.ts'
import type { Store } from '../store.ts'
import { openStore } from '../stores/open.ts'

export type StorePlace = { data: string; store?: string }

/** Also read from the environment, so that every command finds the folder of `placet serve`. */
export function dataOption(description = 'folder of `placet serve`'): Option {
  return new Option('--data <dir>', description).env('PLACET_DATA').default('.placet')
}

export function addStoreOptions(command: Command): Command {
  return command
    .addOption(dataOption())
    .addOption(new Option('--store <url>', 'postgres://… where the store is not in that folder').env('PLACET_STORE'))
}

/** Opens read-only. @throws ServerError `file-unreadable` if there is no store, `store-older` if it must be migrated first */
export function openToRead(place: StorePlace): Promise<Store> {
  return openStore(placeOf(place), { readOnly: true })
}

/** @throws ServerError `file-unreadable` if there is no store: a command creates none */
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
