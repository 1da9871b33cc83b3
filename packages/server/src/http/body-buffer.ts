// Collects the bytes of a body in one buffer. Separate chunks cost some 200 bytes each: 60,000 chunks of one byte would take
// 10 MB.

export type BodyBuffer = {
  /** Returns whether the chunk fits. A chunk that does not is dropped. */
  add(chunk: Uint8Array): boolean
  /** All bytes added. */
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
      // Most bodies are one chunk, which is not copied.
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
