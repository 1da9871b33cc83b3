// Checks the end of a site's log before an append: it must be what was signed last, by a known key. A checkpoint over
// anything else would begin a second history, or could not be verified together with the earlier ones.
import { checkpointFinding, parseCheckpoint } from '@placet/receipt'
import type { Keyring } from '../keys/keyring.ts'
import type { Head, Turn } from '../store.ts'
import { nodePrimitives } from '../verify/primitives.ts'
import { EMPTY_ROOT } from './hash.ts'
import { isBehind, type Mark, type Marks } from './marks.ts'
import { logOrigin } from './name.ts'
import { edgePlaces, type Nodes } from './nodes.ts'
import { rootOf } from './tree.ts'
import { TurnRefusal } from './turn-refusal.ts'

/** Issuer and keys that sign receipts and checkpoints of a site. */
export type Signing = { issuer: string; keys: Keyring }
export type SigningOf = (site: string) => Signing

export type Edge = {
  /** Returns the head of a turn, or an empty one, and loads the tiles that an append needs into `nodes`. @throws TurnRefusal */
  open(site: string, turn: Pick<Turn, 'head' | 'tiles'>, nodes: Nodes): Promise<Head>
  /** Marks a head as signed by this process, so that its signature is not verified again. */
  signed(head: Head): void
}

export function createEdge(signingOf: SigningOf, marks: Marks): Edge {
  // By site: the newest checkpoint whose signature is known to be valid.
  const sound = new Map<string, string>()

  return {
    async open(site, turn, nodes) {
      const { issuer, keys } = signingOf(site)
      const head = turn.head ?? { site, origin: logOrigin(issuer, site), size: 0, root: EMPTY_ROOT, note: '' }
      const mark = marks.of(head.origin)
      if (mark && isBehind(head, mark)) throw rolledBack(head, mark)
      const isLonger = mark !== undefined && mark.size < head.size
      const places = [...edgePlaces(head.size), ...(isLonger ? edgePlaces(mark.size) : [])]
      await nodes.load(places, head.size, turn.tiles)
      if (Buffer.compare(rootOf(nodes, head.size), head.root) !== 0) {
        const what = `its tiles do not make the root of its head, at size ${head.size}`
        throw new TurnRefusal('log-damaged', `The log of ${site} is damaged: ${what}.`)
      }
      // The log is longer than its mark: another process has appended to it, or replaced its history.
      if (isLonger && Buffer.compare(rootOf(nodes, mark.size), mark.root) !== 0) throw rolledBack(head, mark)
      if (turn.head && sound.get(site) !== head.note) {
        await demandKnownSigner(head, keys)
        sound.set(site, head.note)
      }
      return head
    },
    signed: ({ site, note }) => void sound.set(site, note),
  }
}

function rolledBack({ site, size }: Head, mark: Mark): TurnRefusal {
  const [what, had] = [`The log of ${site}, of size ${size} now,`, `size ${mark.size}`]
  const message = size < mark.size ? `${what} had come to ${had}.` : `${what} has another root at ${had} than it had.`
  return new TurnRefusal('log-rolled-back', message)
}

// Retired and revoked keys count as known: the log continues after them.
async function demandKnownSigner({ site, size, note }: Head, keys: Keyring): Promise<void> {
  const checkpoint = parseCheckpoint(note)
  const found = checkpoint ? await checkpointFinding(checkpoint, keys.jwks(), nodePrimitives) : undefined
  if (checkpoint && (!found || found.code === 'checkpoint-key-revoked')) return
  const log = `The log of ${site} (size ${size})`
  if (found && found.code !== 'checkpoint-invalid') {
    throw new TurnRefusal('log-key-unknown', `${log} was signed by none of the keys that are given.`)
  }
  throw new TurnRefusal('log-damaged', `${log} is damaged: its newest checkpoint is not what was signed.`)
}
