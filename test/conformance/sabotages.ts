// The backend in Python with one fault each, as an author might make it: what is changed, and the check that must find it.
import type { Edit } from './python-backend.ts'

export type Sabotage = { edits: Edit[]; found: string; site?: string }

const COLUMNS = 'countersignature text, received integer'

export const SABOTAGES: Record<string, Sabotage> = {
  'checks no signature once it has seen a device': {
    edits: [
      ['MOST_CHARACTERS = 8192', 'MOST_CHARACTERS = 8192\nSEEN = set()'],
      [
        '    check_signature(key, signature, receipt.rpartition(".")[0].encode())',
        `    if key not in SEEN:
        check_signature(key, signature, receipt.rpartition(".")[0].encode())
    SEEN.add(key)`,
      ],
    ],
    found: 'forged-under-known-key',
  },
  'checks no signature of a receipt that it has': {
    edits: [
      ['        self.lock = threading.Lock()', '        self.verified = {}\n        self.lock = threading.Lock()'],
      [
        '            return verify(receipt), None',
        `            if named.get("id") not in self.verified:
                claims = verify(receipt)
                self.verified[named["id"]] = claims
            return self.verified[named["id"]], None`,
      ],
    ],
    found: 'forged-copy',
  },
  'reads 64 bytes of a signature that goes on': {
    edits: [
      ['(signature[:32], signature[32:])', '(signature[:32], signature[32:64])'],
      ['if len(signature) != 64:', 'if len(signature) < 64:'],
    ],
    found: 'signature-length',
  },
  'takes coordinates with a zero before them': {
    edits: [['if (len(x), len(y)) != (32, 32):', 'if min(len(x), len(y)) < 32:']],
    found: 'jwk-malformed',
  },
  'lets any page read a receipt': {
    edits: [['(f"/receipts/({ID})", "GET HEAD", False)', '(f"/receipts/({ID})", "GET HEAD", True)']],
    found: 'cors-receipt',
  },
  'names whatever page asks for a receipt': {
    edits: [
      ['not self.open_to_all and asking is not None', 'self.command == "POST" and asking is not None'],
      ['ours = asking is not None and self.backend.takes(asking)', 'ours = asking is not None'],
    ],
    found: 'cors-receipt',
  },
  'takes the site by another scheme': {
    edits: [['return site in self.sites', 'return site.rpartition("://")[2] in [each[8:] for each in self.sites]']],
    found: 'foreign-origin',
    site: 'https://shop.example',
  },
  'takes any text for the notice’s hash': {
    edits: [['hash=matches(ID))', 'hash=text)']],
    found: 'claim-malformed',
  },
  'lets a line end follow a claim': {
    edits: [
      [
        'isinstance(value, str) and re.fullmatch(pattern, value) is not None',
        'isinstance(value, str) and re.match(f"(?:{pattern})$", value) is not None',
      ],
    ],
    found: 'claim-malformed',
  },
  'takes 1 for true': {
    edits: [['a=ACTION, t=flag)', 'a=ACTION, t=lambda value: value in (True, False))']],
    found: 'claim-malformed',
  },
  'does not look into ret': {
    edits: [['"ret": record_of(DURATION)', '"ret": lambda value: isinstance(value, dict)']],
    found: 'claim-malformed',
  },
  'does not look at dsp': {
    edits: [
      ['"dsp": lambda value: isinstance(value, dict)', '"dsp": lambda value: value is not None and value != "x"'],
    ],
    found: 'claim-malformed',
  },
  'takes two spellings of one site': {
    edits: [['and (found[1], found[4]) not in (("http", "80"), ("https", "443")) and', 'and']],
    found: 'site-spelling',
  },
  'lets a one-off key have a receipt before': {
    edits: [['if claims.get("kp") == "once" and "prev" in claims:', 'if False:']],
    found: 'chain-contradiction',
  },
  'lets number 1 name one before it': {
    edits: [['if (claims["seq"] == 1) == ("prev" in claims):', 'if claims["seq"] > 1 and "prev" not in claims:']],
    found: 'chain-contradiction',
  },
  'refuses a fork, which is an auditor’s to judge': {
    edits: [
      [COLUMNS, `${COLUMNS}, sub text, seq integer, unique (sub, seq)`],
      [
        'row = (*number, id, receipt, countersignature, now)',
        'row = (*number, id, receipt, countersignature, now, claims["sub"], claims["seq"])',
      ],
      // The unique key makes it 503, and the kit waits as long as it is told.
      ['"Retry-After": "5"', '"Retry-After": "0"'],
      ['insert into receipts values (?, ?, ?, ?, ?, ?)', 'insert into receipts values (?, ?, ?, ?, ?, ?, ?, ?)'],
    ],
    found: 'fork-kept',
  },
  'refuses an event that it does not know from its own banner': {
    edits: [
      [
        'one_of("given refused changed withdrawn renewed signal imported disposed")',
        'one_of("given refused changed withdrawn renewed signal")',
      ],
    ],
    found: 'claims-taken',
  },
  'refuses a whole number written as 1e3': {
    edits: [['isinstance(value, (int, float)) and not', 'isinstance(value, int) and not']],
    found: 'spelling-kept',
  },
  'takes receipts of half the size only': {
    edits: [['MOST_CHARACTERS = 8192', 'MOST_CHARACTERS = 4096']],
    found: 'largest-receipt',
  },
  'names a receipt by the JSON that it reads, not by what was signed': {
    edits: [
      [
        'return to_base64url(hashlib.sha256(receipt.rpartition(".")[0].encode("utf-8", "replace")).digest())',
        `try:
        parts = [json.loads(from_base64url(part)) for part in receipt.split(".")[:2]]
        written = [json.dumps(part, separators=(",", ":"), ensure_ascii=False).encode() for part in parts]
        return to_base64url(hashlib.sha256(".".join(map(to_base64url, written)).encode()).digest())
    except ValueError:
        return to_base64url(hashlib.sha256(receipt.rpartition(".")[0].encode("utf-8", "replace")).digest())`,
      ],
    ],
    found: 'spelling-kept',
  },
  'keeps one jti over all sites': {
    edits: [
      [
        '"select id, countersignature, receipt from receipts where site = ? and jti = ?", number',
        '"select id, countersignature, receipt from receipts where jti = ?", number[1:]',
      ],
    ],
    found: 'jti-per-site',
  },
  'lets a device replace its receipt under the same jti': {
    edits: [
      [
        '        kept = found.fetchone()\n',
        `        kept = found.fetchone()
        if kept and kept[0] != id:
            own = (kept[0], receipt.split(".")[0] + ".%")
            if self.store.execute("delete from receipts where id = ? and receipt like ?", own).rowcount:
                kept = None
`,
      ],
    ],
    found: 'jti-conflict-same-key',
  },
  'keeps the newest text of a receipt, not the first': {
    edits: [
      [
        '        if kept:\n            return',
        '        if kept:\n            self.store.execute("update receipts set receipt = ? where id = ?", (receipt, id))\n            return',
      ],
    ],
    found: 'first-text-kept',
  },
  'takes the device’s word for the time': {
    edits: [['"iat": now, "jti"', '"iat": claims["iat"], "jti"']],
    found: 'countersigned-time',
  },
  'takes the sender’s word for the time': {
    edits: [['now = int(time.time())', 'now = sent_at if type(sent_at) is int else int(time.time())']],
    found: 'countersigned-time',
  },
  'numbers a countersignature as the receipt': {
    edits: [['"jti": str(uuid.uuid4()), "sub"', '"jti": claims["jti"], "sub"']],
    found: 'countersignature-jti',
  },
  'lets its keys be cached for a year': {
    edits: [['public, max-age=300', 'public, max-age=31536000, immutable']],
    found: 'jwks-cache',
  },
  'gives a receipt to a name in other letters': {
    edits: [['from receipts where id = ?", (id,))', 'from receipts where id = ? collate nocase", (id,))']],
    found: 'read-by-identity-only',
  },
  'gives a receipt to who knows its jti': {
    edits: [
      ['(f"/receipts/({ID})", "GET HEAD", False)', '("/receipts/([A-Za-z0-9_-]{36,43})", "GET HEAD", False)'],
      ['from receipts where id = ?", (id,))', 'from receipts where id = ? or jti = ?", (id, id))'],
      ['self.backend.read(path[-43:],', 'self.backend.read(path[10:],'],
    ],
    found: 'read-by-identity-only',
  },
  'says that there are flags where there are none': {
    edits: [['flags = ["notice-unknown", *(["clock-skew"] if skewed else [])]', 'flags = []']],
    found: 'answer-shape',
  },
  'gives a refused receipt no title': {
    edits: [
      [
        '**named, "status": 422, "problem": problem(*reason.args, "The receipt does not hold.")',
        '**named, "status": 422, "problem": problem(*reason.args, "")',
      ],
    ],
    found: 'answer-shape',
  },
  'opens a receipt to whoever knows its identity': {
    edits: [['if not (found and opens):', 'if not found:']],
    found: 'read-needs-the-receipt',
  },
  'takes the identity for the token': {
    edits: [
      [
        'opens = hmac.compare_digest(read_token(found[0] if found else ""), asked[1] if asked else "")',
        'opens = found and asked and asked[1] in (id, read_token(found[0]))',
      ],
    ],
    found: 'read-needs-the-receipt',
  },
  'opens a receipt with the token of another': {
    edits: [
      [
        'opens = hmac.compare_digest(read_token(found[0] if found else ""), asked[1] if asked else "")',
        'opens = asked and asked[1] in [read_token(row[0]) for row in self.store.execute("select receipt from receipts")]',
      ],
    ],
    found: 'read-needs-the-receipt',
  },
  'takes the token out of the URL, which is logged': {
    edits: [
      [
        'self.headers.get("Authorization", "")',
        'self.headers.get("Authorization") or "Bearer " + self.path.rpartition("=")[2]',
      ],
    ],
    found: 'read-needs-the-receipt',
  },
  'says that a receipt is there which it does not show': {
    edits: [
      [
        '        if not (found and opens):',
        '        if found and not opens:\n            raise Refusal(404, "not-found", "that is not its token")\n        if not (found and opens):',
      ],
    ],
    found: 'read-needs-the-receipt',
  },
  'forgets the token when a receipt comes again': {
    edits: [['"countersignature": kept[1], "read": read_token(kept[2])}', '"countersignature": kept[1]}']],
    found: 'read-in-answers',
  },
  'gives the token of the text that came, not of the one it keeps': {
    edits: [['"read": read_token(kept[2])}', '"read": read_token(receipt)}']],
    found: 'read-in-answers',
  },
  'lets no page send the token': {
    edits: [['"authorization, content-type" if pattern', '"content-type" if pattern']],
    found: 'cors-preflight-reading',
  },
  'takes a decision that waited for a wrong clock': {
    edits: [['type(sent_at) in (int, float) and abs(sent_at - now) > 86_400', 'abs(claims["iat"] - now) > 86_400']],
    found: 'clock-skew-told',
  },
}
