// What a receipt's `ntc.hash` must be.
import { canonical } from './canonical.ts'
import { sha256 } from './digest.ts'

/**
 * base64url SHA-256 of the notice's canonical form (RFC 8785).
 * @throws TypeError if it has none: what JSON cannot say
 */
export async function noticeHash(notice: unknown): Promise<string> {
  return sha256(canonical(notice))
}

/** The text that is hashed; nothing for what JSON cannot say. */
export function canonicalNotice(notice: unknown): string | undefined {
  try {
    return canonical(notice)
  } catch {
    return undefined
  }
}
