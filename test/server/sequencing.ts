// What tests of the sequencer share: receipts brought to a log, and stores that count turns, fail, or keep one waiting.
import { verify } from '@placet/receipt'
import type { Keyring, Store } from '@placet/server'
import { type Submission, makeSubmission, type SubmissionResult } from '../../packages/server/src/log/append.ts'
import type { Sequencer } from '../../packages/server/src/log/sequencer.ts'
import { NOON, SITE } from './device.ts'

export async function candidate(jws: string): Promise<Submission> {
  const { id, claims } = await verify(jws)
  return makeSubmission({ receipt: jws, id: id!, claims: claims!, received: NOON, skewed: false })
}

export type Standing = Exclude<SubmissionResult, 'erased'>

/** All at once, in this order. */
export async function addAll(sequencer: Sequencer, all: string[], site = SITE): Promise<Standing[]> {
  const candidates = await Promise.all(all.map(candidate))
  const placed = await Promise.all(candidates.map((each) => sequencer.add(site, each)))
  if (placed.includes('erased')) throw new Error('erased')
  return placed as Standing[]
}

export async function add(sequencer: Sequencer, jws: string, site = SITE): Promise<Standing> {
  return (await addAll(sequencer, [jws], site))[0]!
}

/** Whether what was answered proves itself: countersigned, and in the log where it says. */
export async function levelsOf(placed: Standing[], keys: Keyring): Promise<string[]> {
  const verdicts = placed.map(({ kept: { receipt, countersignature }, proof }) =>
    verify({ receipt, countersignature, proof: proof! }, { keys: keys.jwks() }),
  )
  return (await Promise.all(verdicts)).map(({ level, valid }) => (valid ? level : 'not valid'))
}

/** A store that counts turns and what they wrote; fails, or asks for the work again, when told to. */
export function watched(store: Store) {
  const turns: number[] = []
  const told = { failing: 0, meanwhile: undefined as (() => Promise<unknown>) | undefined }
  const turn: Store['turn'] = async (site, work) => {
    const { meanwhile } = told
    told.meanwhile = undefined
    if (meanwhile) {
      // Another process was in the way: what was worked out is thrown away, and it is worked out again.
      await store.turn(site, async (given) => void (await work(given)))
      await meanwhile()
    }
    return store.turn(site, async (given) => {
      const addition = await work(given)
      if (told.failing-- > 0) throw new Error('the disk is full')
      turns.push(addition?.rows.length ?? 0)
      return addition
    })
  }
  return { ...store, turn, turns, told }
}

/** A store whose turns begin with `release`; `entered` once the first is asked for. */
export function gated(store: Store) {
  let enter = () => {}
  let release = () => {}
  const entered = new Promise<void>((resolve) => (enter = resolve))
  const released = new Promise<void>((resolve) => (release = resolve))
  const turn: Store['turn'] = async (...given) => {
    enter()
    await released
    return store.turn(...given)
  }
  return { held: { ...store, turn }, entered, release }
}
