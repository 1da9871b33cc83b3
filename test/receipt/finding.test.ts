// Every code a verifier can find is found here at least once, in evidence that is otherwise in order.
import { readFileSync } from 'node:fs'
import { chainFindings, type Finding, type FindingCode, verify, type Verdict } from '@placet/receipt'
import { expect, test } from 'vitest'
import { allKeys, createLogKey, logKey, ORIGIN, proofOf } from './log-sample.ts'
import {
  chainOf,
  countersigned,
  forge,
  forgeCountersignature,
  INPUT,
  jwks,
  NOTICE,
  partsOf,
  receiptOf,
  THEN,
} from './sample.ts'

type Case = { code: FindingCode; what: string; found: () => Promise<Verdict | Finding[]> }
const receipt = await receiptOf()
const [first, second, third] = (await chainOf(3)) as [string, string, string]
const fork = await receiptOf({ seq: 2, prev: (await verify(first)).id! })
const checked = (countersignature: string | Promise<string>) => async () =>
  verify({ receipt, countersignature: await countersignature }, { keys: jwks })
const forged = (change: Parameters<typeof forge>[0]) => async () => verify(await forge(change))
const { jwk } = partsOf(receipt).header as { jwk: Record<string, string> }
const counterfeit = (change: Parameters<typeof forge>[0]) => checked(forgeCountersignature(receipt, change))
const refusal = await receiptOf({ evt: 'refused' })
const proof = await proofOf(receipt)
const stranger = await createLogKey()
const proven = (text: string) => () => verify({ receipt, proof: text }, { keys: allKeys })
const life = (entry: object, proof?: string) => async () =>
  verify(
    { receipt, countersignature: await countersigned(receipt), proof },
    { keys: { keys: [{ ...jwks.keys[0]!, ...entry }, logKey.entry] } },
  )

const CASES: Case[] = [
  { code: 'oversize', what: 'a receipt over 8 KiB', found: forged({ claims: { extra: 'x'.repeat(8192) } }) },
  { code: 'jws-malformed', what: 'two parts', found: () => verify(receipt.slice(0, receipt.lastIndexOf('.'))) },
  { code: 'alg-refused', what: 'alg none', found: forged({ header: { alg: 'none' } }) },
  { code: 'typ-refused', what: 'a plain JWT', found: forged({ header: { typ: 'JWT' } }) },
  { code: 'header-refused', what: 'a kid', found: forged({ header: { kid: 'mine' } }) },
  {
    code: 'jwk-refused',
    what: 'a private key in the header',
    found: forged({ header: { jwk: { ...jwk, d: jwk.x } } }),
  },
  { code: 'claim-missing', what: 'no decision', found: forged({ claims: { dec: undefined } }) },
  { code: 'claim-malformed', what: 'a decision of another kind', found: forged({ claims: { dec: { ads: 'maybe' } } }) },
  { code: 'claim-unknown', what: 'a claim of a later version', found: forged({ claims: { later: 1 } }) },
  {
    code: 'thumbprint-mismatch',
    what: 'a sub that is somebody else',
    found: forged({ claims: { sub: `urn:ietf:params:oauth:jwk-thumbprint:sha-256:${'A'.repeat(43)}` } }),
  },
  {
    code: 'signature-invalid',
    what: 'the signature of another receipt',
    found: () => verify(receipt.slice(0, receipt.lastIndexOf('.')) + first.slice(first.lastIndexOf('.'))),
  },
  {
    code: 'audience-mismatch',
    what: 'another site',
    found: () => verify(receipt, { audience: 'https://other.example' }),
  },
  { code: 'notice-mismatch', what: 'another notice', found: () => verify({ receipt, notice: NOTICE }) },
  { code: 'countersignature-malformed', what: 'not a JWS', found: checked('thanks') },
  { code: 'countersignature-key-unknown', what: 'a strange key', found: counterfeit({ header: { kid: 'old' } }) },
  {
    code: 'countersignature-invalid',
    what: 'a signature of the device',
    found: checked(swapTail(await countersigned(receipt))),
  },
  { code: 'countersignature-mismatch', what: 'another receipt’s', found: checked(countersigned(first)) },
  {
    code: 'countersignature-unchecked',
    what: 'no keys to check it with',
    found: async () => verify({ receipt, countersignature: await countersigned(receipt) }),
  },
  { code: 'countersignature-missing', what: 'no countersignature', found: () => verify(receipt) },
  {
    code: 'claim-inconsistent',
    what: 'a refusal with something given',
    found: () => verify(refusal),
  },
  {
    code: 'countersignature-key-outside',
    what: 'a countersignature from before the key was used',
    found: life({ nbf: THEN + 1 }),
  },
  {
    code: 'countersignature-key-revoked',
    what: 'a countersignature by a key that was revoked before',
    found: life({ revoked: { revoked_at: THEN } }),
  },
  {
    code: 'countersignature-key-compromised',
    what: 'a countersignature by a stolen key, of a receipt that is in the log',
    found: life({ revoked: { revoked_at: THEN + 1, reason: 'compromised' } }, proof),
  },
  { code: 'proof-malformed', what: 'a proof cut off', found: proven(proof.slice(0, -1)) },
  { code: 'proof-mismatch', what: 'another receipt’s proof', found: proven(await proofOf(first)) },
  {
    code: 'checkpoint-invalid',
    what: 'a rewritten checkpoint',
    found: proven(await proofOf(receipt, 4, 7, { keys: [{ ...logKey, sign: stranger.sign }] })),
  },
  {
    code: 'checkpoint-key-unknown',
    what: 'a stranger’s log',
    found: proven(await proofOf(receipt, 4, 7, { keys: [stranger] })),
  },
  {
    code: 'checkpoint-key-revoked',
    what: 'a checkpoint by a stolen key',
    found: () =>
      verify(
        { receipt, proof },
        { keys: { keys: [{ ...logKey.entry, revoked: { revoked_at: 1, reason: 'compromised' } }] } },
      ),
  },
  { code: 'proof-unchecked', what: 'no log key to check it with', found: () => verify({ receipt, proof }) },
  {
    code: 'proof-missing',
    what: 'a place in a log, and no proof of it',
    found: checked(countersigned(receipt, { log: ORIGIN, idx: 4 })),
  },
  { code: 'chain-gap', what: 'number 2 missing', found: () => chainFindings([first, third]) },
  { code: 'chain-fork', what: 'two numbers 2', found: () => chainFindings([first, second, fork]) },
  { code: 'chain-mismatch', what: 'a number 2 after another 1', found: () => chainFindings([receipt, second]) },
  {
    code: 'clock-ahead',
    what: 'a clock two days ahead',
    found: () => verify(receipt, { now: INPUT.iat - 2 * 86_400 }),
  },
]

