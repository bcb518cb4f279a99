"""What the project makes, seen from here."""
import os
import subprocess

import cbor2
from cryptography.exceptions import InvalidSignature

from cddl import Schema
from codec import base45_decode, base45_encode, decode, encode
from lists import COUNTER, EVERYTHING, PREFIX, open_challenge, open_root_chain, open_status_list, open_trust_list
from present import DAY, NOW, NUMBER, REDACTED, SHOWN, STATEMENT, STATUS, open_presentation, open_token

PERSON = {1: "NGUYỄN VĂN MẪU", 2: 19900101, 3: 1, 4: "VNM"}
HANOI, LAOCAI = {1: "01", 2: "00004", 3: 20250701}, {1: "15", 3: 20250701}
ADDRESS, ELSEWHERE = {1: "Số 1, đường Mẫu", 2: HANOI}, {1: "Số 2, đường Ví Dụ"}
ROAD = {2: HANOI, 3: LAOCAI, 4: 1, 6: NOW - 60, 7: NOW + DAY, 8: 8}
PRINTED_ROAD = {3: HANOI, 4: LAOCAI, 6: NOW - 60, 7: NOW + DAY, 8: 8}
OURS = {  # name: vct, always shown, groups beside number and person, always shown of the copy on paper
    "identity": (65001, {1: 1, 2: 11}, {11: ADDRESS, 12: {14: True, 16: False, 18: False}}, {1: 65001, 2: 1, 8: 11}),
    "group": (65002, {1: 6, 9: [[2, "XN-0002", 3 * DAY]], **ROAD}, {11: [["TRẦN THỊ MẪU", 19920000], ["NGUYỄN VĂN VÍ DỤ", 20150607]]},
              {1: 65002, 2: 6, **PRINTED_ROAD}),
    "flight": (65002, {1: 5, 5: ["VN", 123, 20261121, "HAN", "DAD"], **ROAD}, {}, {1: 65002, 2: 5, 5: "VN123 HAN-DAD", **PRINTED_ROAD}),
    "goods": (65002, {1: 3, 5: "29C-123.45", **ROAD}, {}, {1: 65002, 2: 3, 5: "29C-123.45", **PRINTED_ROAD}),
    "residence": (65003, {1: 20261120, 8: 8}, {11: ADDRESS, 12: ELSEWHERE, 13: {1: "HK-000001", 2: 3, 3: 4}}, {1: 65003, 2: 20261120, 8: 8}),
    "receipt": (65004, {1: 1, 2: "TBLT-2026-000001", 3: 3, 6: NOW, 7: NOW + DAY, 8: 8}, {11: ELSEWHERE, 12: [["TRẦN THỊ MẪU", 19920000, 1]]},
                {1: 65004, 2: 3, 5: "TBLT-2026-000001", 8: 8}),
}


def check_our_presentations(read, issuers, statuses, nonce):
    payload, groups, binding = open_presentation(read("pass.txt").decode(), issuers)
    assert payload[11] == 65002 and groups == {10: PERSON} and STATEMENT not in binding and STATUS not in payload
    assert payload[SHOWN] == {1: 1, **ROAD}
    payload, groups, binding = open_presentation(read("identity.txt").decode(), issuers)
    assert payload[11] == 65001 and payload[SHOWN] == {1: 2, 2: 11}
    assert groups == {2: NUMBER, 10: PERSON, 12: {14: True, 16: True, 18: True}}
    assert binding[STATEMENT] == {1: 1, 2: "Nhà nghỉ Mẫu", 3: NOW, 4: NOW + DAY, 5: "công tác"}

    for name, (vct, shown, more, printed) in OURS.items():
        for mode, audience, cnonce in (("open", "vn:counter", None), ("challenge", COUNTER, nonce), ("print", "vn:print", None)):
            payload, groups, _ = open_presentation(read(f"{name}-{mode}.txt").decode(), issuers, audience, cnonce)
            paper = mode == "print"
            assert (payload[11], payload[SHOWN]) == ((65005, printed) if paper else (vct, shown)), (name, mode, payload[SHOWN])
            assert groups == {2: NUMBER, 10: PERSON, **({} if paper else more)}, (name, mode, groups)
            status = payload[STATUS]["status_list"]
            assert statuses[status["uri"]](status["idx"]) == 0


def check_our_copies(tokens, issuers):
    """Ten tokens that say the same, with nothing in common but that."""
    alike, unlike = set(), []
    for token in map(decode, tokens):
        payload, groups, random = open_token(token, issuers)
        unlike += [*random, encode(payload.pop(8)), encode(payload.pop(STATUS, os.urandom(8))), token.value[3]]
        del payload[REDACTED]
        alike.add((encode(payload), encode(groups)))
    assert len(tokens) == 10 and len(alike) == 1 and len(set(unlike)) == len(unlike)


