// The types of a check of the conformance kit.
import type { Device } from './device.ts'
import type { Evidence } from './evidence.ts'
import type { BackendProcess } from './backend-process.ts'
import type { Wire } from './wire.ts'

/** How much a backend proves. Each level includes the one before (docs/protocol.md, Levels). */
export type Level = 'acknowledged' | 'countersigned' | 'logged'

export const LEVELS: readonly Level[] = ['acknowledged', 'countersigned', 'logged']

export type Check = {
  /** Stable, so that programs may compare it. */
  name: string
  /** Marks a SHOULD: if it does not hold, it is reported, but does not fail. Default: a MUST. */
  should?: true
  /** The rule that the check tests, as a sentence. */
  says: string
  /** The lowest level that the rule applies to; default `acknowledged`. */
  level?: Level
  run(bench: Bench): Promise<void>
}

/** The checks of one section of docs/protocol.md; `section` is its heading. */
export type Group = { section: string; checks: Check[] }

/** The environment of a check. */
export type Bench = {
  wire: Wire
  device: Device
  evidence: Evidence
  site: string
  /** The backend's process, if the kit was given a command to start it. */
  process?: BackendProcess | undefined
}
