// What somebody drops or pastes: receipts in any form, and public keys. Told apart by what is in them.

/** Texts in, evidence and keys out. What is neither stays as evidence that will not hold, so that nothing is skipped. */
export function readAll(texts) {
  const found = { evidence: [], keys: undefined }
  for (const text of texts) for (const value of valuesIn(text)) take(value, found)
  return found
}

function take(value, found) {
  if (Array.isArray(value?.keys)) found.keys = { keys: [...(found.keys?.keys ?? []), ...value.keys] }
  else found.evidence.push(toEvidence(value))
}

function toEvidence(value) {
  if (typeof value === 'string') return { receipt: value }
  const { receipt, countersignature, notice, proof } = value ?? {}
  const given = Object.entries({ countersignature, notice, proof }).filter(([, part]) => part !== undefined)
  return { receipt, ...Object.fromEntries(given) }
}

// One JSON text, a list of them, or one a line; a line that is no JSON may be a compact JWS.
function valuesIn(text) {
  const whole = parse(text)
  if (whole !== undefined) return Array.isArray(whole) ? whole : [whole]
  const lines = text.split('\n').map((line) => line.trim())
  return lines.filter((line) => line !== '').map((line) => parse(line) ?? line)
}

function parse(text) {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}
