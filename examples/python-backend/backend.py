"""A backend for consent receipts without any code of Placet: docs/protocol.md in two files, level "countersigned".

Python 3.11 and its standard library; ECDSA comes from python3-cryptography. Run it: README.md.
"""

import argparse, hashlib, hmac, json, os, re, socket, sqlite3, threading, time, uuid
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.utils import decode_dss_signature
from receipt import ES256, ID, Unsound, identity, read_json, thumbprint, to_base64url, verify

MOST_BYTES, MOST_RECEIPTS = 60_000, 50


class Refusal(Exception):
    """The whole request is refused: status, code, detail, and headers of its own."""

    def __init__(self, status, code, detail, **headers):
        self.status, self.code, self.detail, self.headers = status, code, detail, headers


# ---- Steps 2 to 5: compare the site, countersign, keep, answer -------------------------------------------------------


class Backend:
    def __init__(self, folder, sites, issuer):
        self.sites, self.issuer = sites, issuer
        os.makedirs(folder, exist_ok=True)
        self.key = load_or_create_key(os.path.join(folder, "key.pem"))
        numbers = self.key.public_key().public_numbers()
        x, y = (to_base64url(number.to_bytes(32, "big")) for number in (numbers.x, numbers.y))
        self.jwk = {"kty": "EC", "crv": "P-256", "x": x, "y": y, "alg": "ES256", "use": "sig"}
        self.jwk["kid"] = thumbprint(self.jwk)
        self.lock = threading.Lock()  # one writer: of any number of equal requests, one keeps
        store = os.path.join(folder, "receipts.db")
        self.store = sqlite3.connect(store, check_same_thread=False, isolation_level=None)
        self.store.execute("pragma journal_mode = wal")
        self.store.execute("pragma synchronous = full")  # commit returns when a power cut can no longer undo it
        self.store.execute(
            "create table if not exists receipts (site text, jti text, id text unique, receipt text,"
            " countersignature text, received integer, primary key (site, jti))"
        )

    def takes(self, site):
        if self.sites:
            return site in self.sites
        return re.fullmatch(r"https?://(localhost|[^/:]+\.localhost|127\.0\.0\.1|\[::1\])(:[0-9]+)?", site) is not None

    def accept(self, receipts, sent_at):
        looked = [self.look(receipt) for receipt in receipts]
        for claims, _ in looked:
            if claims and not self.takes(claims["aud"]):
                raise Refusal(403, "site-unknown", f"a receipt is for {claims['aud']}")
        with self.lock:
            self.store.execute("begin immediate")
            try:
                pairs = zip(receipts, looked)
                results = [result or self.keep(receipt, claims, sent_at) for receipt, (claims, result) in pairs]
                self.store.execute("commit")
            except BaseException:
                self.store.execute("rollback")
                raise
        return results

    def look(self, receipt):
        named = {"id": identity(receipt)} if isinstance(receipt, str) else {}
        try:
            return verify(receipt), None
        except Unsound as reason:
            return None, {**named, "status": 422, "problem": problem(*reason.args, "The receipt does not hold.")}

    def keep(self, receipt, claims, sent_at):
        id, number = identity(receipt), (claims["aud"], claims["jti"])
        found = self.store.execute("select id, countersignature, receipt from receipts where site = ? and jti = ?", number)
        kept = found.fetchone()
        if kept and kept[0] != id:
            reason = problem("jti-conflict", f"jti {claims['jti']} names another receipt", "That number is taken.")
            return {"id": id, "status": 409, "problem": reason}
        if kept:
            return {"id": id, "status": 200, "countersignature": kept[1], "read": read_token(kept[2])}
        now = int(time.time())
        # Told, and no reason to refuse: the sender's clock at sending. A decision may have waited for days, and without
        # a usable sentAt nothing is said.
        skewed = type(sent_at) in (int, float) and abs(sent_at - now) > 86_400
        countersignature = self.countersign(id, claims, now, skewed)
        row = (*number, id, receipt, countersignature, now)
        self.store.execute("insert into receipts values (?, ?, ?, ?, ?, ?)", row)
        told = {"countersignature": countersignature, "read": read_token(receipt)}
        flags = ["notice-unknown", *(["clock-skew"] if skewed else [])]
        return {"id": id, "status": 201, **told, "flags": flags}

    def countersign(self, id, claims, now, skewed):
        header = {"alg": "ES256", "typ": "consent-countersig+jwt", "kid": self.jwk["kid"]}
        word = {"iss": self.issuer, "iat": now, "jti": str(uuid.uuid4()), "sub": claims["sub"], "rid": claims["jti"]}
        word |= {"rcp": id, "res": "clock_skew" if skewed else "accepted"}
        signing_input = ".".join(to_base64url(json.dumps(part).encode()) for part in (header, word))
        r, s = decode_dss_signature(self.key.sign(signing_input.encode(), ES256))
        return f"{signing_input}.{to_base64url(r.to_bytes(32, 'big') + s.to_bytes(32, 'big'))}"

    def read(self, id, authorization):
        with self.lock:
            found = self.store.execute("select receipt, countersignature from receipts where id = ?", (id,)).fetchone()
        asked = re.fullmatch(r"(?i:Bearer) +([\w-]{43})", authorization, re.ASCII)
        opens = hmac.compare_digest(read_token(found[0] if found else ""), asked[1] if asked else "")
        if not (found and opens):  # one answer for both: an identity alone opens nothing, nor says what is kept
            how = "reading wants “Authorization: Bearer ” and the `read` of the answer to POST"
            raise Refusal(404, "not-found", f"no receipt is here that this request may read; {how}")
        return {"receipt": found[0], "countersignature": found[1], "status": "kept"}


