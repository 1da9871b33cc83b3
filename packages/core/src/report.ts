// Reports a problem: to the page as data, and on the console if a developer can fix it.
import type { Emit } from './events.ts'
import type { Problem, ProblemCode } from './problem.ts'
import type { Stores } from './stores.ts'

export function makeReport({ $problem }: Pick<Stores, '$problem'>, emit: Emit): (problem: Problem) => void {
  const printed = new Set<string>()
  return (problem) => {
    const { code, detail, cause } = problem
    const line = `placet ${code}: ${detail ?? cause}. ${FIXES[code]}`
    if (FIXES[code] && !printed.has(line)) console.warn(line)
    printed.add(line)
    $problem.set(problem)
    emit('problem', problem)
  }
}

/** The fix that a developer can make. Problems without one are not printed. */
const FIXES: Partial<Record<ProblemCode, string>> = {
  'config-invalid': 'Correct the config: nothing is asked and no gate opens.',
  'insecure-context': 'Serve the page over https: there are no receipts.',
  'listener-failed': 'Mend the function that threw.',
}
