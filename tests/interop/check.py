"""Checks our presentations with other people's CBOR and cryptography, and makes presentations we must accept.

Written from docs/formats.md, sharing no code with the project: base45, deterministic encoding and every rule here are
a second opinion. usage: check.py PATH_OF_interop_artefacts
"""
import hashlib
import io
import json
import os
import subprocess
import sys
import tempfile

import cbor2
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec, ed25519
from cryptography.hazmat.primitives.asymmetric.utils import decode_dss_signature, encode_dss_signature

ALPHABET = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ $%*+-./:"
REDACTED = cbor2.CBORSimpleValue(59)
NOW = 1795262400  # 2026-11-21 12:00 UTC
MIDNIGHT = NOW // 86400 * 86400
SHOWN, STATEMENT = -65537, -65538


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

    def __init__(self, kind):
        self.alg = {"ed25519": -19, "p256": -9}[kind]
        if kind == "ed25519":
            self.private = ed25519.Ed25519PrivateKey.generate()
            raw = self.private.public_key().public_bytes(serialization.Encoding.Raw, serialization.PublicFormat.Raw)
            self.cose = {1: 1, -1: 6, -2: raw}
        else:
            self.private = ec.generate_private_key(ec.SECP256R1())
            numbers = self.private.public_key().public_numbers()
            self.cose = {1: 2, -1: 1, -2: numbers.x.to_bytes(32, "big"), -3: bool(numbers.y & 1)}

    def kid(self):
        return hashlib.sha256(encode(self.cose)).digest()[:8]

    def sign(self, message):
        if self.alg == -19:
            return self.private.sign(message)
        r, s = decode_dss_signature(self.private.sign(message, ec.ECDSA(hashes.SHA256())))
        return r.to_bytes(32, "big") + s.to_bytes(32, "big")


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
    protected = encode({1: key.alg, **protected})
    payload = encode(payload)
    return cbor2.CBORTag(18, [protected, unprotected, payload, key.sign(to_be_signed(protected, payload))])


def check_sign1(value, cose_key):
    assert value.tag == 18
    protected, _, payload, signature = value.value
    header = decode(protected)
    verify(cose_key, header[1], to_be_signed(protected, payload), signature)
    return header, decode(payload)


def digest(disclosure):
    return hashlib.sha256(encode(disclosure)).digest()


# ---- what we made, seen from here ---------------------------------------------------------------------------

def open_presentation(text, issuers):
    assert text.startswith("VN1:")
    kbt = decode(base45_decode(text[4:]))
    assert kbt.value[1] == {}
    token = decode(kbt.value[0])[13]
    header = decode(token.value[0])
    assert set(header) == {1, 4, 16} and header[16] == 293
    issuer = issuers["VN", header[4]]
    _, payload = check_sign1(token, issuer[3])
    assert payload[11] in issuer[4] and issuer[5] <= payload[6] < issuer[6]
    assert set(payload) == {1, 4, 5, 6, 8, 11, SHOWN, REDACTED}
    assert payload[5] == payload[6] and payload[6] % 86400 == 0 and payload[6] <= NOW - 3600
    assert list(payload[8]) == [1]
    binding_header, binding = check_sign1(kbt, payload[8][1])
    assert set(binding_header) == {1, 13, 16} and binding_header[16] == 294
    assert set(binding) - {STATEMENT} == {3, 6, 7} and binding[3] == "vn:counter" and binding[6] == NOW and len(binding[7]) == 8
    assert len(payload[REDACTED]) == 1
    inner = payload[SHOWN].pop(REDACTED)
    assert inner == sorted(inner) and len(set(inner + payload[REDACTED])) == len(inner) + 1
    assert set(token.value[1]) == {17} and token.value[1][17]
    groups = {}
    for disclosure in token.value[1][17]:
        salt, value, key = decode(disclosure)
        assert len(salt) == 16 and digest(disclosure) in (payload[REDACTED] if key == 2 else inner)
        groups[key] = value
    return payload, groups, binding


