"""docs/formats.md §5: credentials of every type, and their presentations in every mode. Each is opened, and made, here."""
import hashlib
import os

import cbor2

from codec import base45_decode, base45_encode, check_sign1, decode, encode, sign1

NOW = 1795262400  # 2026-11-21 12:00 UTC
MIDNIGHT = NOW // 86400 * 86400
DAY = 86400
REDACTED = cbor2.CBORSimpleValue(59)
SHOWN, STATEMENT, STATUS = -65537, -65538, 65535
NUMBER = "001200000017"
GROUPS = {65001: {2, 10, 11, 12}, 65002: {2, 10, 11}, 65003: {2, 10, 11, 12, 13}, 65004: {2, 10, 11, 12}, 65005: {2, 10}}


def digest(disclosure):
    return hashlib.sha256(encode(disclosure)).digest()


def open_token(token, issuers):
    """What the issuer signed, and what of it is shown."""
    header = decode(token.value[0])
    assert set(header) == {1, 4, 16} and header[16] == 293
    issuer = issuers["VN", header[4]]
    _, payload = check_sign1(token, issuer[3])
    payload = decode(payload)
    assert payload[1] == "VN" and payload[11] in issuer[4] and issuer[5] <= payload[6] < issuer[6]
    assert set(payload) - {STATUS} == {1, 4, 5, 6, 8, 11, SHOWN, REDACTED}
    assert payload[5] == payload[6] and payload[6] % DAY == 0 and payload[6] <= NOW - 3600 and list(payload[8]) == [1]
    if STATUS in payload:
        status = payload[STATUS]["status_list"]
        assert list(payload[STATUS]) == ["status_list"] and set(status) == {"idx", "uri"} and status["uri"].startswith(issuer[8][2])
    assert len(payload[REDACTED]) == 1
    inner = payload[SHOWN].pop(REDACTED)
    assert inner == sorted(inner) and len(set(inner + payload[REDACTED])) == len(inner) + 1
    assert set(token.value[1]) == {17} and token.value[1][17]
    groups, salts = {}, []
    for disclosure in token.value[1][17]:
        salt, value, key = decode(disclosure)
        assert len(salt) == 16 and digest(disclosure) in (payload[REDACTED] if key == 2 else inner)
        assert key in GROUPS[payload[11]] and key not in groups
        groups[key] = value
        salts.append(salt)
    return payload, groups, inner + payload[REDACTED] + salts


def open_presentation(text, issuers, audience="vn:counter", nonce=None):
    assert text.startswith("VN1:")
    kbt = decode(base45_decode(text[4:]))
    assert kbt.value[1] == {}
    payload, groups, _ = open_token(decode(kbt.value[0])[13], issuers)
    header, binding = check_sign1(kbt, payload[8][1])
    binding = decode(binding)
    assert set(header) == {1, 13, 16} and header[16] == 294
    assert set(binding) - {STATEMENT} == {3, 6, 39 if nonce else 7} and binding[3] == audience and binding[6] == NOW
    assert binding[39] == nonce if nonce else len(binding[7]) == 8
    return payload, groups, binding


class Sample:
    """A credential as it is made here, and the `who` and `what` that must be read from it."""

    def __init__(self, vct, shown, groups, who, what):
        self.vct, self.shown, self.groups, self.what = vct, shown, {2: NUMBER, 10: PERSON, **groups}, {"vct": vct, **what}
        self.who = {"fullName": PERSON[1], "birthDate": PERSON[2], "sex": "female", "nationality": "VNM", "personalNumber": NUMBER, **who}


