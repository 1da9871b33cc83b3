// Wrong uses that the types must refuse; checked by `tsc -p test`, never run.
import {
  chainFindings,
  countersign,
  createReceipt,
  type Finding,
  type ReceiptInput,
  type Verdict,
  verify,
} from '@placet/receipt'

declare const input: ReceiptInput
declare const pair: CryptoKeyPair
declare const verdict: Verdict

// @ts-expect-error signing needs both halves: the public one goes into the header
void createReceipt(input, pair.privateKey)
// @ts-expect-error who it is about comes from the key, not from the caller
void createReceipt({ ...input, sub: 'me' } satisfies ReceiptInput, pair)
// @ts-expect-error a receipt without its notice proves nothing
void createReceipt({ ...input, ntc: undefined }, pair)
// @ts-expect-error "yes" is no outcome
void createReceipt({ ...input, dec: { ads: 'yes' } }, pair)
// @ts-expect-error an event that means nothing: `iat` + `dur` say when a decision lapses
void createReceipt({ ...input, evt: 'expired' }, pair)
// @ts-expect-error a backend's word needs the backend's name and clock
void countersign('a.b.c', { kid: '1', privateKey: pair.privateKey })
// @ts-expect-error the evidence is one receipt; many are a chain
void verify(['a.b.c'])
// @ts-expect-error a chain is many receipts
void chainFindings('a.b.c')
// @ts-expect-error claims are there only when the receipt could be read: look before you use them
void verdict.claims.dec
// @ts-expect-error codes are a closed list
verdict.findings.push({ code: 'looks-bad', severity: 'error', detail: '' } satisfies Finding)
