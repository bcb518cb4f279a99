"""A chip in another language, for our reader to open: basic access control, PACE with generic and integrated mapping over every
standardized group, chip authentication, secure messaging with 3DES and AES.

Written from ICAO Doc 9303-11, sharing no code with the project; Debian's python3-cryptography gives AES and DES, the openssl
program the constants of the groups. usage: chip.py PATH_OF_interop_access
"""
import base64
import hashlib
import secrets
import subprocess
import sys
import warnings

warnings.simplefilter("ignore")
from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes
from cryptography.hazmat.primitives.cmac import CMAC

COM = bytes.fromhex("60145F0104303130365F36063034303030305C026175")
CURVES = {8: "prime192v1", 9: "brainpoolP192r1", 10: "secp224r1", 11: "brainpoolP224r1", 12: "prime256v1", 13: "brainpoolP256r1",
          14: "brainpoolP320r1", 15: "secp384r1", 16: "brainpoolP384r1", 17: "brainpoolP512r1", 18: "secp521r1"}
FIELDS = {0: "dh_1024_160", 1: "dh_2048_224", 2: "dh_2048_256"}
GM, IM = "generic", "integrated"
PACE_ARC = {(False, GM): 1, (True, GM): 2, (False, IM): 3, (True, IM): 4}
DOMAINS = {}


def parse(data):
    """Yields (tag, value) of BER-TLV objects."""
    while data:
        size = 2 if data[0] & 0x1F == 0x1F else 1
        tag, length, data = int.from_bytes(data[:size], "big"), data[size], data[size + 1:]
        if length & 0x80:
            count = length & 0x7F
            length, data = int.from_bytes(data[:count], "big"), data[count:]
        yield tag, data[:length]
        data = data[length:]