PERSON = {1: "TRẦN THỊ MẪU", 2: 19850000, 3: 2, 4: "VNM"}
HANOI, LAOCAI = {1: "01", 2: "00004", 3: 20250701}, {1: "15", 3: 20250701}
HANOI_READ, LAOCAI_READ = {"province": "01", "ward": "00004", "tableVersion": 20250701}, {"province": "15", "tableVersion": 20250701}
ROAD = {2: HANOI, 3: LAOCAI, 4: 2, 6: NOW - 60, 7: NOW + DAY}
ROAD_READ = {"from": HANOI_READ, "to": LAOCAI_READ}
SAMPLES = {
    "identity": Sample(65001, {1: 2, 2: 7}, {11: {1: "Số 2, đường Mẫu", 2: HANOI}, 12: {14: True, 16: True, 18: False}},
                       {"address": {"text": "Số 2, đường Mẫu", "place": HANOI_READ}, "agesReached": [14, 16]},
                       {"type": "identity", "level": 2, "evidence": 7}),
    "goods": Sample(65002, {1: 3, 5: "29C-123.45", **ROAD}, {}, {},
                    {"type": "travel-pass", "kind": "goods_vehicle", "trips": "return", "vehiclePlate": "29C-123.45", **ROAD_READ}),
    "group": Sample(65002, {1: 6, 9: [[2, "XN-0002", 3 * DAY]], **ROAD}, {11: [["NGUYỄN VĂN MẪU", 20150607], ["LÊ THỊ VÍ DỤ", 19920000]]},
                    {"companions": [{"fullName": "NGUYỄN VĂN MẪU", "birthDate": 20150607}, {"fullName": "LÊ THỊ VÍ DỤ", "birthDate": 19920000}]},
                    {"type": "travel-pass", "kind": "group", "trips": "return", **ROAD_READ,
                     "conditions": [{"type": "test", "reference": "XN-0002", "maxAge": 3 * DAY}]}),
    "flight": Sample(65002, {1: 5, 5: ["VN", 123, 20261121, "HAN", "DAD"], **ROAD}, {}, {},
                     {"type": "travel-pass", "kind": "air_domestic", "trips": "return", **ROAD_READ,
                      "flight": {"carrier": "VN", "number": 123, "date": 20261121, "from": "HAN", "to": "DAD"}}),
    "residence": Sample(65003, {1: 20261121}, {11: {1: "Số 2, đường Mẫu"}, 12: {1: "Số 3, đường Mẫu"}, 13: {1: "HK-000001", 2: 3, 3: 4}},
                        {"permanentAddress": {"text": "Số 2, đường Mẫu"}, "currentResidence": {"text": "Số 3, đường Mẫu"},
                         "household": {"number": "HK-000001", "relation": 3, "count": 4}},
                        {"type": "residence-status", "asOf": 20261121}),
    "receipt": Sample(65004, {1: 1, 2: "TBLT-2026-000001", 3: 3, 6: NOW, 7: NOW + DAY}, {11: {1: "Nhà nghỉ Mẫu"}, 12: [["LÊ VĂN VÍ DỤ", 19920000, 1]]},
                      {"address": {"text": "Nhà nghỉ Mẫu"}, "members": [{"fullName": "LÊ VĂN VÍ DỤ", "birthDate": 19920000, "relation": 1}]},
                      {"type": "residence-receipt", "declaration": "stay-notification", "dossierCode": "TBLT-2026-000001", "state": "accepted",
                       "decidedAt": "2026-11-21T12:00:00Z"}),
    "printed-pass": Sample(65005, {1: 65002, 2: 3, 3: HANOI, 4: LAOCAI, 5: "29C-123.45", 6: NOW - 60, 7: NOW + DAY}, {}, {},
                           {"type": "printed-copy", "copyOf": "travel-pass", "code": 3, "label": "29C-123.45", **ROAD_READ}),
    "printed-identity": Sample(65005, {1: 65001, 2: 2}, {}, {}, {"type": "printed-copy", "copyOf": "identity", "code": 2}),
}


def make_token(sample, issuer, holder, status=None, spoil=None):
    disclosures = {key: encode([os.urandom(16), value, key]) for key, value in sample.groups.items()}
    payload = {1: "VN", 4: MIDNIGHT + 10 * DAY, 5: MIDNIGHT, 6: MIDNIGHT, 8: {1: holder.cose}, 11: sample.vct,
               SHOWN: {**sample.shown, REDACTED: sorted(digest(each) for key, each in disclosures.items() if key != 2)}, REDACTED: [digest(disclosures[2])]}
    if status:
        payload[STATUS] = {"status_list": {"idx": status[1], "uri": status[0]}}
    presented = list(disclosures.values())
    if spoil:
        spoil(payload, presented)
    return sign1(issuer, {4: issuer.kid(), 16: 293}, {17: presented}, payload)


def present(token, holder, audience="vn:counter", nonce=None, statement=None, binding=None):
    """`binding` is put over what is signed: what ought not to be there."""
    said = {3: audience, 6: NOW - 5, **({39: nonce} if nonce else {7: os.urandom(8)}), **(binding or {})}
    if statement:
        said[STATEMENT] = statement
    return "VN1:" + base45_encode(encode(sign1(holder, {13: token, 16: 294}, {}, said)))
