// What somebody outside kept of a log: a checkpoint that its key signed. Whoever holds one knows a history that the log can
// never again deny: a customer by the proof of a receipt, an auditor by the checkpoint of the audit before.
import { type Checkpoint, parseCheckpoint, parseProof } from '@placet/receipt'

export type Witness = {
  /** Who says so, for messages: the name of a file. */
  from: string
  checkpoint: Checkpoint
  /** The checkpoint as it came, signatures and all. */
  note: string
}

/** A checkpoint, several, or a proof (C2SP tlog-checkpoint, tlog-proof) as text in, what they witness out; [] for any other text. */
export function readCheckpoints(text: string, from: string): Witness[] {
  const proof = parseProof(text)
  // A blank line stands within a note; one that is followed by no signature ends it.
  const notes = proof ? [proof.checkpoint] : text.split(/(?<=\n)\n(?!— )/)
  const witnesses = notes
    .filter((note) => note.trim() !== '')
    .map((note) => {
      const checkpoint = parseCheckpoint(note)
      return checkpoint && { from, checkpoint, note }
    })
  return witnesses.includes(undefined) ? [] : witnesses.map((witness) => witness!)
}

/** The other way round: checkpoints in, the text of a file out. */
export function writeCheckpoints(notes: readonly string[]): string {
  return notes.join('\n')
}
