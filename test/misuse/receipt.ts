// Wrong uses that the types must refuse; checked by `tsc -p test`, never run.
import {
  chainFindings,
  type Claims,
  countersign,
  type Countersigner,
  createReceipt,
  type Finding,
  formatCheckpointText,
  type ReceiptInput,
  type Verdict,
  verify,
} from '@placet/receipt'

declare const input: ReceiptInput
declare const pair: CryptoKeyPair
declare const verdict: Verdict
declare const claims: Claims
declare const by: Countersigner

// @ts-expect-error signing needs both halves: the public one goes into the header
void createReceipt(input, pair.privateKey)
// @ts-expect-error who it is about comes from the key, not from the caller
void createReceipt({ ...input, sub: 'me' } satisfies ReceiptInput, pair)
// @ts-expect-error a receipt without its notice proves nothing
void createReceipt({ ...input, ntc: undefined }, pair)
// @ts-expect-error "yes" is no outcome
void createReceipt({ ...input, dec: { ads: 'yes' } }, pair)
// @ts-expect-error an event that means nothing: `iat` + `dur` say when a decision expires
void createReceipt({ ...input, evt: 'expired' }, pair)
// @ts-expect-error only what was verified is countersigned, not a text
void countersign('a.b.c', by)
// @ts-expect-error a verdict may be about nothing: look whether it is valid before you countersign
void countersign(verdict, by)
// @ts-expect-error a backend's word needs the backend's name and clock
void countersign({ id: '', claims }, { kid: '1', sign: () => new Uint8Array(64) })
// @ts-expect-error the key may be in a KMS: what is handed over signs
void countersign({ id: '', claims }, { ...by, sign: pair.privateKey })
// @ts-expect-error a signature is bytes, not a text
void countersign({ id: '', claims }, { ...by, sign: () => 'AAAA' })
// @ts-expect-error half of the computations is not enough
void verify('a.b.c', { primitives: { sha256: () => new Uint8Array(32) } })
// @ts-expect-error a proof is a text
void verify({ receipt: 'a.b.c', proof: { index: 0, path: [] } })
// @ts-expect-error a log's root is bytes
formatCheckpointText({ origin: 'log.example', size: 1, root: 'AAAA' })
// @ts-expect-error the evidence is one receipt; many are a chain
void verify(['a.b.c'])
// @ts-expect-error a chain is many receipts
void chainFindings('a.b.c')
// @ts-expect-error claims are there only when the receipt could be read: look before you use them
void verdict.claims.dec
// @ts-expect-error codes are a closed list
verdict.findings.push({ code: 'looks-bad', severity: 'error', detail: '' } satisfies Finding)
