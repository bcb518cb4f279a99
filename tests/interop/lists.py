"""docs/formats.md §6 and its challenges of §5: trust list, register, roots, status lists, VQ1. Each is opened, and made, here."""
import hashlib
import zlib

from codec import base45_decode, base45_encode, check_sign1, decode, encode, kid_of, sign1

COUNTER = "so-tt-01"  # whose challenges are answered, in our register and in the one made here
EVERYTHING = [[65001, [2, 10, 11, 12]], [65002, [2, 10, 11]], [65003, [2, 10, 11, 12, 13]], [65004, [2, 10, 11, 12]]]
PREFIX = "https://tt.example.vn/s/"
MOST_BITS = 1 << 20  # bytes of a status list


def open_trust_list(data, root):
    value = decode(data)
    header, payload = check_sign1(value, root)
    trust = decode(payload)
    assert set(header) == {1, 16} and header[16] == "trust-list+cwt" and value.value[1] == {}
    assert set(trust) - {7} == {1, 2, 3, 4, 5, 6} and trust[2] < trust[3] and trust[4] in ("demo", "live")
    assert all(len(each) == 32 for each in trust[6])
    for issuer in trust[5]:
        assert set(issuer) - {8} == {1, 2, 3, 4, 5, 6, 7} and issuer[2] == kid_of(issuer[3]) and issuer[5] < issuer[6]
        if 8 in issuer:
            assert set(issuer[8]) == {1, 2} and 1 <= len(issuer[8][1]) <= 4
            assert issuer[8][2].startswith("https://") and issuer[8][2].endswith("/") and len(issuer[8][2]) <= 64
    for party in trust.get(7, []):
        assert set(party) - {7, 8} == {1, 2, 3, 4, 5, 6} and not party[1].startswith("vn:") and len(party[1]) <= 32
        assert party[5] == sorted(set(party[5])) and set(party[5]) <= set(range(1, 7))
        check_asked(party[6])
    return trust


def check_asked(asked):
    assert 1 <= len(asked) <= 5 and len({vct for vct, _ in asked}) == len(asked)
    for _, keys in asked:
        assert keys == sorted(set(keys))


def open_root_chain(data, pin, now):
    """The root in force, and its number, for a pin with the number 1."""
    current, in_force, number, since = pin, pin, 1, 0
    for at, outer in enumerate(decode(data)):
        inner = decode(outer.value[2])
        header, statement = check_sign1(inner, current)
        statement = decode(statement)
        assert header[16] == "root-statement+cwt" and inner.value[1] == {} and outer.value[1] == {}
        assert set(statement) == {1, 2, 3} and statement[1] == at + 2 and statement[3] >= since
        current, since = statement[2], statement[3]
        header, _ = check_sign1(outer, current)
        assert header[16] == "root-update+cwt" and set(header) == {1, 16}
        if now >= since:
            in_force, number = current, statement[1]
    return in_force, number


def make_root_update(number, current, following, not_before, countersigner=None):
    inner = sign1(current, {16: "root-statement+cwt"}, {}, {1: number + 1, 2: following.cose, 3: not_before})
    return sign1(countersigner or following, {16: "root-update+cwt"}, {}, encode(inner))


def open_status_list(data, keys, now):
    """The uri, and a function that gives an entry."""
    value = decode(data)
    kid = decode(value.value[0])[4]
    header, payload = check_sign1(value, next(key for key in keys if kid_of(key) == kid))
    payload = decode(payload)
    assert set(header) == {1, 4, 16} and header[16] == "application/statuslist+cwt" and value.value[1] == {}
    assert set(payload) - {65534} == {2, 4, 6, 65533} and payload[6] <= now < payload[4]
    content = payload[65533]
    assert set(content) == {"bits", "lst"} and content["bits"] in (1, 2, 4, 8)
    inflate = zlib.decompressobj()
    bitmap = inflate.decompress(content["lst"], MOST_BITS + 1)
    assert inflate.eof and not inflate.unused_data and 0 < len(bitmap) <= MOST_BITS
    bits = content["bits"]
    return payload[2], lambda index: bitmap[index * bits // 8] >> index * bits % 8 & (1 << bits) - 1


def make_status_list(key, uri, bits, entries, now, spoil=None):
    bitmap = bytearray(-(-len(entries) * bits // 8))
    for index, entry in enumerate(entries):
        bitmap[index * bits // 8] |= entry << index * bits % 8
    payload = {2: uri, 4: now + 3600, 6: now - 60, 65533: {"bits": bits, "lst": zlib.compress(bytes(bitmap), 9)}, 65534: 900}
    if spoil:
        spoil(payload)
    return encode(sign1(key, {4: key.kid(), 16: "application/statuslist+cwt"}, {}, payload))


def answer_nonce(content):
    return hashlib.sha256(content).digest()[:16]


def open_challenge(text, key=None):
    """What is asked, and the nonce of an answer. With a key it must be signed by it; without one it must not be signed."""
    assert text.startswith("VQ1:")
    code = base45_decode(text[4:])
    assert len(code) <= 1024
    value = decode(code)
    if key is None:
        content = value
    else:
        header, content = check_sign1(value, key)
        assert set(header) == {1, 4, 16} and header[4] == kid_of(key) and header[16] == "application/vn-challenge+cbor" and value.value[1] == {}
    challenge = decode(content)
    assert set(challenge) == ({1, 2, 3, 4, 5, 6} if key is None else {1, 2, 3, 4, 6})
    assert len(challenge[2]) == 16 and challenge[4] in range(1, 7)
    check_asked(challenge[3])
    return challenge, answer_nonce(content)


def make_challenge(content, key=None):
    content = encode(content)
    return "VQ1:" + base45_encode(encode(sign1(key, {4: key.kid(), 16: "application/vn-challenge+cbor"}, {}, content) if key else content))
