// `placet keys`: creates, lists, rotates and revokes the keys that a backend signs with.
import { Command, InvalidArgumentError, Option } from 'commander'
import { ServerError } from '../errors.ts'
import { changeKeyFile, createKeyFile, keysInEnv, readKeyFile } from '../keys/key-file.ts'
import { forget, revoke, rotate, type Rotation } from '../keys/key-rotation.ts'
import { type KeyEntry, keyringFrom, type KeySet, type RevocationReason } from '../keys/keyring.ts'
import { filesIn } from '../node/data-folder.ts'
import { toTime } from './iso-time.ts'
import { dataOption } from './kept-store.ts'
import { keyTable } from './key-table.ts'

export function keysCommand(): Command {
  const keys = new Command('keys').description('make, list, rotate and revoke the keys of a backend')
  function add(name: string, description: string): Command {
    const command = new Command(name).description(description).addOption(dataOption('folder of the keys'))
    keys.addCommand(command.exitOverride())
    return command
  }
  add('create', 'make the first keys before the first start; prints their public halves').action(createKeys)
  add('list', 'show every key: from when until when it signs, and its state').action(listKeys)
  add('rotate', 'make a new key that takes over from the one before')
    .addOption(new Option('--alg <alg>', 'which key').choices(['ES256', 'Ed25519']).default('ES256'))
    .option('--at <time>', 'when it takes over, such as 2027-01-31T00:00Z (default: now)', toSeconds)
    .option('--overlap <days>', 'how long both may sign (default: 0 for ES256, 7 for Ed25519)', toDays)
    .action(rotateKeys)
  add('revoke', 'end a key for good; makes a new one where none would be left to sign')
    .argument('<kid>', 'as `list` names it; write -- before one that begins with a dash')
    .addOption(new Option('--reason <reason>', 'see below').choices(REASONS).makeOptionMandatory())
    .option('--at <time>', 'since when it is not to be used (default: now)', toSeconds)
    .addHelpText('after', ABOUT_REASONS)
    .action(revokeKey)
  add('forget', 'delete the private halves of keys that have ended').action(forgetKeys)
  add('jwks', 'print the public half of every key, as the backend serves it').action(printJwks)
  return keys.addHelpText('after', ABOUT)
}

const ABOUT = `
ES256 keys countersign receipts, Ed25519 keys sign the checkpoints of the log. If several ES256 keys may sign, the newest
does. If several Ed25519 keys may sign, all do, so that an auditor with the old key only can verify and learn the new one.

The public half of a key that has ended is never deleted, so that its signatures can be verified. Its private half is
deleted by the next rotate, revoke or forget.

A revoked key no longer signs here. Which of its signatures still count, also those made by a thief, depends on the given
reason: see placet keys revoke --help.

A running backend notices changes within a second. If keys come from PLACET_KEYS (a JWK Set as JSON), list and jwks show
those. The other commands change files only.`

const REASONS: readonly RevocationReason[] = ['compromised', 'superseded', 'unspecified']

const ABOUT_REASONS = `
The reason of a revocation decides which signatures still count. If you cannot rule out that the key was stolen, it is
compromised.

compromised   The key was stolen, or may have been.
              ES256: a countersignature counts only if the log proves the receipt, and its time never does: a thief
              can write any time. So --at makes no difference to verifiers.
              Ed25519: no checkpoint that it signed counts any more, old or new. Hand out new proofs.
superseded    The key was not stolen; another one replaces it.
              ES256: countersignatures dated before the revocation count, those dated after it do not.
              Ed25519: every checkpoint that it signed counts, whenever that was: a checkpoint has no date.
unspecified   No reason. It has the same effect as superseded, so it does not protect from a thief.
`

type Where = { data: string }

async function createKeys({ data }: Where): Promise<void> {
  const file = fileOf(data)
  const set = await createKeyFile(file)
  if (!set) {
    const fix = 'Keep it: it verifies what it signed. Or give another folder with --data.'
    throw new ServerError('key-exists', `${file} is there already.`, fix)
  }
  print(keyringFrom(set).jwks())
  console.error(`The private keys are in ${file}. Back it up, and keep it unreadable for others.`)
}

function listKeys({ data }: Where): void {
  console.log(keyTable(keysOf(data), seconds()))
}

function printJwks({ data }: Where): void {
  print(keyringFrom(keysOf(data)).jwks())
}

type RotateOptions = Where & Pick<Rotation, 'alg' | 'overlap'> & { at?: number }

async function rotateKeys({ data, alg, at, overlap }: RotateOptions, command: Command): Promise<void> {
  const now = seconds()
  if (at !== undefined && at < now) command.error('error: --at is in the past, and no key signs before it was made.')
  await change(data, (set) => rotate(set, { alg, from: at ?? now, overlap }, now))
}

type RevokeOptions = Where & { reason: RevocationReason; at?: number }

async function revokeKey(kid: string, { data, reason, at }: RevokeOptions, command: Command): Promise<void> {
  const now = seconds()
  if (at !== undefined && at > now) command.error('error: --at is in the future. To end a key then, use `rotate --at`.')
  await change(data, (set) => revoke(set, { kid, reason, at }, now))
}

async function forgetKeys({ data }: Where): Promise<void> {
  await change(data, (set) => forget(set, seconds()))
}

// Prints the new keys, then all keys.
async function change(data: string, make: (set: KeySet) => KeySet): Promise<void> {
  let made: KeyEntry[] = []
  let after: KeySet = { keys: [] }
  await changeKeyFile(fileOf(data), (before) => {
    after = make(before)
    made = after.keys.filter(({ kid }) => !before.keys.some((key) => key.kid === kid))
    return after
  })
  for (const { alg, kid } of made) console.log(`New ${alg} key ${kid}`)
  console.log(keyTable(after, seconds()))
  console.error('Back up the key file again.')
}

function fileOf(data: string): string {
  if (!keysInEnv()) return filesIn(data).keys
  const fix = 'Unset it and change a file, then copy the content of the file to the source of PLACET_KEYS.'
  throw new ServerError('key-in-environment', 'The keys come from PLACET_KEYS, which this command cannot change.', fix)
}

function keysOf(data: string): KeySet {
  return keysInEnv() ?? readKeyFile(filesIn(data).keys)
}

function print(value: object): void {
  console.log(JSON.stringify(value, null, 2))
}

function seconds(): number {
  return Math.floor(Date.now() / 1000)
}

function toSeconds(text: string): number {
  return Math.floor(toTime(text) / 1000)
}

function toDays(text: string): number {
  if (/^\d{1,4}(\.\d+)?$/.test(text)) return Math.floor(Number(text) * 86_400)
  throw new InvalidArgumentError('Write a number of days, such as 7 or 0.5.')
}
