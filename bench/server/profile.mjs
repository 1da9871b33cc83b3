// Where the time of a server goes: a CPU profile, summed up by what the functions are for.
import { readdirSync, readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'

/** What a sample is for: said by the innermost of its callers that any of these knows. */
const PARTS = [
  ['idle', ({ functionName }) => functionName === '(idle)'],
  ['garbage collection', ({ functionName }) => functionName === '(garbage collector)'],
  ['receipts to the verifying threads and back', ({ url }) => /server\/dist\/verify\//.test(url)],
  ['signatures', ({ url }) => /server\/dist\/keys\//.test(url)],
  ['countersignatures, checkpoints', ({ functionName }) => /^(countersign|signCheckpoint)$/.test(functionName)],
  ['proofs', ({ functionName }) => functionName === 'formatProof' || functionName === 'inclusionPath'],
  ['store', ({ url }) => /server\/dist\/stores\/|libsql\/|postgres\/src/.test(url)],
  ['log', ({ url }) => /server\/dist\/log\//.test(url)],
  ['body of the request', ({ url }) => /server\/dist\/http\/(batch-body|body-buffer|node-request)\.js/.test(url)],
  ['rest of the backend', ({ url }) => /packages\/server\/dist\//.test(url)],
  ['HTTP adapter', ({ url }) => /hono/.test(url)],
]

/** A folder of profiles in, `[part, share]` out, the largest first; idle time left out. */
export function summary(folder) {
  const files = readdirSync(folder).map((name) => join(folder, name))
  // The largest is the main thread's.
  const file = files.sort((one, other) => statSync(other).size - statSync(one).size)[0]
  const { nodes, samples, timeDeltas } = JSON.parse(readFileSync(file, 'utf8'))
  const known = new Map(nodes.map((node) => [node.id, node]))
  const parents = new Map(nodes.flatMap(({ id, children = [] }) => children.map((child) => [child, id])))
  const parts = new Map(nodes.map(({ id }) => [id, partOf(id, known, parents)]))
  const times = new Map()
  for (const [index, id] of samples.entries()) {
    const part = parts.get(id)
    times.set(part, (times.get(part) ?? 0) + timeDeltas[index])
  }
  times.delete('idle')
  const total = [...times.values()].reduce((sum, time) => sum + time, 0)
  return [...times].map(([part, time]) => [part, time / total]).sort((one, other) => other[1] - one[1])
}

function partOf(id, known, parents) {
  for (let at = id; at !== undefined; at = parents.get(at)) {
    const part = PARTS.find(([, fits]) => fits(known.get(at).callFrame))
    if (part) return part[0]
  }
  return 'Node itself'
}
