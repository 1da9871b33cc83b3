// `placet serve`: a backend that needs nothing but a folder.
import { Command, InvalidArgumentError } from 'commander'
import type { LogEntry } from '../log.ts'
import { startServer } from '../node.ts'
import { complain } from './complain.ts'
import { loadSettings } from './config-file.ts'

type Options = { config?: string; port: number; host: string; data: string }

export function serveCommand(): Command {
  return new Command('serve')
    .description('receive, keep and countersign receipts')
    .option('--config <file>', 'Placet config (.json, .mjs), or { "sites": [origins], "issuer": url, "config": { … } }')
    .option('--port <number>', '0 takes a free one', toPort, 8787)
    .option('--host <address>', 'address to listen on', '127.0.0.1')
    .option('--data <dir>', 'folder of store and key', '.placet')
    .action(run)
}

async function run({ config, port, host, data }: Options): Promise<void> {
  const { sites, ...settings } = await loadSettings(config)
  const server = await startServer({ ...settings, sites, port, host, dataDir: data, log: writeLine })
  console.log(`Placet keeps receipts on ${server.url}/receipts, its data in ${data}`)
  console.log(sites ? `Sites: ${sites.join(', ')}` : 'Sites: loopback only; name yours under "sites" in --config.')

  const stop = (): void => {
    // A second signal no longer waits.
    for (const signal of SIGNALS) process.off(signal, stop)
    server.close().then(() => console.log('Stopped; everything acknowledged is kept.'), complain)
  }
  for (const signal of SIGNALS) process.on(signal, stop)
}

const SIGNALS = ['SIGINT', 'SIGTERM'] as const

function writeLine({ cause, ...entry }: LogEntry): void {
  const why = cause === undefined ? {} : { cause: String(cause) }
  console.log(JSON.stringify({ at: new Date().toISOString(), ...entry, ...why }))
}

function toPort(text: string): number {
  const port = Number(text)
  if (/^\d+$/.test(text) && port < 65_536) return port
  throw new InvalidArgumentError('A port is a number from 0 to 65535.')
}
