// Checks of forged receipts with a key or a number that the backend knows: each receipt must be verified again.
import { createKey, type PublicJwk, receiptIdentity, subjectOf } from '@placet/receipt'
import type { Bench, Check } from './check.ts'
import { flip, withSignature } from './device.ts'
import { demandKept } from './evidence.ts'
import { demand } from './fault.ts'
import { exchangeBehind } from './wire.ts'

export const FORGED: Check[] = [
  {
    name: 'forged-under-known-key',
    says: 'the second receipt of a device is verified like its first: a forged one is 422 signature-invalid',
    async run(bench) {
      const { wire, device } = bench
      const key = await createKey()
      const first = await device.bent({ claims: { kp: undefined } }, key)
      demandKept((await wire.post([first]))[0], 201, 'the first receipt of a device')
      const claims = { kp: undefined, seq: 2, prev: await receiptIdentity(first) }
      const second = await device.bent({ claims }, key)
      await refusesForged(bench, [flip(second, 2, () => 0), await signedByOther(bench, key, claims)], second)
    },
  },
  {
    name: 'forged-copy',
    says: 'a receipt that is kept, under a signature that does not hold, is 422 signature-invalid, not 200',
    async run(bench) {
      const { wire, device } = bench
      const key = await createKey()
      const [kept, other] = [await device.receipt({}, key), await device.receipt({}, key)]
      demandKept((await wire.post([kept]))[0], 201)
      const signatureOfOther = other.slice(other.lastIndexOf('.') + 1)
      await refusesForged(bench, [flip(kept, 2, () => 0), withSignature(kept, signatureOfOther)])
      demandKept((await wire.post([kept]))[0], 200, 'the receipt itself, sent again')
    },
  },
]

// Sent alone, and before a valid one in one batch.
async function refusesForged({ wire }: Bench, forged: string[], sound?: string): Promise<void> {
  const alone = await wire.post(forged.slice(0, 1))
  const together = await wire.post(sound === undefined ? forged : [...forged, sound])
  if (sound !== undefined) demandKept(together.pop(), 201, 'the sound receipt behind forged ones')
  for (const result of [...alone, ...together]) {
    const came = [result.status, result.problem?.code].filter(Boolean).join(' ')
    const holds = came === '422 signature-invalid'
    demand(holds, `a forged receipt must be 422 signature-invalid; it is ${came}`, exchangeBehind(result))
  }
}

// The receipt names the device’s key, and is signed by another one.
async function signedByOther({ device }: Bench, key: CryptoKeyPair, claims: object): Promise<string> {
  const { kty, crv, x, y } = (await crypto.subtle.exportKey('jwk', key.publicKey)) as PublicJwk
  const jwk = { kty, crv, x, y }
  return device.bent({ header: { jwk }, claims: { ...claims, sub: await subjectOf(jwk) } }, await createKey())
}
