// Loads evidence when it is first needed: to sign a decision, or because this browser already has a vault.
import type { DecisionStorage } from './decision-storage.ts'
import type { EvidenceNeeds } from './evidence/entry.ts'
import type { Recorder } from './evidence/index.ts'
import type { Environment } from './environment.ts'
import { DATABASE } from './page.ts'
import type { Problem } from './problem.ts'

export type LazyEvidence = {
  /** Loads evidence. Resolves with undefined if that fails; the failure is reported. */
  load(): Promise<Recorder | undefined>
  /**
   * Opens the existing vault. `none`: there is none, and none is created, because a first visit writes nothing.
   * `unknown`: the vault could not be checked.
   */
  existing(): Promise<Recorder | 'none' | 'unknown'>
  /** Deletes the content of the vault. False if the vault could not be checked or deleted. */
  forget(): Promise<boolean>
} & Pick<Recorder, 'receipts' | 'export'>

export function makeLazyEvidence(
  { page, loadEvidence }: Environment,
  storage: DecisionStorage,
  needs: EvidenceNeeds,
  report: (problem: Problem) => void,
): LazyEvidence {
  let loading: Promise<Recorder | undefined> | undefined

  function load(): Promise<Recorder | undefined> {
    loading ??= loadEvidence()
      .then((openEvidence) => openEvidence(needs))
      .catch((cause) => {
        // Let the next decision try again.
        loading = undefined
        report({ code: 'chunk-unavailable', cause })
        return undefined
      })
    return loading
  }

  async function existing(): Promise<Recorder | 'none' | 'unknown'> {
    if (!page.isSecureContext) return 'none'
    try {
      const expected = loading || storage.read()?.pending
      // Firefox before 126 has no `indexedDB.databases()`. There, the vault is opened at the next decision.
      const found = expected || (await page.indexedDB?.databases?.())?.some(({ name }) => name === DATABASE)
      return found ? ((await load()) ?? 'unknown') : 'none'
    } catch {
      return 'unknown'
    }
  }

  async function ask<Result>(question: (recorder: Recorder) => Promise<Result>, without: Result): Promise<Result> {
    const recorder = await existing()
    return typeof recorder === 'string' ? without : question(recorder)
  }

  return {
    load,
    existing,
    receipts: () => ask((recorder) => recorder.receipts(), []),
    export: () => ask((recorder) => recorder.export(), []),
    async forget() {
      const recorder = await existing()
      return typeof recorder === 'string' ? recorder === 'none' : recorder.forget()
    },
  }
}
