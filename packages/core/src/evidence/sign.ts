// Makes the receipt of a decision: combines outcomes, notice, key and chain into claims, and signs them.
import { createReceipt, noticeHash, type Outcome, receiptIdentity } from '@placet/receipt'
import type { Config } from '../config-data.ts'
import { isCurrent } from '../decision.ts'
import { pickLanguage } from '../language.ts'
import { makeNotice } from '../notice.ts'
import { loadRecordText } from '../record-text.ts'
import type { Entry, EvidenceNeeds } from './entry.ts'
import { nextInChain, signerFor } from './key.ts'
import { eventOf, outcomesOf } from './outcome.ts'
import type { Head, KeptReceipt, RecordedDecision, Vault, VaultUpdate } from './vault.ts'

/** Resolves with what the vault has to commit: the decision, and a receipt if one is due. */
export type SignEntry = (entry: Entry, latest: RecordedDecision | undefined) => Promise<VaultUpdate>

export function makeSignEntry(needs: EvidenceNeeds, vault: Vault): SignEntry {
  const { config, policy, page, report } = needs

  return async (entry, latest) => {
    const { regime, gpc, asks, day, seq, answers, at } = entry
    const prior = latest?.dec ?? outcomesBefore(entry, config)
    // A yes that answered another question or has expired can be neither renewed nor withdrawn.
    const holds = !latest || isCurrent(policy, latest, day)
    const dec = outcomesOf(config, policy, holds ? prior : {}, answers, entry.affirmed)
    const recorded: RecordedDecision = { regime, gpc, asks, day, seq, answers, at, dec }
    if (!isReceiptDue(config, Object.values(dec))) return { latest: recorded }
    if (asks !== policy.asks || regime !== policy.regime) {
      // The notice that was shown is not available under this config, and no other may be signed instead.
      report({ code: 'signing-failed' })
      return { latest: recorded }
    }
    // A new chain does not begin with a first answer if only the cookie knows the answer before.
    const vaultWasLost = latest === undefined && beforeSameQuestion(entry) !== undefined
    return { latest: recorded, ...(await createKept(entry, dec, { prior, vaultWasLost })) }
  }

  async function createKept(
    entry: Entry,
    dec: Record<string, Outcome>,
    { prior, vaultWasLost }: { prior: Record<string, Outcome>; vaultWasLost: boolean },
  ): Promise<Omit<VaultUpdate, 'latest'>> {
    const { at, seq, gpc, dnt, late } = entry
    const { origin } = page.location
    // Read the head before the key: if the vault is emptied in between, the old key's chain must not start again.
    const storedHead = await vault.head()
    const gives = Object.values(dec).some((answer) => answer === 'given' || answer === 'renewed')
    const { key, kp } = await signerFor(vault, gives)
    if (kp === 'mem') report({ code: 'key-not-kept' })
    const end = kp ? vault.memory.head : storedHead
    const link = await nextInChain(key, end)
    const language = noticeLanguage(needs, entry)
    const notice = makeNotice(config, language, await loadRecordText(language))
    const hash = await noticeHash(notice)
    const event = eventOf(dec, prior, link.seq === 1 && !vaultWasLost, entry.source)
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
    // Unlike `seq`, the position is unique: an overtaken decision may share its number with the next one.
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

/** The language in which the customer was asked; of an entry without one, the page's. */
export function noticeLanguage({ config, page }: Pick<EvidenceNeeds, 'config' | 'page'>, entry?: Entry): string {
  return entry?.language ?? pickLanguage(config, page.document.documentElement.lang)
}

function isReceiptDue({ receipts = 'all' }: Config, answers: Outcome[]): boolean {
  if (receipts === 'grants') return answers.some((answer) => GRANTS.includes(answer))
  return receipts === 'all'
}

const GRANTS = ['given', 'renewed', 'withdrawn']

/** The previous decision in the cookie, if it answered the same question under the same signals. */
function beforeSameQuestion({ before, asks, regime, gpc }: Entry): Entry['before'] {
  return before?.asks === asks && before.regime === regime && before.gpc === gpc ? before : undefined
}

/** Outcomes of the previous decision, as far as the cookie contains them. */
function outcomesBefore(entry: Entry, { purposes }: Config): Record<string, Outcome> {
  const before = beforeSameQuestion(entry)
  if (!before) return {}
  const outcomes: Record<string, Outcome> = {}
  for (const { id, basis } of purposes) if (basis === 'exempt') outcomes[id] = basis
  for (const [id, yes] of Object.entries(before.answers)) outcomes[id] = yes ? 'given' : 'refused'
  return outcomes
}

// URL of the notice: at the backend by its hash, else the policy of the site.
function noticeUri({ backend, policy }: Config, origin: string, hash: string): string {
  if (backend) return new URL(`notices/${hash}`, new URL(backend, origin)).href
  return new URL(policy ?? '/', origin).href
}
