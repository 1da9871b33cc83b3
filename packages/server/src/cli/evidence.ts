// Reads the input of `placet verify` and `placet audit --since`: a compact JWS, a bundle, a JSON list of either, one of them
// a line, or checkpoints and proofs as text.
import { readFile } from 'node:fs/promises'
import { text } from 'node:stream/consumers'
import type { Evidence } from '@placet/receipt'
import { readCheckpoints, type Witness } from '../audit/witness.ts'
import { ServerError } from '../errors.ts'

/** Reads evidence from a text. Anything else becomes an item that `verify` refuses, so that nothing is skipped. */
export function readEvidence(text: string): Evidence[] {
  const whole = parse(text)
  if (Array.isArray(whole)) return whole.map(toEvidence)
  if (whole !== undefined) return [toEvidence(whole)]
  const lines = text.split('\n').map((line) => line.trim())
  return lines.filter((line) => line !== '').map((line) => toEvidence(parse(line) ?? line))
}

/**
 * Reads the checkpoints in files of checkpoints, proofs, or bundles with proofs; each tree once.
 *
 * @throws ServerError `file-unreadable`; `evidence-missing` where a file has none
 */
export async function readWitnesses(files: readonly string[]): Promise<Witness[]> {
  const trees = new Map<string, Witness>()
  for (const file of files) {
    const content = await readInput(file)
    const plain = readCheckpoints(content, file)
    const found =
      plain.length > 0 ? plain : readEvidence(content).flatMap(({ proof = '' }) => readCheckpoints(proof, file))
    if (found.length === 0) {
      const fix = 'Give a checkpoint, a proof, or receipts with proofs: what the backend answered, or `placet export`.'
      throw new ServerError('evidence-missing', `${file} has no checkpoint of a log.`, fix)
    }
    for (const witness of found) trees.set(witness.checkpoint.note.text, witness)
  }
  return [...trees.values()]
}

/** The text of a file, or of stdin. @throws ServerError `file-unreadable` */
export async function readInput(file: string): Promise<string> {
  try {
    return await (file === '-' ? text(process.stdin) : readFile(file, 'utf8'))
  } catch (cause) {
    throw new ServerError('file-unreadable', `${file} cannot be read.`, 'Give a file, or - for stdin.', cause)
  }
}

function toEvidence(value: unknown): Evidence {
  if (typeof value === 'string') return { receipt: value }
  const { receipt, countersignature, notice, proof } = (value ?? {}) as Partial<Evidence>
  return {
    receipt: receipt as string,
    ...(countersignature === undefined ? {} : { countersignature }),
    ...(notice === undefined ? {} : { notice }),
    ...(proof === undefined ? {} : { proof }),
  }
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}
