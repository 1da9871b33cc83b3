// Audits each receipt by itself: the receipt, its countersignature, and whether the row's columns match both.
import { type Claims, type KeySet, noticeHash, type Primitives, verify } from '@placet/receipt'
import type { LogReader } from '../log/reader.ts'
import type { Head, StoredReceipt, Store } from '../store.ts'
import { type AuditCode, auditFinding, type AuditFinding, placed } from './finding.ts'

export type ReceiptAudit = {
  store: Pick<Store, 'notice'>
  logs: LogReader
  keys: KeySet
  primitives: Primitives
  /** Seconds since 1970. */
  now: number
}

export type CheckReceipt = (row: StoredReceipt, head: Head | undefined) => Promise<AuditFinding[]>

/** @returns a function that takes a row and returns its findings, without notes; notices are cached */
export function makeCheckReceipt({ store, logs, keys, primitives, now }: ReceiptAudit): CheckReceipt {
  const notices = new Map<string, AuditFinding | undefined>()

  async function checkNotice(hash: string): Promise<AuditFinding | undefined> {
    if (notices.has(hash)) return notices.get(hash)
    const notice = await store.notice(hash)
    const found =
      notice === undefined
        ? auditFinding('notice-unknown', `the notice ${hash} is not registered`, {})
        : (await noticeHash(notice).catch(() => undefined)) === hash
          ? undefined
          : placed(
              {
                code: 'notice-mismatch',
                severity: 'error',
                detail: `the stored notice does not have the hash ${hash}`,
              },
              {},
            )
    if (notices.size > MOST) notices.clear()
    notices.set(hash, found)
    return found
  }

  async function holds(row: StoredReceipt): ReturnType<typeof verify> {
    const { receipt, countersignature, site, index } = row
    const by = { keys, audience: site, now, primitives }
    const verdict = await verify({ receipt, countersignature }, by)
    const revoked = verdict.findings.some(({ code }) => code === 'countersignature-key-revoked')
    // A countersignature by a compromised key counts if the log proves the receipt.
    const proof = revoked && index !== undefined ? await logs.proof(site, index).catch(() => undefined) : undefined
    return proof === undefined ? verdict : verify({ receipt, countersignature, proof }, by)
  }

  return async (row, head) => {
    const where = { site: row.site, index: row.index, id: row.id }
    const { id, claims, countersignature, findings } = await holds(row)
    const found = findings.filter(({ severity }) => severity !== 'note').map((each) => placed(each, where))
    if (!id || !claims) return found
    const say = (code: AuditCode, detail: string) => found.push(auditFinding(code, detail, where))
    const column = wrongColumn(row, id, claims, countersignature?.iat)
    if (column) say('row-mismatch', `${column} of its row is not what receipt and countersignature say`)
    if (row.index !== undefined && countersignature && !namesPlace(countersignature, row.index, head)) {
      const { log = 'no log', idx = 'no place' } = countersignature
      say('place-mismatch', `the countersignature names ${log}, ${idx}: it stands at another place`)
    }
    const notice = await checkNotice(claims.ntc.hash)
    return notice ? [...found, placed(notice, where)] : found
  }
}

/** Maximum notices in the cache. A backend has a few; receipts of a malicious client may name any number. */
const MOST = 10_000

// Rows stored before logs existed may have no `sub`. Nothing is looked up by `sub` for them.
function wrongColumn(row: StoredReceipt, id: string, { aud, jti, sub }: Claims, iat?: number): string | undefined {
  if (row.id !== id) return 'id'
  if (row.site !== aud) return 'site'
  if (row.jti !== jti) return 'jti'
  if (row.sub !== sub && !(row.sub === '' && row.index === undefined)) return 'sub'
  return iat !== undefined && Math.floor(row.received / 1000) !== iat ? 'received' : undefined
}

function namesPlace({ log, idx }: { log?: string; idx?: number }, index: number, head: Head | undefined): boolean {
  return idx === index && log !== undefined && log === head?.origin
}
