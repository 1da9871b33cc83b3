// One decision becomes one receipt: outcomes, notice, key and chain, put together as claims and signed.
import { createReceipt, noticeHash, type Outcome, receiptIdentity } from '@placet/receipt'
import type { Config } from '../config-data.ts'
import { makeNotice, pickLanguage } from '../notice.ts'
import { dayAfter } from '../policy.ts'
import type { Entry, EvidenceNeeds } from './entry.ts'
import { nextInChain, signerFor } from './key.ts'
import { eventOf, outcomesOf } from './outcome.ts'
import type { Commit, Head, Latest, Vault } from './vault.ts'

/** A decision and the one recorded before it in; what the vault is to commit out: with a receipt, where one is due. */
export type Sign = (entry: Entry, before: Latest | undefined) => Promise<Commit>

export function makeSign(needs: EvidenceNeeds, vault: Vault): Sign {
  const { config, policy, report } = needs.consent
  const { origin } = needs.page.location
  const { memory } = vault

  return async (entry, before) => {
    const { regime, asks, day, seq, answers, at, signals } = entry
    const prior = before?.dec ?? saidBefore(entry, config)
    // What was given for something else, or has lapsed, is not renewed by a yes nor withdrawn by a no.
    const holds =
      !before ||
      (before.asks === asks &&
        before.regime.split('-')[0] === policy.regime &&
        day < dayAfter(before.day, policy.lapse))
    const dec = outcomesOf(config, policy, holds ? prior : {}, answers, entry.affirmed)
    const latest: Latest = { regime, asks, day, seq, answers, at, dec }
    const words = Object.values(dec)
    if (config.receipts === 'none') return { latest }
    if (config.receipts === 'grants' && !words.some((word) => GRANTS.includes(word))) return { latest }
    const [jur = ''] = regime.split('-')
    if (asks !== policy.asks || jur !== policy.regime) {
      // What was shown then is no longer known here, and nothing else may be signed for it.
      report({ code: 'signing-failed' })
      return { latest }
    }

    // Before the key: a vault that is emptied in between must not begin the same chain again.
    const stored = await vault.head()
    const gives = words.includes('given') || words.includes('renewed')
    const { key, kp } = await signerFor(vault, gives)
    if (kp === 'mem') report({ code: 'key-not-kept' })
    const end = kp ? memory.head : stored
    const link = await nextInChain(key, end)
    const notice = makeNotice(config, pickLanguage(config, needs.page.document.documentElement.lang))
    const hash = await noticeHash(notice)
    const first = link.seq === 1 && (before !== undefined || !entry.was)
    const event = eventOf(dec, prior, first, entry.source)
    const receipt = await createReceipt(
      {
        iat: Math.floor(at / 1000),
        aud: origin,
        evt: event,
        jur,
        ntc: { uri: noticeUri(config, origin, hash), ver: config.version, lang: notice.language, hash },
        dec,
        dur: policy.lapse,
        ui: entry.gesture,
        sig: { gpc: signals.gpc === true, dnt: signals.dnt === true },
        ...link,
        ...(kp && { kp }),
      },
      key,
    )
    const id = await receiptIdentity(receipt)
    const now: Head = { sub: link.sub, seq: link.seq, id }
    const kept = {
      id,
      seq,
      // Beside the number, which a decision that was overtaken may share with the next one.
      position: 1 + ((await vault.receipts()).at(-1)?.position ?? 0),
      at,
      event,
      dec,
      receipt,
      notice: hash,
      status: config.transport || config.backend ? 'pending' : 'local',
      late: entry.late,
    } as const
    const head = kp ? undefined : { before: end, now }
    return { latest, kept, notice, head, committed: () => kp === 'mem' && (memory.head = now) }
  }
}

// The vault was lost and the cookie was not: what it said was said with the same words, or `was` is not given.
function saidBefore({ was }: Entry, { purposes }: Config): Record<string, Outcome> {
  const said: Record<string, Outcome> = {}
  if (was) for (const { id, basis } of purposes) if (basis === 'exempt') said[id] = basis
  for (const id in was) said[id] = was[id] ? 'given' : 'refused'
  return said
}

const GRANTS = ['given', 'renewed', 'withdrawn']

// Where the notice can be read: at the backend by its hash, else in the site's policy.
function noticeUri(config: Config, origin: string, hash: string): string {
  if (config.backend) return new URL(`notices/${hash}`, new URL(config.backend, origin)).href
  return new URL(config.policy ?? '/', origin).href
}
