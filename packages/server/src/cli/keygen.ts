// `placet keygen`: the countersigning key, before the first start, so that it can be backed up and its public half told.
import { Command } from 'commander'
import { ServerError } from '../errors.ts'
import { createKeyFile } from '../key-file.ts'
import { jwksOf } from '../keys.ts'
import { filesIn } from '../node.ts'

export function keygenCommand(): Command {
  return new Command('keygen')
    .description('make the countersigning key; prints its public half (JWKS)')
    .option('--data <dir>', 'folder the key goes into', '.placet')
    .action(run)
}

async function run({ data }: { data: string }): Promise<void> {
  const { keys } = filesIn(data)
  const signer = await createKeyFile(keys)
  if (!signer) {
    const fix = 'Keep it, what it signed needs it; or give another folder with --data.'
    throw new ServerError('key-exists', `${keys} is there already.`, fix)
  }
  console.log(JSON.stringify(jwksOf(signer), null, 2))
  console.error(`The private key is in ${keys}. Back it up; nobody else may read it.`)
}
