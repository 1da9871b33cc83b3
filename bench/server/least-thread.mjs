// The verifying thread of the least server: a key never seen before, and one signature by it.
import { KeyObject, verify } from 'node:crypto'
import { parentPort } from 'node:worker_threads'

const P256 = { name: 'ECDSA', namedCurve: 'P-256' }

parentPort.on('message', async (receipts) => parentPort.postMessage(await Promise.all(receipts.map(isSigned))))

async function isSigned(receipt) {
  const [head, body, tail] = receipt.split('.')
  const { x, y } = JSON.parse(Buffer.from(head, 'base64url').toString()).jwk
  const point = Buffer.concat([Buffer.of(4), Buffer.from(x, 'base64url'), Buffer.from(y, 'base64url')])
  const key = KeyObject.from(await crypto.subtle.importKey('raw', point, P256, true, ['verify']))
  return verify('sha256', `${head}.${body}`, { key, dsaEncoding: 'ieee-p1363' }, Buffer.from(tail, 'base64url'))
}
