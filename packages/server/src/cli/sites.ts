// `placet sites`: the sites whose receipts a backend accepts. A server on the same data folder follows within a second.
import { resolve } from 'node:path'
import { Command, Option } from 'commander'
import { ServerError } from '../errors.ts'
import { loadKeyring } from '../keys/key-file.ts'
import { filesIn } from '../node/data-folder.ts'
import { checkIssuer } from '../issuer.ts'
import { makeSitePolicy } from '../site-policy.ts'
import { loadSettings } from './config-file.ts'
import { dataOption } from './kept-store.ts'
import { mergeEntries, type SiteEntry } from './site-entry.ts'
import { changeSiteFile, readSiteFile } from './site-file.ts'

type Where = { data: string; config?: string }

export function sitesCommand(): Command {
  const command = new Command('sites').description('add, remove and list the sites whose receipts are taken')
  const subcommands = [
    new Command('add')
      .description('take receipts of a site; one that was removed is opened again')
      .argument('<origin>', 'such as https://shop.example')
      .option('--issuer <url>', 'a tenant: iss of its countersignatures; default: the backend’s')
      .option('--keys <file>', 'a tenant: its key file, made where there is none; default: the backend’s')
      .action(addSite),
    new Command('remove')
      .description('refuse new receipts of a site; its log, its receipts and its keys can still be read')
      .argument('<origin>')
      .action(removeSite),
    new Command('list').description('sites of the data folder and of --config').action(listSites),
  ]
  for (const each of subcommands) {
    each.addOption(dataOption()).addOption(new Option('--config <file>', 'of `placet serve`').env('PLACET_CONFIG'))
    command.addCommand(each.exitOverride())
  }
  return command
}

async function addSite(origin: string, options: Where & Pick<SiteEntry, 'issuer' | 'keys'>): Promise<void> {
  const { issuer } = options
  makeSitePolicy([origin])
  if (issuer !== undefined) checkIssuer(issuer)
  const keys = options.keys === undefined ? undefined : resolve(options.keys)
  const before = (await sitesOf(options)).find((site) => site.origin === origin)
  const same = (issuer ?? before?.issuer) === before?.issuer && (keys ?? before?.keys) === before?.keys
  if (before && !same) {
    const fix =
      'Issuer and key file of a site cannot be replaced. To change its keys: placet keys rotate, in the folder of its keys.'
    throw new ServerError('site-exists', `${origin} is there already, with another issuer or keys.`, fix)
  }
  if (before && !before.closed) return console.log(`${origin} is there already.`)
  // Only a new tenant gets new keys. A tenant that is opened again has signed with its own.
  if (keys !== undefined && !before) await loadKeyring({ file: keys, env: {} })
  const { closed: _, ...entry } = before ?? { origin, ...(issuer && { issuer }), ...(keys && { keys }) }
  await put(options.data, entry)
  console.log(`Receipts of ${origin} are accepted.`)
  if (keys !== undefined) console.error(`Back up ${keys}, and keep it secret: it signs as ${issuer ?? 'this backend'}.`)
}

async function removeSite(origin: string, options: Where): Promise<void> {
  const before = (await sitesOf(options)).find((site) => site.origin === origin)
  if (!before) {
    const fix = 'See placet sites list; name the --config of `placet serve` if it has one.'
    throw new ServerError('site-missing', `${origin} is not among the sites.`, fix)
  }
  await put(options.data, { ...before, closed: true })
  console.log(`${origin} is closed: new receipts are refused, stored ones stay.`)
}

async function listSites(where: Where): Promise<void> {
  const rows = (await sitesOf(where)).map(({ origin, issuer = '-', keys = '-', closed }) => {
    return [origin, closed ? 'closed' : 'open', issuer, keys]
  })
  const all = [['origin', 'state', 'issuer', 'keys'], ...rows]
  const widths = all[0]!.map((_, at) => Math.max(...all.map((row) => row[at]!.length)))
  for (const row of all)
    console.log(
      row
        .map((cell, at) => cell.padEnd(widths[at]!))
        .join('  ')
        .trimEnd(),
    )
}

async function sitesOf({ data, config }: Where): Promise<SiteEntry[]> {
  const { sites } = await loadSettings(config)
  return mergeEntries(sites, readSiteFile(filesIn(data).sites)) ?? []
}

async function put(data: string, entry: SiteEntry): Promise<void> {
  await changeSiteFile(filesIn(data).sites, (entries) => mergeEntries(entries, [entry])!)
}