test.each(CASES)('$what is reported as $code', async ({ code, found }) => {
  const answer = await found()
  const findings = Array.isArray(answer) ? answer : answer.findings
  expect(findings.map((each) => each.code)).toContain(code)
  const { detail, severity } = findings.find((each) => each.code === code)!
  expect(detail).not.toBe('')
  if (!Array.isArray(answer)) expect(answer.valid).toBe(!findings.some((each) => each.severity === 'error'))
  if (severity === 'error' && !Array.isArray(answer)) expect(answer.valid).toBe(false)
})

test('what breaks evidence is an error; what asks for a closer look, or is good to know, is not', async () => {
  const mild = {
    'claim-inconsistent': 'warning',
    'countersignature-key-compromised': 'warning',
    'proof-unchecked': 'warning',
    'proof-missing': 'note',
    'claim-unknown': 'note',
    'countersignature-missing': 'note',
    'countersignature-unchecked': 'warning',
  }
  const expected: Record<string, string> = { ...mild, 'chain-gap': 'warning', 'clock-ahead': 'warning' }
  for (const { code, found } of CASES) {
    const answer = await found()
    const findings = Array.isArray(answer) ? answer : answer.findings
    expect([code, findings.find((each) => each.code === code)?.severity]).toEqual([code, expected[code] ?? 'error'])
  }
})

test('no finding code goes untested', () => {
  const source = readFileSync(new URL('../../packages/receipt/src/finding.ts', import.meta.url), 'utf8')
  const codes = [...source.matchAll(/^ {2}'?([a-z-]+)'?: '(?:error|warning|note)',$/gm)].map(([, code]) => code)
  expect(codes.length).toBeGreaterThan(30)
  expect(CASES.map((each) => each.code).sort()).toEqual(codes.sort())
})

function swapTail(countersignature: string): string {
  return countersignature.slice(0, countersignature.lastIndexOf('.')) + receipt.slice(receipt.lastIndexOf('.'))
}
