// Evidence is loaded when it is first needed: to sign a decision, or because this browser holds some already.
import type { DecisionStorage } from './decision-storage.ts'
import type { EvidenceNeeds } from './evidence/entry.ts'
import type { Recorder } from './evidence/index.ts'
import type { Environment } from './environment.ts'
import { DATABASE } from './page.ts'
import type { Problem } from './problem.ts'

export type LazyEvidence = {
  /** Loads it. Undefined if it could not be loaded; that is reported. */
  load(): Promise<Recorder | undefined>
  /**
   * What this browser holds. `none`: nothing, and nothing was made, because a first visit writes nothing. `unknown`: nobody
   * could look.
   */
  existing(): Promise<Recorder | 'none' | 'unknown'>
  /** Deletes what this browser holds. False if nobody could look, or it could not be deleted. */
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
        // The next decision tries again.
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
      // Firefox before 126 cannot list its databases. It finds its vault at the next decision.
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
    ...{ load, existing },
    receipts: () => ask((recorder) => recorder.receipts(), []),
    export: () => ask((recorder) => recorder.export(), []),
    async forget() {
      const recorder = await existing()
      return typeof recorder === 'string' ? recorder === 'none' : recorder.forget()
    },
  }
}