def read_token(receipt):
    """What opens a kept receipt: only whoever has its text can make it."""
    return to_base64url(hashlib.sha256(f"placet-read:{receipt}".encode()).digest())


def load_or_create_key(path):
    if not os.path.exists(path):
        made = ec.generate_private_key(ec.SECP256R1())
        form = (serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
        with open(os.open(f"{path}.new", os.O_CREAT | os.O_TRUNC | os.O_WRONLY, 0o600), "wb") as file:
            file.write(made.private_bytes(*form))
            file.flush()
            os.fsync(file.fileno())
        os.rename(f"{path}.new", path)
        folder = os.open(os.path.dirname(path), os.O_RDONLY)
        os.fsync(folder)  # the name, too, must outlive a power cut
        os.close(folder)
    with open(path, "rb") as file:
        return serialization.load_pem_private_key(file.read(), None)


# ---- HTTP ------------------------------------------------------------------------------------------------------------


def problem(code, detail, title):
    """RFC 9457."""
    return {"type": f"urn:placet:problem:{code}", "code": code, "title": title, "detail": detail}


ROUTES = (  # path, methods, whether any page may read it
    ("/receipts", "POST", False),
    (f"/receipts/({ID})", "GET HEAD", False),
    ("/.well-known/jwks.json", "GET HEAD", True),
    ("/health", "GET HEAD", True),
)


class Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    timeout = 75  # seconds of silence: longer than clients keep idle connections, or they meet a reset
    wbufsize = -1  # headers and body leave in one piece

    def __getattr__(self, name):
        if name.startswith("do_"):  # any method: which ones a path knows stands in ROUTES
            return self.respond
        raise AttributeError(name)

    def respond(self):
        length = self.headers.get("Content-Length", "0")
        self.unread = length != "0" or "Transfer-Encoding" in self.headers
        try:
            status, body, headers = self.answer()
        except Refusal as no:
            status, headers = no.status, no.headers
            body = problem(no.code, no.detail, "The request is refused.") | {"status": status}
        except sqlite3.Error:
            status, headers = 503, {"Retry-After": "5"}
            body = problem("store-unavailable", "Try again later.", "The store cannot be reached.") | {"status": status}
        self.send(status, body, headers)

    def answer(self):
        self.open_to_all, asking = False, self.headers.get("Origin")
        path = self.path.partition("?")[0]
        route = next((each for each in ROUTES if re.fullmatch(each[0], path)), None)
        if not route:
            raise Refusal(404, "not-found", "there are /receipts, /receipts/:id, /.well-known/jwks.json and /health")
        pattern, methods, self.open_to_all = route
        if not self.open_to_all and asking is not None and not self.backend.takes(asking):
            raise Refusal(403, "site-unknown", f"the request comes from {asking}")
        allow = ", ".join([*methods.split(), "OPTIONS"])
        if self.command == "OPTIONS":
            names = "authorization, content-type" if pattern.startswith("/receipts/") else "content-type"
            asked = {"Access-Control-Allow-Methods": allow, "Access-Control-Allow-Headers": names}
            return 204, None, {"Allow": allow, **asked, "Access-Control-Max-Age": "7200"}
        if self.command not in methods.split():
            raise Refusal(405, "method-not-allowed", f"it knows {allow}", Allow=allow)
        if pattern == "/receipts":
            return 200, {"v": 1, "results": self.backend.accept(*self.read_batch())}, {}
        if pattern == "/.well-known/jwks.json":
            keys = {"Content-Type": "application/jwk-set+json", "Cache-Control": "public, max-age=300"}
            return 200, {"keys": [self.backend.jwk]}, keys
        if pattern == "/health":
            return 200, {"status": "ok"}, {}
        return 200, self.backend.read(path[-43:], self.headers.get("Authorization", "")), {}

    def read_batch(self):
        essence, *parameters = [part.strip().lower() for part in self.headers.get("Content-Type", "").split(";")]
        charset = next((each for each in parameters if each.startswith("charset=")), "charset=utf-8")
        if essence not in ("text/plain", "application/json") or charset.replace('"', "") != "charset=utf-8":
            raise Refusal(415, "media-type-refused", "send text/plain or application/json in UTF-8")
        if self.headers.get("Content-Encoding", "identity") != "identity":
            raise Refusal(415, "media-type-refused", "send it plain")
        try:
            body = read_json(b"".join(self.pieces()))
        except ValueError as reason:
            raise Refusal(400, "body-malformed", f"not JSON in UTF-8: {reason}") from None
        if not isinstance(body, dict) or body.get("v") != 1 or body["v"] is True:
            raise Refusal(400, "body-malformed", "v is not 1, which is what this backend speaks")
        receipts = body.get("receipts")
        if not isinstance(receipts, list):
            raise Refusal(400, "body-malformed", "receipts is not a list")
        if len(receipts) > MOST_RECEIPTS:
            raise Refusal(413, "batch-too-large", f"{MOST_RECEIPTS} receipts are the most")
        return receipts, body.get("sentAt")

    def pieces(self):
        """The body, counted as it arrives, whatever its headers say of its length."""
        chunked, left = "chunked" in self.headers.get("Transfer-Encoding", "").lower(), MOST_BYTES
        size = None
        while size is None or (chunked and size > 0):
            line = self.rfile.readline(1024).split(b";")[0] if chunked else self.headers.get("Content-Length", "0")
            size = int(line, 16 if chunked else 10)
            if size > left:
                raise Refusal(413, "body-too-large", f"{MOST_BYTES} bytes are the most")
            piece = self.rfile.read(max(size, 0))
            if len(piece) != size:
                raise ValueError("the body broke off")
            left -= size
            yield piece
            if chunked:
                self.rfile.readline(8)
        self.unread = False

    def send(self, status, body, headers):
        media = "application/json" if status == 200 else "application/problem+json"
        sent = {"Content-Type": media, "Cache-Control": "no-store"} if body else {}
        usual = {"Access-Control-Expose-Headers": "Retry-After", "X-Content-Type-Options": "nosniff"}
        sent |= usual | self.cors(body) | headers
        data = json.dumps(body).encode() if body else b""
        if self.unread:
            sent["Connection"] = "close"  # what was not read makes the connection useless
        self.send_response(status)
        for name, value in sent.items():
            self.send_header(name, value)
        if status != 204:
            self.send_header("Content-Length", str(len(data)))
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(data)
        if self.unread:
            self.linger()

    def cors(self, body):
        asking = self.headers.get("Origin")
        if self.open_to_all or (body or {}).get("code") == "site-unknown":  # who is refused may read why
            return {"Access-Control-Allow-Origin": "*", "Vary": "Origin"}
        ours = asking is not None and self.backend.takes(asking)
        return ({"Access-Control-Allow-Origin": asking} if ours else {}) | {"Vary": "Origin"}

    def linger(self):
        """Closing on unread bytes would reset the connection and lose the answer: the rest is thrown away first."""
        self.wfile.flush()
        self.connection.shutdown(socket.SHUT_WR)
        self.connection.settimeout(1)
        try:
            for _ in range(64):
                if not self.connection.recv(65_536):
                    break
        except OSError:
            pass

    def log_message(self, *_):
        """No addresses, no receipts."""


class Server(ThreadingHTTPServer):
    request_queue_size = 128

    def handle_error(self, request, client_address):
        """A client that went away is no news."""


def main():
    asked = argparse.ArgumentParser(description="Keeps and countersigns consent receipts (docs/protocol.md).")
    asked.add_argument("--port", type=int, default=8787, help="0 takes a free one")
    asked.add_argument("--data", default=".placet/python", help="folder of store and key")
    asked.add_argument("--site", action="append", help="an origin whose receipts are taken; default: loopback only")
    asked.add_argument("--issuer", help="URL under which the world reaches this backend; default: its own")
    given = asked.parse_args()
    server = Server(("127.0.0.1", given.port), Handler)
    url = f"http://127.0.0.1:{server.server_port}"
    Handler.backend = Backend(given.data, given.site, (given.issuer or url).rstrip("/"))
    print(f"Keeps receipts on {url}/receipts, its data in {given.data}", flush=True)
    try:
        server.serve_forever()
    except KeyboardInterrupt:
        pass  # what was answered is on disk; what was not will be sent again


if __name__ == "__main__":
    main()
