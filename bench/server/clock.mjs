// Tells when the next customers come. A thread of its own that sleeps: who waits awake takes the core that the server needs,
// and so does who wakes for each of them. Those of one millisecond come together, at its end; their wait counts.
import { parentPort, workerData } from 'node:worker_threads'

const { rate, count } = workerData
const bell = new Int32Array(new SharedArrayBuffer(4))
const now = () => performance.timeOrigin + performance.now()
const gap = () => (-Math.log(1 - Math.random()) / rate) * 1000

for (let sent = 0, due = now() + gap(); sent < count;) {
  const end = Math.max(due, now() + 1)
  Atomics.wait(bell, 0, 0, end - now())
  const come = []
  for (; due <= end && sent + come.length < count; due += gap()) come.push(due)
  parentPort.postMessage(come)
  sent += come.length
}
