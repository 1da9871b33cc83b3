// Does a backend do what the protocol says? Run the kit, and tell its report in words.
export type { Level } from './check.ts'
export { ConformanceError, type ConformanceErrorCode } from './errors.ts'
export { type CheckResult, type ConformanceOptions, type Outcome, type Report, runConformance } from './kit.ts'
export { inWords } from './report.ts'
