"""Whether a receipt holds: docs/receipt-format.md, read strictly. Step 1 of docs/protocol.md.

The one thing asked from outside: ECDSA (python3-cryptography).
"""

import base64, hashlib, json, re

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.utils import encode_dss_signature

MOST_CHARACTERS = 8192
SUBJECT = "urn:ietf:params:oauth:jwk-thumbprint:sha-256:"
ES256 = ec.ECDSA(hashes.SHA256())
ID = r"[A-Za-z0-9_-]{43}"


class Unsound(Exception):
    """One receipt can never hold: code and detail. The others in its batch are not touched."""


def verify(receipt):
    """A receipt that holds in, its claims out. Unsound otherwise, for the first reason in the order of the format."""
    if not isinstance(receipt, str):
        raise Unsound("jws-malformed", "a receipt is a text")
    if len(receipt) > MOST_CHARACTERS:
        raise Unsound("oversize", f"over {MOST_CHARACTERS} characters")
    try:
        head, body, signature = (from_base64url(part) for part in receipt.split("."))
        header, claims = read_json(head), read_json(body)
        if not signature or not isinstance(header, dict) or not isinstance(claims, dict):
            raise ValueError("no object, or no signature")
    except ValueError as reason:
        raise Unsound("jws-malformed", f"not three base64url parts around two JSON objects: {reason}") from None
    key = read_header(header)
    check_claims(claims)
    check_signature(key, signature, receipt.rpartition(".")[0].encode())
    if claims["sub"] != SUBJECT + thumbprint(header["jwk"]):
        raise Unsound("thumbprint-mismatch", "sub is not the thumbprint of the key that signed")
    # A gap, or a `prev` nobody has seen, is no reason to refuse; a number that contradicts itself is.
    if (claims["seq"] == 1) == ("prev" in claims):
        raise Unsound("chain-mismatch", "number 1 names none before it, a later one does")
    return claims


def identity(receipt):
    """SHA-256 of the signing input. Never of the whole: whoever sees (r, s) can write (r, n − s), the same receipt."""
    return to_base64url(hashlib.sha256(receipt.rpartition(".")[0].encode("utf-8", "replace")).digest())


def read_header(header):
    if header.get("alg") != "ES256":
        raise Unsound("alg-refused", "alg is not ES256")
    if header.get("typ") != "consent-receipt+jwt":
        raise Unsound("typ-refused", "typ is not consent-receipt+jwt")
    if set(header) - {"alg", "typ", "jwk"}:
        raise Unsound("header-refused", "alg, typ and jwk are all of a header")
    jwk = header.get("jwk")
    try:
        if set(jwk) != {"kty", "crv", "x", "y"} or (jwk["kty"], jwk["crv"]) != ("EC", "P-256"):  # above all no d
            raise ValueError("other members")
        x, y = from_base64url(jwk["x"]), from_base64url(jwk["y"])
        if (len(x), len(y)) != (32, 32):
            raise ValueError("other lengths")
        return int.from_bytes(x, "big"), int.from_bytes(y, "big")
    except (ValueError, TypeError):
        raise Unsound("jwk-refused", "jwk must be kty EC, crv P-256, x and y, and nothing else") from None


def check_signature(point, signature, signing_input):
    try:
        key = ec.EllipticCurvePublicNumbers(*point, ec.SECP256R1()).public_key()
    except ValueError:
        raise Unsound("jwk-refused", "x and y are no point of the curve P-256") from None
    r, s = (int.from_bytes(half, "big") for half in (signature[:32], signature[32:]))
    try:
        if len(signature) != 64:
            raise InvalidSignature
        key.verify(encode_dss_signature(r, s), signing_input, ES256)
    except InvalidSignature:
        raise Unsound("signature-invalid", "the signature is not this key's") from None


def thumbprint(jwk):
    """RFC 7638."""
    members = {name: jwk[name] for name in ("crv", "kty", "x", "y")}
    return to_base64url(hashlib.sha256(json.dumps(members, separators=(",", ":")).encode()).digest())


# ---- The claims (docs/receipt-format.md) -----------------------------------------------------------------------------


def matches(pattern):
    return lambda value: isinstance(value, str) and re.fullmatch(pattern, value) is not None


