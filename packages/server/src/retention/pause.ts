// Waiting on purpose, on every runtime.
/** Resolves after that many milliseconds. */
export function pause(ms: number): Promise<void> {
  return new Promise((resume) => setTimeout(resume, ms))
}
