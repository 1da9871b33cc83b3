// `placet serve`: a backend that needs only a folder. It logs requests to stdout, one JSON object a line, and writes messages
// for the operator to stderr.
import { isIP } from 'node:net'
import { Command, InvalidArgumentError, Option } from 'commander'
import type { LogEntry } from '../http/request-log.ts'
import { filesIn } from '../node/data-folder.ts'
import { startServer } from '../node/start-server.ts'
import { watchFiles } from '../node/watch-files.ts'
import { complain } from './complain.ts'
import { loadSettings, type Settings } from './config-file.ts'
import { makeSiteLoader, mergeEntries, type SiteEntry } from './site-entry.ts'
import { readSiteFile } from './site-file.ts'

type Options = {
  config?: string
  port: number
  host: string
  data: string
  store?: string
  issuer?: string
  retention?: string
  metrics: 'on' | 'off'
  log: 'json' | 'none'
  acceptFork?: true
}

export function serveCommand(): Command {
  return new Command('serve')
    .description('receive, keep, countersign and log receipts')
    .addOption(option('--config <file>', 'Placet config, alone or with sites and the rest (see below)'))
    .addOption(option('--port <number>', '0 takes a free one').argParser(toPort).default(8787))
    .addOption(
      option('--host <address>', 'address to listen on; the default is this machine only').default('127.0.0.1'),
    )
    .addOption(option('--data <dir>', 'folder of keys, and of the store unless it is another').default('.placet'))
    .addOption(option('--store <url>', 'postgres://…; default: placet.db in the data folder'))
    .addOption(option('--issuer <url>', 'where the world reaches this backend; default: its own address'))
    .addOption(option('--retention <duration>', 'purge receipts this long after they expire; default: of --config'))
    .addOption(
      option('--metrics [on|off]', 'GET /metrics for Prometheus; keep it from the public')
        .choices(SWITCH)
        .preset('on')
        .default('off'),
    )
    .option(
      '--accept-fork',
      'continue with a store that is behind what was acknowledged; see docs/operations.md, Backups',
    )
    .addOption(option('--log <form>', 'one line a request on stdout').choices(['json', 'none']).default('json'))
    .addHelpText('after', EXAMPLES)
    .action(run)
}

const SWITCH = ['on', 'off']

const EXAMPLES = `
Examples:
  $ placet serve                                     try it: loopback sites only, everything in ./.placet
  $ placet serve --config placet.json                your sites, and what your customers are told
  $ PLACET_STORE=postgres://placet@db/placet placet serve --config placet.json --data /var/lib/placet

The file of --config is JSON, or a module (.mjs) with a default export. Options and environment win over it.
  { "sites": ["https://shop.example"], "issuer": "https://shop.example/consent", "config": { … },
    "store": "postgres://…", "limits": { "perSite": 10000, "perKey": 60 }, "retention": "P3Y" }

PLACET_KEYS holds the private keys if there is no file for them. Give secrets by environment or file: the command line can
be read by all users of the machine. SIGTERM stops after the requests under way; a second one stops at once.
`

async function run({ config, port, host, data, metrics, log, ...given }: Options): Promise<void> {
  // Starts watching before the files are read, so that a change in between is noticed.
  const watch = watchFiles([...(config === undefined ? [] : [config]), filesIn(data).sites])
  const loadSites = makeSiteLoader()
  const { sites: entries, ...settings } = { ...(await loadServed(config, data)), ...given }
  warn(settings.issuer, entries, host)
  const server = await startServer({
    ...settings,
    sites: entries && (await loadSites(entries)),
    port,
    host,
    dataDir: data,
    metrics: metrics === 'on',
    log: log === 'json' ? writeLine : undefined,
  })
  console.error(`Placet keeps receipts on ${server.url}/receipts, its data in ${data}`)
  console.error(sitesLine(entries))
  let told: Settings = settings
  watch.start(async () => {
    try {
      const { sites, ...next } = await loadServed(config, data)
      await server.update({ sites: sites && (await loadSites(sites)), notices: next.notices })
      console.error(sitesLine(sites))
      tellRestart(told, { ...next, ...given })
      told = { ...next, ...given }
    } catch (error) {
      console.error(`placet: ${(error as Error).message} The previous sites and notices stay in use.`)
    }
  })

  const stop = (): void => {
    watch.stop()
    // A second signal ends the process at once.
    for (const signal of SIGNALS) process.off(signal, stop)
    console.error('Stopping: requests under way are answered.')
    server.close().then(
      () => console.error('Stopped; everything acknowledged is kept.'),
      (error: unknown) => {
        complain(error)
        // Unfinished work would keep the process alive.
        process.exit()
      },
    )
  }
  for (const signal of SIGNALS) process.on(signal, stop)
}

const SIGNALS = ['SIGINT', 'SIGTERM'] as const

async function loadServed(config: string | undefined, data: string): Promise<Settings> {
  const settings = await loadSettings(config)
  const sites = mergeEntries(settings.sites, readSiteFile(filesIn(data).sites))
  return { ...settings, ...(sites && { sites }) }
}

function sitesLine(sites: SiteEntry[] | undefined): string {
  if (!sites) return 'Sites: loopback only; name yours under "sites" in --config, or with `placet sites add`.'
  const named = (those: SiteEntry[]): string => those.map(({ origin }) => origin).join(', ') || 'none'
  const closed = sites.filter((site) => site.closed)
  const open = sites.filter((site) => !site.closed)
  return `Sites: ${named(open)}${closed.length > 0 ? `; closed: ${named(closed)}` : ''}`
}

function tellRestart(before: Settings, after: Settings): void {
  const changed = (['issuer', 'store', 'limits'] as const).filter(
    (name) => JSON.stringify(before[name]) !== JSON.stringify(after[name]),
  )
  if (changed.length > 0) console.error(`! Changes of ${changed.join(', ')} take effect after a restart.`)
}

// Warns of settings that are valid, but hardly intended in production.
function warn(issuer: string | undefined, sites: SiteEntry[] | undefined, host: string): void {
  if (host === 'localhost' || host === '::1' || (isIP(host) === 4 && host.startsWith('127.'))) return
  if (!sites)
    console.error(`! Listening on ${host}, but no sites are named: receipts of all sites except loopback are refused.`)
  if (!issuer)
    console.error('! No issuer is named: countersignatures and logs will name a local address of this machine.')
}

function option(flags: string, description: string): Option {
  const made = new Option(flags, description)
  return made.env(`PLACET_${made.attributeName().toUpperCase()}`)
}

/** Writes no data of the request itself: no receipts, identities, addresses, or query strings. */
function writeLine({ cause, ...entry }: LogEntry): void {
  const why = cause === undefined ? {} : { cause: reasonOf(cause) }
  console.log(JSON.stringify({ at: new Date().toISOString(), ...entry, ...why }))
}

// The message of a driver's error may be empty; its code says more.
function reasonOf(cause: unknown): string {
  const { code } = (cause ?? {}) as { code?: unknown }
  return typeof code === 'string' ? `${String(cause)} (${code})` : String(cause)
}

function toPort(text: string): number {
  const port = Number(text)
  if (/^\d+$/.test(text) && port < 65_536) return port
  throw new InvalidArgumentError('A port is a number from 0 to 65535.')
}
