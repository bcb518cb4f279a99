"""docs/formats.md §3 and §4 with other people's CBOR and cryptography: base45, deterministic encoding, keys, COSE_Sign1."""
import hashlib
import io

import cbor2
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec, ed25519
from cryptography.hazmat.primitives.asymmetric.utils import decode_dss_signature, encode_dss_signature

ALPHABET = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ $%*+-./:"


def base45_decode(text):
    out = bytearray()
    for at in range(0, len(text), 3):
        digits = [ALPHABET.index(c) for c in text[at:at + 3]]
        value = sum(d * 45 ** i for i, d in enumerate(digits))
        out += value.to_bytes(2 if len(digits) == 3 else 1, "big")
    return bytes(out)


def base45_encode(data):
    text = ""
    for at in range(0, len(data), 2):
        pair = data[at:at + 2]
        value = int.from_bytes(pair, "big")
        for _ in range(3 if len(pair) == 2 else 2):
            value, digit = divmod(value, 45)
            text += ALPHABET[digit]
    return text


def head(major, number):
    if number < 24:
        return bytes([major << 5 | number])
    for size, extra in ((1, 24), (2, 25), (4, 26), (8, 27)):
        if number < 1 << 8 * size:
            return bytes([major << 5 | extra]) + number.to_bytes(size, "big")
    raise ValueError(number)


def encode(value):
    """RFC 8949 §4.2.1: bytewise order of the encoded keys (cbor2's canonical mode sorts shorter keys first)."""
    if value is True or value is False:
        return b"\xf5" if value else b"\xf4"
    if isinstance(value, cbor2.CBORSimpleValue):  # a tuple too in some versions
        return head(7, value.value)
    if isinstance(value, int):
        return head(0, value) if value >= 0 else head(1, -1 - value)
    if isinstance(value, bytes):
        return head(2, len(value)) + value
    if isinstance(value, str):
        return head(3, len(value.encode())) + value.encode()
    if isinstance(value, (list, tuple)):
        return head(4, len(value)) + b"".join(map(encode, value))
    if isinstance(value, dict):
        return head(5, len(value)) + b"".join(k + v for k, v in sorted((encode(k), encode(v)) for k, v in value.items()))
    if isinstance(value, cbor2.CBORTag):
        return head(6, value.tag) + encode(value.value)
    raise TypeError(type(value))


def decode(data):
    stream = io.BytesIO(data)
    value = cbor2.CBORDecoder(stream).decode()
    assert stream.read() == b"", "trailing bytes"
    assert encode(value) == data, "not deterministic"
    return value


class Key:
    """A private key with its COSE_Key."""

    def __init__(self, kind, seed=None):
        self.alg = {"ed25519": -19, "p256": -9}[kind]
        if kind == "ed25519":
            self.private = ed25519.Ed25519PrivateKey.from_private_bytes(seed) if seed else ed25519.Ed25519PrivateKey.generate()
            raw = self.private.public_key().public_bytes(serialization.Encoding.Raw, serialization.PublicFormat.Raw)
            self.cose = {1: 1, -1: 6, -2: raw}
        else:
            self.private = ec.generate_private_key(ec.SECP256R1())
            numbers = self.private.public_key().public_numbers()
            self.cose = {1: 2, -1: 1, -2: numbers.x.to_bytes(32, "big"), -3: bool(numbers.y & 1)}

    def kid(self):
        return kid_of(self.cose)

    def sign(self, message):
        if self.alg == -19:
            return self.private.sign(message)
        r, s = decode_dss_signature(self.private.sign(message, ec.ECDSA(hashes.SHA256())))
        return r.to_bytes(32, "big") + s.to_bytes(32, "big")


def kid_of(cose_key):
    return hashlib.sha256(encode(cose_key)).digest()[:8]


def verify(cose_key, alg, message, signature):
    if cose_key[1] == 1:
        assert set(cose_key) == {1, -1, -2} and cose_key[-1] == 6 and alg == -19
        ed25519.Ed25519PublicKey.from_public_bytes(cose_key[-2]).verify(signature, message)
    else:
        assert set(cose_key) == {1, -1, -2, -3} and cose_key[1] == 2 and cose_key[-1] == 1 and alg == -9
        assert isinstance(cose_key[-3], bool), "y is a sign bit"
        point = (b"\x03" if cose_key[-3] else b"\x02") + cose_key[-2]
        public = ec.EllipticCurvePublicKey.from_encoded_point(ec.SECP256R1(), point)
        assert len(signature) == 64
        der = encode_dss_signature(int.from_bytes(signature[:32], "big"), int.from_bytes(signature[32:], "big"))
        public.verify(der, message, ec.ECDSA(hashes.SHA256()))


def to_be_signed(protected, payload):
    return encode(["Signature1", protected, b"", payload])


def sign1(key, protected, unprotected, payload):
    """`payload` is a value, or the very bytes."""
    protected = encode({1: key.alg, **protected})
    payload = payload if isinstance(payload, bytes) else encode(payload)
    return cbor2.CBORTag(18, [protected, unprotected, payload, key.sign(to_be_signed(protected, payload))])


def check_sign1(value, cose_key):
    """The header and the payload's bytes of a message that holds under the key."""
    assert value.tag == 18
    protected, _, payload, signature = value.value
    header = decode(protected)
    verify(cose_key, header[1], to_be_signed(protected, payload), signature)
    return header, payload
