// Tells a problem: as data to the page, and on the console where only a developer can mend it.
import type { Emit } from './events.ts'
import { FIXES, type Problem, type ProblemCode } from './problem.ts'
import type { Stores } from './stores.ts'

/** Each fix is printed once. A `detail` is printed with it. */
export function makeReport({ $problem }: Pick<Stores, '$problem'>, emit: Emit): (problem: Problem) => void {
  const printed = new Set<ProblemCode>()
  return (problem) => {
    const { code, detail = '', cause = '' } = problem
    const fix = FIXES[code]
    if (fix && !printed.has(code)) {
      printed.add(code)
      console.warn(`placet ${code}: ${detail && `${detail}. `}${fix}`, cause)
    }
    $problem.set(problem)
    emit('problem', problem)
  }
}