def check_shapes(read):
    """Everything that was made satisfies its rule of docs/formats.cddl."""
    docs = os.path.join(os.path.dirname(os.path.abspath(__file__)), "../../docs")
    schema = Schema(open(os.path.join(docs, "formats.cddl"), encoding="utf-8").read())
    rules = {"trust-list.cwt": "trust-list", "trust-list-2.cwt": "trust-list", "root-updates.cbor": "root-updates", "root.cose": "cose-key",
             "signed.vq1": "signed-challenge", "unsigned.vq1": "unsigned-challenge", "pass.txt": "pass-presentation", "identity.txt": "identity-presentation"}
    rules |= {f"{bits}.status": "status-list" for bits in (1, 2, 4, 8)}
    types = {65001: "identity", 65002: "pass", 65003: "residence", 65004: "receipt"}
    for name, (vct, *_) in OURS.items():
        rules |= {f"{name}-open.txt": f"{types[vct]}-presentation", f"{name}-challenge.txt": f"{types[vct]}-presentation",
                  f"{name}-print.txt": "printed-presentation"}
    for name, rule in rules.items():
        data = read(name)
        assert schema.accepts(rule, base45_decode(data.decode()[4:]) if name.endswith((".txt", ".vq1")) else data), f"{name} is not {rule}"


def check_ours(tool, folder):
    subprocess.run([tool, "emit", folder, str(NOW)], check=True)
    read = lambda name: open(os.path.join(folder, name), "rb").read()
    pin = decode(read("root.cose"))
    trust = open_trust_list(read("trust-list.cwt"), pin)
    assert trust[1] == 7 and trust[4] == "demo" and trust[6] == [b"c" * 32]
    root, number = open_root_chain(read("root-updates.cbor"), pin, NOW)
    assert number == 2 and root != pin and open_root_chain(read("root-updates.cbor"), pin, NOW + DAY)[1] == 3
    assert open_trust_list(read("trust-list-2.cwt"), root)[1] == 8
    issuers = {(issuer[1], issuer[2]): issuer for issuer in trust[5]}
    (issuer,), (party,) = trust[5], trust[7]
    assert (party[1], party[2], party[3], party[5], party[6]) == (COUNTER, "Quầy mẫu", "Sample desk", [2, 3], EVERYTHING)

    statuses = {}
    for bits in (1, 2, 4, 8):
        uri, entry = open_status_list(read(f"{bits}.status"), issuer[8][1], NOW)
        assert uri == PREFIX + str(bits)
        assert [entry(i) for i in range(2048 // bits)] == [(7 * i + 3) % 2 ** bits for i in range(2048 // bits)]
        statuses[uri] = entry

    challenge, _ = open_challenge(read("unsigned.vq1").decode())
    assert (challenge[1], challenge[3], challenge[4], challenge[5]) == ("quan-nuoc-01", [[65001, [10, 12]]], 5, "Quán nước mẫu")
    challenge, nonce = open_challenge(read("signed.vq1").decode(), party[4])
    assert (challenge[1], challenge[3], challenge[4], challenge[6]) == (COUNTER, EVERYTHING, 2, NOW)
    check_our_presentations(read, issuers, statuses, nonce)
    check_our_copies(decode(read("copies.cbor")), issuers)
    check_shapes(read)

    # A check that cannot fail would prove nothing: one changed byte of each layer must be noticed here too.
    def notices(name, data, check):
        for at in (len(data) // 3, len(data) // 2, len(data) - 1):
            try:
                check(bytes(data[:at] + bytes([data[at] ^ 1]) + data[at + 1:]))
            except (AssertionError, InvalidSignature, KeyError, ValueError, StopIteration, TypeError, cbor2.CBORDecodeError):
                continue
            raise SystemExit(f"{name}: a change at {at} went unnoticed")
    notices("presentation", base45_decode(read("pass.txt").decode()[4:]), lambda data: open_presentation("VN1:" + base45_encode(data), issuers))
    notices("status list", read("2.status"), lambda data: open_status_list(data, issuer[8][1], NOW))
    notices("root update", read("root-updates.cbor"), lambda data: open_root_chain(data, pin, NOW))
    notices("challenge", base45_decode(read("signed.vq1").decode()[4:]), lambda data: open_challenge("VQ1:" + base45_encode(data), party[4]))