def check_ours(tool, folder):
    subprocess.run([tool, "emit", folder, str(NOW)], check=True)
    read = lambda name: open(os.path.join(folder, name), "rb").read()
    header, trust = check_sign1(decode(read("trust-list.cwt")), decode(read("root.cose")))
    assert header[16] == "trust-list+cwt" and trust[1] == 7 and trust[4] == "demo" and set(trust) == {1, 2, 3, 4, 5, 6}
    for issuer in trust[5]:
        assert issuer[2] == hashlib.sha256(encode(issuer[3])).digest()[:8]
    issuers = {(issuer[1], issuer[2]): issuer for issuer in trust[5]}
    person = {1: "NGUYỄN VĂN MẪU", 2: 19900101, 3: 1, 4: "VNM"}

    payload, groups, binding = open_presentation(read("pass.txt").decode(), issuers)
    assert payload[11] == 65002 and groups == {10: person} and STATEMENT not in binding
    assert payload[SHOWN] == {1: 1, 2: {1: "01", 2: "00004", 3: 20250701}, 3: {1: "15", 3: 20250701}, 4: 1, 6: NOW - 60, 7: NOW + 86400, 8: 8}

    payload, groups, binding = open_presentation(read("identity.txt").decode(), issuers)
    assert payload[11] == 65001 and payload[SHOWN] == {1: 2, 2: 11}
    assert groups == {2: "001200000017", 10: person, 12: {14: True, 16: True, 18: True}}
    assert binding[STATEMENT] == {1: 1, 2: "Nhà nghỉ Mẫu", 3: NOW, 4: NOW + 86400, 5: "công tác"}

    # A check that cannot fail would prove nothing: one changed byte of each layer must be noticed here too.
    token = bytearray(base45_decode(read("pass.txt").decode()[4:]))
    for at in (len(token) // 3, len(token) // 2, len(token) - 1):
        spoilt = bytes(token[:at] + bytes([token[at] ^ 1]) + token[at + 1:])
        try:
            open_presentation("VN1:" + base45_encode(spoilt), issuers)
        except (AssertionError, InvalidSignature, KeyError, ValueError, cbor2.CBORDecodeError):
            continue
        raise SystemExit(f"a change at {at} went unnoticed")


# ---- what we make here, seen by the verifier ----------------------------------------------------------------

def make_presentation(issuer, holder, cti, spoil=None, signer=None):
    def disclosure(value, key):
        return encode([os.urandom(16), value, key])
    sub = disclosure("001200000017", 2)
    person = disclosure({1: "TRẦN THỊ MẪU", 2: 19850000, 3: 2, 4: "VNM"}, 10)
    address = disclosure({1: "Số 2, đường Mẫu"}, 11)
    ages = disclosure({14: True, 16: True, 18: False}, 12)
    payload = {1: "VN", 4: MIDNIGHT + 864000, 5: MIDNIGHT, 6: MIDNIGHT, 8: {1: holder.cose}, 11: 65001,
               SHOWN: {1: 1, 2: 3, REDACTED: sorted(map(digest, (person, address, ages)))}, REDACTED: [digest(sub)]}
    presented = [person, sub]
    if spoil:
        spoil(payload, presented)
    token = sign1(issuer, {4: issuer.kid(), 16: 293}, {17: presented}, payload)
    binding = {3: "vn:counter", 6: NOW - 5, 7: cti, STATEMENT: {1: 1, 2: "Khách sạn Mẫu", 3: NOW, 4: NOW + 3600, 5: "du lịch"}}
    return "VN1:" + base45_encode(encode(sign1(signer or holder, {13: token, 16: 294}, {}, binding)))


def check_theirs(tool, folder):
    root, keys = Key("ed25519"), {kind: Key(kind) for kind in ("ed25519", "p256")}
    trust = {1: 1, 2: MIDNIGHT, 3: MIDNIGHT + 864000, 4: "live", 6: [],
             5: [{1: "VN", 2: key.kid(), 3: key.cose, 4: [65001], 5: MIDNIGHT - 86400, 6: MIDNIGHT + 86400, 7: "Nơi cấp khác"} for key in keys.values()]}
    holders = {kind: Key(kind) for kind in keys}

    def write(name, data):
        with open(os.path.join(folder, name), "wb") as file:
            file.write(data)
    write("root.cose", encode(root.cose))
    write("trust-list.cwt", encode(sign1(root, {16: "trust-list+cwt"}, {}, trust)))
    expected = {}
    for issuer in keys:
        for holder in holders:
            name = f"{issuer}-{holder}.txt"
            write(name, make_presentation(keys[issuer], holders[holder], os.urandom(8)).encode())
            expected[name] = ("valid", "none")
    write("stranger.txt", make_presentation(Key("p256"), holders["p256"], os.urandom(8)).encode())
    expected["stranger.txt"] = ("cannot-check", "issuer")
    write("thief.txt", make_presentation(keys["p256"], holders["p256"], os.urandom(8), signer=Key("p256")).encode())
    expected["thief.txt"] = ("invalid", "holder-signature")
    write("foreign.txt", make_presentation(keys["p256"], holders["p256"], os.urandom(8), lambda p, d: d.append(encode([os.urandom(16), 1, 12]))).encode())
    expected["foreign.txt"] = ("invalid", "disclosures")
    write("clear-sub.txt", make_presentation(keys["p256"], holders["p256"], os.urandom(8), lambda p, d: p.update({2: "001200000017"})).encode())
    expected["clear-sub.txt"] = ("invalid", "type")

    output = subprocess.run([tool, "verify", folder, str(NOW)], check=True, capture_output=True, text=True).stdout
    verdicts = {line["file"]: line for line in map(json.loads, output.splitlines())}
    assert set(verdicts) == set(expected), output
    for name, (overall, step) in expected.items():
        verdict = verdicts[name]
        assert (verdict["overall"], verdict["step"]) == (overall, step), verdict
        assert verdict["demo"] is False
        if overall == "valid":
            assert (verdict["name"], verdict["number"], verdict["facility"]) == ("TRẦN THỊ MẪU", "001200000017", "Khách sạn Mẫu"), verdict
        else:
            assert "name" not in verdict, verdict


if __name__ == "__main__":
    with tempfile.TemporaryDirectory() as ours, tempfile.TemporaryDirectory() as theirs:
        check_ours(sys.argv[1], ours)
        print("ours: signatures, digests and claims hold")
        check_theirs(sys.argv[1], theirs)
        print("theirs: accepted and refused as expected")