def tlv(tag, value):
    head = tag.to_bytes(2 if tag > 0xFF else 1, "big")
    if len(value) < 0x80:
        return head + bytes([len(value)]) + value
    length = len(value).to_bytes((len(value).bit_length() + 7) // 8, "big")
    return head + bytes([0x80 | len(length)]) + length + value


def number(data):
    return int.from_bytes(data, "big")


class Curve:
    elliptic = True

    def __init__(self, name):
        der = subprocess.run(["openssl", "ecparam", "-name", name, "-param_enc", "explicit", "-outform", "DER"], capture_output=True, check=True).stdout
        _, field, coefficients, generator, order = [value for _, value in parse(next(parse(der))[1])][:5]
        self.p = number(list(parse(field))[1][1])
        self.a, self.b = [number(value) for _, value in parse(coefficients)][:2]
        self.order, self.size = number(order), (self.p.bit_length() + 7) // 8
        self.g = self.decode(generator)

    def decode(self, octets):
        assert octets[0] == 4 and len(octets) == 1 + 2 * self.size
        x, y = number(octets[1:1 + self.size]), number(octets[1 + self.size:])
        assert (y * y - x ** 3 - self.a * x - self.b) % self.p == 0, "off the curve"
        return x, y

    def encode(self, point):
        return b"\4" + point[0].to_bytes(self.size, "big") + point[1].to_bytes(self.size, "big")

    def secret(self, point):
        return point[0].to_bytes(self.size, "big")

    def combine(self, one, two):
        if one is None or two is None:
            return two if one is None else one
        if one[0] == two[0]:
            if (one[1] + two[1]) % self.p == 0:
                return None
            slope = (3 * one[0] ** 2 + self.a) * pow(2 * one[1], -1, self.p)
        else:
            slope = (two[1] - one[1]) * pow(two[0] - one[0], -1, self.p)
        x = (slope ** 2 - one[0] - two[0]) % self.p
        return x, (slope * (one[0] - x) - one[1]) % self.p

    def times(self, factor, point):
        result = None
        for bit in bin(factor)[2:]:
            result = self.combine(result, result)
            if bit == "1":
                result = self.combine(result, point)
        return result

    def integrated(self, t):
        """Appendix B.1, in affine coordinates."""
        p, alpha = self.p, -t * t
        x2 = -self.b * pow(self.a, -1, p) * (1 + pow(alpha + alpha ** 2, -1, p)) % p
        h2 = (x2 ** 3 + self.a * x2 + self.b) % p
        power = pow(h2, p - 1 - (p + 1) // 4, p)
        if pow(h2, (p - 1) // 2, p) == 1:
            return x2, power * h2 % p
        return alpha * x2 % p, power * t ** 3 * h2 % p


class Field:
    elliptic = False

    def __init__(self, name):
        pem = subprocess.run(["openssl", "genpkey", "-genparam", "-algorithm", "DHX", "-pkeyopt", "group:" + name], capture_output=True, check=True).stdout
        der = base64.b64decode(b"".join(pem.splitlines()[1:-1]))
        self.p, self.g, self.order = [number(value) for _, value in parse(next(parse(der))[1])][:3]
        self.size = (self.p.bit_length() + 7) // 8

    def decode(self, octets):
        value = number(octets)
        assert octets[0] != 0 and 1 < value < self.p - 1 and pow(value, self.order, self.p) == 1, "no key"
        return value

    def encode(self, element):
        return element.to_bytes((element.bit_length() + 7) // 8, "big")

    def secret(self, element):
        return element.to_bytes(self.size, "big")

    def combine(self, one, two):
        return one * two % self.p

    def times(self, factor, element):
        return pow(element, factor, self.p)

    def integrated(self, t):
        return pow(t, (self.p - 1) // self.order, self.p)


def domain(parameter):
    if parameter not in DOMAINS:
        DOMAINS[parameter] = Field(FIELDS[parameter]) if parameter in FIELDS else Curve(CURVES[parameter])
    return DOMAINS[parameter]


class Suite:
    def __init__(self, arc):
        self.des = arc == 1
        self.key_size, self.block = {1: 16, 2: 16, 3: 24, 4: 32}[arc], 8 if self.des else 16

    def derive(self, seed, counter):
        digest = hashlib.sha1 if self.key_size == 16 else hashlib.sha256
        return digest(seed + counter.to_bytes(4, "big")).digest()[:self.key_size]

    def cbc(self, key, iv, data, encrypt=True):
        cipher = Cipher(algorithms.TripleDES(key) if self.des else algorithms.AES(key), modes.CBC(iv))
        worker = cipher.encryptor() if encrypt else cipher.decryptor()
        return worker.update(data) + worker.finalize()

    def pad(self, data):
        return data + b"\x80" + bytes(-(len(data) + 1) % self.block)

    def mac(self, key, data):
        """Of padded data; CMAC pads by itself what is not."""
        if not self.des:
            worker = CMAC(algorithms.AES(key))
            worker.update(data)
            return worker.finalize()[:8]
        def des(half, block, encrypt=True):
            cipher = Cipher(algorithms.TripleDES(half), modes.ECB())
            return (cipher.encryptor() if encrypt else cipher.decryptor()).update(block)

        state = bytes(8)  # ISO/IEC 9797-1 algorithm 3
        for at in range(0, len(data), 8):
            state = des(key[:8], bytes(x ^ y for x, y in zip(state, data[at:at + 8])))
        return des(key[:8], des(key[8:], state, False))

    def token(self, key, data):
        return self.mac(key, self.pad(data) if self.des else data)


class WrongChecksum(Exception):
    pass


class Session:
    def __init__(self, suite, seed, counter=0):
        self.suite, self.counter = suite, counter
        self.enc, self.mac = suite.derive(seed, 1), suite.derive(seed, 2)

    def _step(self):
        self.counter += 1
        self.ssc = self.counter.to_bytes(self.suite.block, "big")
        self.iv = bytes(8) if self.suite.des else self.suite.cbc(self.enc, bytes(16), self.ssc)

    def open(self, apdu):
        self._step()
        suite, header = self.suite, apdu[:4]
        assert header[0] == 0x0C
        body = apdu[7:7 + number(apdu[5:7])] if apdu[4] == 0 else apdu[5:5 + apdu[4]]
        objects = list(parse(body))
        assert objects[-1][0] == 0x8E
        signed = body[:-10]
        if suite.mac(self.mac, suite.pad(self.ssc + suite.pad(header) + signed)) != objects[-1][1]:
            raise WrongChecksum
        data, expected = b"", 0
        for tag, value in objects[:-1]:
            if tag == 0x87:
                plain = suite.cbc(self.enc, self.iv, value[1:], False).rstrip(b"\0")
                assert value[0] == 1 and plain.endswith(b"\x80")
                data = plain[:-1]
            else:
                assert tag == 0x97
                expected = number(value) or 256 ** len(value)
        return header[1], header[2], header[3], data, expected

    def seal(self, data, status):
        self._step()
        suite = self.suite
        objects = tlv(0x87, b"\1" + suite.cbc(self.enc, self.iv, suite.pad(data))) if data else b""
        objects += tlv(0x99, status)
        return objects + tlv(0x8E, suite.mac(self.mac, suite.pad(self.ssc + objects))) + status


class Chip:
    """One reading; `protocol` is (mapping, parameter, cipher) or None for basic access control."""

    def __init__(self, password, protocol=None, authentication=None):
        self.password, self.protocol, self.authentication = password, protocol, authentication
        self.session = self.next = None
        if protocol:
            self.mapping, self.domain, self.suite = protocol[0], domain(protocol[1]), Suite(protocol[2])
            self.identifier = bytes([4, 0, 0x7F, 0, 7, 2, 2, 4, PACE_ARC[self.domain.elliptic, self.mapping], protocol[2]])
        if authentication:
            self.static_domain = domain(authentication[0])
            self.static_key = 1 + secrets.randbelow(self.static_domain.order - 1)

    def card_access(self):
        return tlv(0x31, tlv(0x30, tlv(6, self.identifier) + bytes([2, 1, 2, 2, 1, self.protocol[1]])))

    def dg14(self):
        group, agreement = self.static_domain, 2 if self.static_domain.elliptic else 1
        public = group.encode(group.times(self.static_key, group.g))
        if not group.elliptic:
            public = tlv(2, (b"\0" if public[0] & 0x80 else b"") + public)
        algorithm = tlv(0x30, tlv(6, bytes.fromhex("04007F00070102")) + bytes([2, 1, self.authentication[0]]))
        key = tlv(0x30, algorithm + tlv(3, b"\0" + public))
        self.ca = bytes([4, 0, 0x7F, 0, 7, 2, 2, 3, agreement, self.authentication[1]])
        return tlv(0x6E, tlv(0x31, tlv(0x30, tlv(6, self.ca) + bytes([2, 1, 1])) +
                             tlv(0x30, tlv(6, bytes([4, 0, 0x7F, 0, 7, 2, 2, 1, agreement])) + key)))

    def respond(self, apdu):
        if self.session is None:
            answer = self.plain(apdu)
            self.session, self.next = self.next, None
            return answer
        try:
            data, status = self.secured(*self.session.open(apdu))
        except WrongChecksum:
            self.session = None
            return b"\x69\x88"
        answer = self.session.seal(data, status)
        self.session, self.next = self.next or self.session, None
        return answer

    def secured(self, ins, p1, p2, data, expected):
        if ins == 0xA4:
            return b"", b"\x90\x00"
        if ins == 0xB0 and p1 == 0x9E:
            return COM[:expected], b"\x90\x00"
        if ins == 0xB0 and p1 < 0x80:
            return COM[256 * p1 + p2:][:expected], b"\x90\x00"
        if ins == 0x22 and (p1, p2) == (0x41, 0xA6):
            self.agree_static(dict(parse(data))[0x91], 1)
            return b"", b"\x90\x00"
        if ins == 0x22 and (p1, p2) == (0x41, 0xA4):
            assert dict(parse(data)) == {0x80: self.ca}
            return b"", b"\x90\x00"
        if ins == 0x86:
            self.agree_static(dict(parse(dict(parse(data))[0x7C]))[0x80], self.ca[-1])
            return b"\x7C\0", b"\x90\x00"
        return b"", b"\x6D\x00"

    def agree_static(self, public, arc):
        group = self.static_domain
        self.next = Session(Suite(arc), group.secret(group.times(self.static_key, group.decode(public))))

    def plain(self, apdu):
        ins = apdu[1]
        if ins == 0xA4:
            return b"\x90\x00"
        if ins == 0x84:
            self.challenge = secrets.token_bytes(8)
            return self.challenge + b"\x90\x00"
        if ins == 0x82:
            return self.basic(apdu[5:45])
        if ins == 0x22:
            assert apdu[2:4] == b"\xC1\xA4" and dict(parse(apdu[5:])) == {0x80: self.identifier, 0x83: b"\2"}
            return b"\x90\x00"
        assert ins == 0x86
        body = apdu[7:7 + number(apdu[5:7])] if apdu[4] == 0 else apdu[5:5 + apdu[4]]
        objects = dict(parse(dict(parse(body))[0x7C]))
        step = {None: self.nonce, 0x81: self.map, 0x83: self.agree, 0x85: self.check}[next(iter(objects), None)]
        tag, value = step(next(iter(objects.values()), b""))
        return b"\x63\x00" if tag is None else tlv(0x7C, tlv(tag, value)) + b"\x90\x00"

    def basic(self, data):
        suite = Suite(1)
        seed = hashlib.sha1(self.password).digest()[:16]
        enc, mac = suite.derive(seed, 1), suite.derive(seed, 2)
        if suite.mac(mac, suite.pad(data[:32])) != data[32:]:
            return b"\x63\x00"
        plain = suite.cbc(enc, bytes(8), data[:32], False)
        assert plain[8:16] == self.challenge
        material = secrets.token_bytes(16)
        answer = suite.cbc(enc, bytes(8), self.challenge + plain[:8] + material)
        self.next = Session(suite, bytes(x ^ y for x, y in zip(plain[16:], material)), number(self.challenge[4:] + plain[4:8]))
        return answer + suite.mac(mac, suite.pad(answer)) + b"\x90\x00"

    def nonce(self, _):
        suite = self.suite
        size = -(-suite.key_size // suite.block) * suite.block if self.mapping == IM else 16
        self.s = secrets.token_bytes(size)
        return 0x80, suite.cbc(suite.derive(self.password, 3), bytes(suite.block), self.s)

    def map(self, data):
        group = self.domain
        if self.mapping == IM:
            self.g = group.integrated(number(self.pseudo_random(data)) % group.p)
            return 0x82, b""
        key = 1 + secrets.randbelow(group.order - 1)
        shared = group.times(key, group.decode(data))
        self.g = group.combine(group.times(number(self.s), group.g), shared)
        return 0x82, group.encode(group.times(key, group.g))

    def pseudo_random(self, t):
        suite, zero = self.suite, bytes(self.suite.block)
        assert len(t) == suite.key_size
        c0, c1 = [bytes.fromhex(text) for text in
                  (("a668892a7c41e3ca739f40b057d85904", "a4e136ac725f738b01c1f60217c188ad") if len(self.s) == 16 else
                   ("d463d65234124ef7897054986dca0a174e28df758cbaa03f240616414d5a1676", "54bd7255f0aaf831bec3423fcf39d69b6cbf066677d0faae5aadd99df8e53517"))]
        key, out = suite.cbc(t, zero, self.s), b""
        while 8 * len(out) < self.domain.p.bit_length() + 64:
            key = key[:suite.key_size]
            out += suite.cbc(key, zero, c1)
            key = suite.cbc(key, zero, c0)
        return out

    def agree(self, data):
        group = self.domain
        key = 1 + secrets.randbelow(group.order - 1)
        self.own, self.theirs = group.encode(group.times(key, self.g)), data
        self.shared = group.secret(group.times(key, group.decode(data)))
        return 0x84, self.own

    def check(self, token):
        key = self.suite.derive(self.shared, 2)

        def over(public):
            return self.suite.token(key, tlv(0x7F49, tlv(6, self.identifier) + tlv(0x86 if self.domain.elliptic else 0x84, public)))

        if token != over(self.own):
            return None, b""
        self.next = Session(self.suite, self.shared)
        return 0x86, over(self.theirs)


def read(program, chip, *arguments):
    with subprocess.Popen([program, *arguments], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as reader:
        for line in reader.stdout:
            if line.startswith(("read", "failed")):
                return line.strip()
            print(chip.respond(bytes.fromhex(line)).hex(), file=reader.stdin, flush=True)
    return "nothing"


def main(program):
    mrz, can = "T22000129364081251010318", "123456"
    wanted, done = "read " + COM.hex(), 0

    def expect(what, outcome, start):
        nonlocal done
        if not outcome.startswith(start):
            sys.exit(f"{what}: {outcome}")
        done += 1

    expect("BAC", read(program, Chip(mrz.encode()), "bac", mrz), wanted)
    expect("BAC, another MRZ", read(program, Chip(mrz.encode()), "bac", mrz[:-1] + "9"), "failed NFC-003")
    for mapping in (GM, IM):
        for parameter in (*FIELDS, *CURVES):
            if mapping == IM and parameter == 10:
                continue  # P-224 has no encoding
            for cipher in (1, 2, 3, 4):
                chip = Chip(can.encode(), (mapping, parameter, cipher))
                expect(f"PACE, {mapping}, group {parameter}, cipher {cipher}", read(program, chip, "pace", chip.card_access().hex(), can), wanted)
    for mapping in (GM, IM):
        chip = Chip(can.encode(), (mapping, 13, 2))
        expect("PACE, another CAN", read(program, chip, "pace", chip.card_access().hex(), "654321"), "failed NFC-003")
    for parameter in (*FIELDS, *CURVES):
        for cipher in (1, 2, 3, 4):
            chip = Chip(can.encode(), (GM, 12, 2), (parameter, cipher))
            arguments = ("pace", chip.card_access().hex(), can, chip.dg14().hex())
            expect(f"chip authentication, group {parameter}, cipher {cipher}", read(program, chip, *arguments), wanted)
            if cipher == 2:
                chip = Chip(can.encode(), (GM, 12, 2), (parameter, cipher))
                dg14 = chip.dg14().hex()
                chip.static_key ^= 1  # a copy does not have the key
                expect("a copied chip", read(program, chip, "pace", chip.card_access().hex(), can, dg14), "failed NFC-008")
    print(f"{done} readings of a chip written from the standard")


main(sys.argv[1])
