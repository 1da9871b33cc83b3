// A timer as a promise, on every runtime.
/** Resolves after `ms` milliseconds. */
export function pause(ms: number): Promise<void> {
  return new Promise((resume) => setTimeout(resume, ms))
}
