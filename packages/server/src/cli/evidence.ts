// What `placet verify` is given, in any of its forms: a compact JWS, one bundle, a list of either, or one of them a line.
import type { Evidence } from '@placet/receipt'

/** Text in, evidence out; what is no evidence stays in place as one that `verify` refuses, so that nothing is skipped. */
export function readEvidence(text: string): Evidence[] {
  const whole = parse(text)
  if (Array.isArray(whole)) return whole.map(toEvidence)
  if (whole !== undefined) return [toEvidence(whole)]
  const lines = text.split('\n').map((line) => line.trim())
  return lines.filter((line) => line !== '').map((line) => toEvidence(parse(line) ?? line))
}

function toEvidence(value: unknown): Evidence {
  if (typeof value === 'string') return { receipt: value }
  const { receipt, countersignature, notice } = (value ?? {}) as Partial<Evidence>
  return {
    receipt: receipt as string,
    ...(countersignature === undefined ? {} : { countersignature }),
    ...(notice === undefined ? {} : { notice }),
  }
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}
