// Tells when the next customer comes. A thread of its own that sleeps: timers of Node are a millisecond coarse, and who waits
// awake takes the core that the server needs.
import { parentPort, workerData } from 'node:worker_threads'

const { rate, count } = workerData
const clock = new Int32Array(new SharedArrayBuffer(4))
let due = performance.timeOrigin + performance.now()

for (let each = 0; each < count; each++) {
  due += (-Math.log(1 - Math.random()) / rate) * 1000
  const left = due - performance.timeOrigin - performance.now()
  if (left > 0) Atomics.wait(clock, 0, 0, left)
  parentPort.postMessage(due)
}
