// Entry point `@placet/conformance`: runs the kit against a backend, and formats its report.
export type { Level } from './check.ts'
export { ConformanceError, type ConformanceErrorCode } from './errors.ts'
export { type CheckResult, type ConformanceOptions, type Outcome, type Report, runConformance } from './kit.ts'
export { formatReport } from './report.ts'