def one_of(words):
    return lambda value: isinstance(value, str) and value in words.split()


def whole(least):
    def holds(value):
        number = isinstance(value, (int, float)) and not isinstance(value, bool)
        return number and value == value // 1 and least <= value < 2**53

    return holds


def record_of(holds):
    purpose = matches(r"[a-z][a-z0-9-]{0,31}(/[a-z0-9-]{1,32})?")
    return lambda value: isinstance(value, dict) and all(purpose(id) and holds(each) for id, each in value.items())


def object_of(**members):
    return lambda value: isinstance(value, dict) and all(holds(value.get(name)) for name, holds in members.items())


def flag(value):
    return isinstance(value, bool)


def text(value):
    return isinstance(value, str) and value != ""


def origin(value):
    host = r"([a-z0-9]([a-z0-9._-]*[a-z0-9])?|\[[0-9a-f:.]+\])"
    found = isinstance(value, str) and re.fullmatch(rf"(https?)://{host}(?::([1-9][0-9]{{0,4}}))?", value)
    return bool(found) and (found[1], found[4]) not in (("http", "80"), ("https", "443")) and int(found[4] or 0) < 65536


DURATION = matches(r"P(?=[0-9])([0-9]+Y)?([0-9]+M)?([0-9]+W)?([0-9]+D)?")
LANGUAGE = matches(r"[A-Za-z]{2,8}(-[A-Za-z0-9]{1,8})*")
SURFACE, ACTION = one_of("banner center inline api"), one_of("accept_all reject_all save close withdraw")
UUID4 = matches(r"[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}")
OPTIONAL = {"ret", "prev", "kp", "dsp"}
SHAPES = {  # What is not named here is a later version's: kept, and no reason to refuse.
    "v": one_of("urn:placet:receipt:v1"),
    "jti": UUID4,
    "iat": whole(0),
    "sub": matches(re.escape(SUBJECT) + ID),
    "aud": origin,
    "evt": one_of("given refused changed withdrawn renewed signal imported disposed"),
    "jur": matches(r"[a-z]{2}(-[a-z]{2,8})?"),
    "ntc": object_of(uri=text, ver=text, lang=LANGUAGE, hash=matches(ID)),
    "dec": record_of(one_of("given renewed refused withdrawn objected exempt")),
    "ret": record_of(DURATION),
    "dur": DURATION,
    "ui": object_of(m=SURFACE, a=ACTION, t=flag),
    "sig": object_of(gpc=flag, dnt=flag),
    "seq": whole(1),
    "prev": matches(ID),
    "kp": one_of("once mem"),
    "dsp": lambda value: isinstance(value, dict),
}


def check_claims(claims):
    for name, holds in SHAPES.items():
        if name not in claims and name not in OPTIONAL:
            raise Unsound("claim-missing", f"{name} is not there")
        if name in claims and not holds(claims[name]):
            raise Unsound("claim-malformed", f"{name} has another shape")
    if claims.get("kp") == "once" and "prev" in claims:
        raise Unsound("claim-malformed", "a receipt of a one-off key has no prev")


# ---- JSON and base64url, strictly: one text, one meaning -------------------------------------------------------------


def read_json(data):
    """Bytes in, value out. ValueError for bad UTF-8, a byte order mark, a name said twice, NaN."""

    def members(pairs):
        if len(pairs) != len(dict(pairs)):
            raise ValueError("a name stands twice in one object")
        return dict(pairs)

    def constant(name):
        raise ValueError(f"{name} is no JSON")

    try:
        return json.loads(data.decode("utf-8"), object_pairs_hook=members, parse_constant=constant)
    except RecursionError:
        raise ValueError("nested too deeply") from None


def to_base64url(data):
    return base64.urlsafe_b64encode(data).decode().rstrip("=")


def from_base64url(text):
    if not isinstance(text, str) or not re.fullmatch("[A-Za-z0-9_-]*", text) or len(text) % 4 == 1:
        raise ValueError("not base64url")
    data = base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))
    if to_base64url(data) != text:  # spare bits that are not zero: a second spelling of the same bytes
        raise ValueError("not the one way to write it")
    return data
