// One decision becomes one receipt: outcomes, notice, key and chain are put together as claims and signed.
import { createReceipt, noticeHash, type Outcome, receiptIdentity } from '@placet/receipt'
import type { Config } from '../config-data.ts'
import { isCurrent } from '../decision.ts'
import { pickLanguage } from '../language.ts'
import { makeNotice } from '../notice.ts'
import type { Entry, EvidenceNeeds } from './entry.ts'
import { nextInChain, signerFor } from './key.ts'
import { eventOf, outcomesOf } from './outcome.ts'
import type { Head, KeptReceipt, RecordedDecision, Vault, VaultUpdate } from './vault.ts'

/** What the vault is to commit for an entry: the decision, and a receipt where one is due. */
export type SignEntry = (entry: Entry, latest: RecordedDecision | undefined) => Promise<VaultUpdate>

export function makeSignEntry(needs: EvidenceNeeds, vault: Vault): SignEntry {
  const { config, policy, page, report } = needs

  return async (entry, latest) => {
    const { regime, gpc, asks, day, seq, answers, at } = entry
    const prior = latest?.dec ?? outcomesBefore(entry, config)
    // A yes to another question, or one that has expired, is neither renewed by a yes nor withdrawn by a no.
    const holds = !latest || isCurrent(policy, latest, day)
    const dec = outcomesOf(config, policy, holds ? prior : {}, answers, entry.affirmed)
    const recorded: RecordedDecision = { regime, gpc, asks, day, seq, answers, at, dec }
    if (!isReceiptDue(config, Object.values(dec))) return { latest: recorded }
    if (asks !== policy.asks || regime !== policy.regime) {
      // The notice that was shown is no longer known here, and no other may be signed for it.
      report({ code: 'signing-failed' })
      return { latest: recorded }
    }
    const first = latest !== undefined || !beforeSameQuestion(entry)
    return { latest: recorded, ...(await createKept(entry, dec, { prior, first })) }
  }

  async function createKept(
    entry: Entry,
    dec: Record<string, Outcome>,
    { prior, first }: { prior: Record<string, Outcome>; first: boolean },
  ): Promise<Omit<VaultUpdate, 'latest'>> {
    const { at, seq, gpc, dnt, late } = entry
    const { origin } = page.location
    // Read before the key: a vault that is emptied in between must not begin the same chain again.
    const storedHead = await vault.head()
    const gives = Object.values(dec).some((answer) => answer === 'given' || answer === 'renewed')
    const { key, kp } = await signerFor(vault, gives)
    if (kp === 'mem') report({ code: 'key-not-kept' })
    const end = kp ? vault.memory.head : storedHead
    const link = await nextInChain(key, end)
    const notice = makeNotice(config, entry.language ?? pickLanguage(config, page.document.documentElement.lang))
    const hash = await noticeHash(notice)
    const event = eventOf(dec, prior, link.seq === 1 && first, entry.source)
    const receipt = await createReceipt(
      {
        iat: Math.floor(at / 1000),
        aud: origin,
        evt: event,
        jur: policy.regime,
        ntc: { uri: noticeUri(config, origin, hash), ver: config.version, lang: notice.language, hash },
        dec,
        dur: policy.expiry,
        ui: entry.gesture,
        sig: { gpc, dnt },
        ...link,
        ...(kp && { kp }),
      },
      key,
    )
    const id = await receiptIdentity(receipt)
    const head: Head = { sub: link.sub, seq: link.seq, id }
    // Beside the number of the decision, which one that was overtaken may share with the next.
    const position = 1 + ((await vault.receipts()).at(-1)?.position ?? 0)
    const status = config.transport || config.backend ? 'pending' : 'local'
    const kept: KeptReceipt = { id, seq, position, at, event, dec, receipt, notice: hash, status, late }
    return {
      kept,
      notice,
      ...(kp === 'mem' && { memoryHead: head }),
      ...(!kp && { head: { before: end, now: head } }),
    }
  }
}

function isReceiptDue({ receipts = 'all' }: Config, answers: Outcome[]): boolean {
  if (receipts === 'grants') return answers.some((answer) => GRANTS.includes(answer))
  return receipts === 'all'
}

const GRANTS = ['given', 'renewed', 'withdrawn']

/** The cookie's decision before this one, if it answered the same question: an empty vault knows no other. */
function beforeSameQuestion({ before, asks, regime, gpc }: Entry): Entry['before'] {
  return before?.asks === asks && before.regime === regime && before.gpc === gpc ? before : undefined
}

/** Outcomes of the decision before, as far as the cookie tells them. */
function outcomesBefore(entry: Entry, { purposes }: Config): Record<string, Outcome> {
  const before = beforeSameQuestion(entry)
  if (!before) return {}
  const outcomes: Record<string, Outcome> = {}
  for (const { id, basis } of purposes) if (basis === 'exempt') outcomes[id] = basis
  for (const [id, yes] of Object.entries(before.answers)) outcomes[id] = yes ? 'given' : 'refused'
  return outcomes
}

// Where the notice can be read: at the backend by its hash, else in the site's policy.
function noticeUri({ backend, policy }: Config, origin: string, hash: string): string {
  if (backend) return new URL(`notices/${hash}`, new URL(backend, origin)).href
  return new URL(policy ?? '/', origin).href
}
