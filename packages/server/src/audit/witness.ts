// A checkpoint that was kept outside the backend. It fixes a history that the log cannot change unnoticed. A customer has
// one in the proof of a receipt, an auditor has the one of the previous audit.
import { type Checkpoint, parseCheckpoint, parseProof } from '@placet/receipt'

export type Witness = {
  /** The source, for messages: a file name. */
  from: string
  checkpoint: Checkpoint
  /** The checkpoint as it was given, with its signatures. */
  note: string
}

/** Reads one or several checkpoints, or a proof (C2SP tlog-checkpoint, tlog-proof); [] for any other text. */
export function readCheckpoints(text: string, from: string): Witness[] {
  const proof = parseProof(text)
  // A note contains a blank line before its signatures. A blank line without a signature after it ends the note.
  const notes = proof ? [proof.checkpoint] : text.split(/(?<=\n)\n(?!— )/)
  const witnesses = notes
    .filter((note) => note.trim() !== '')
    .map((note) => {
      const checkpoint = parseCheckpoint(note)
      return checkpoint && { from, checkpoint, note }
    })
  return witnesses.includes(undefined) ? [] : witnesses.map((witness) => witness!)
}

/** The text of a file with these checkpoints, as `readCheckpoints` reads it. */
export function writeCheckpoints(notes: readonly string[]): string {
  return notes.join('\n')
}
