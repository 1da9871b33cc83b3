// What a check of the conformance kit is, and what it works with.
import type { Device } from './device.ts'
import type { Evidence } from './evidence.ts'
import type { BackendProcess } from './backend-process.ts'
import type { Wire } from './wire.ts'

/** How much a backend proves, each level with all of the one before (docs/protocol.md, Levels). */
export type Level = 'acknowledged' | 'countersigned' | 'logged'

export const LEVELS: readonly Level[] = ['acknowledged', 'countersigned', 'logged']

export type Check = {
  /** Stable: programs may compare it. */
  name: string
  /** MUST unless said: a SHOULD that does not hold is told, and is no failure. */
  should?: true
  /** What holds where it passes, in one sentence. */
  says: string
  /** From which level on it is asked; `acknowledged` unless said. */
  level?: Level
  run(bench: Bench): Promise<void>
}

/** Checks of one part of the protocol page; `section` is its heading there. */
export type Group = { section: string; checks: Check[] }

/** What a check works with. */
export type Bench = {
  wire: Wire
  device: Device
  evidence: Evidence
  site: string
  /** The backend's process, where the kit was given a command to start it. */
  process?: BackendProcess | undefined
}
