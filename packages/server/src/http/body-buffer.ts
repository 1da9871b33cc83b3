// The bytes of a body as they come. Kept in one buffer: each chunk by itself costs some 200 bytes more, so that 60,000 of one
// byte would hold 10 MB.

export type BodyBuffer = {
  /** Says whether it still fits; what no longer does is not kept. */
  add(chunk: Uint8Array): boolean
  /** All that was added. */
  bytes(): Uint8Array
}

export function createBodyBuffer(most: number): BodyBuffer {
  let held: Uint8Array = new Uint8Array()
  let size = 0

  return {
    add(chunk) {
      const before = size
      size += chunk.length
      if (size > most) {
        held = new Uint8Array()
        return false
      }
      // Most bodies are one chunk, and are not copied.
      if (before === 0) held = chunk
      else {
        if (size > held.length) held = grown(held, Math.min(most, Math.max(size, 2 * before)))
        held.set(chunk, before)
      }
      return true
    },
    bytes: () => held.subarray(0, size),
  }
}

function grown(bytes: Uint8Array, length: number): Uint8Array {
  const larger = new Uint8Array(length)
  larger.set(bytes)
  return larger
}
