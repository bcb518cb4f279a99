"""Holds every worked example against docs/formats.cddl, and what was spoilt of it: that must be refused. usage: formats.py DOCS PATH_OF_interop_artefacts"""
import os
import re
import sys
import tempfile

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))  # -I leaves it out

from cddl import Schema
from codec import base45_decode, decode, encode
from judged import Judged
from present import REDACTED
from walk import also, closed, opened, put, spoilt, to, without

TOKEN = (0, 13)
PAYLOAD = (*TOKEN, 2)
SHOWN = (*PAYLOAD, -65537)


def group(key):
    """The value of a disclosure."""
    return (*TOKEN, 1, 17, lambda each: each.value[2] == key, 1)


WRONG = {  # beginning of an example's title: where in it, and what is done there
    "Identity, answering": [
        ((0, 1), to(-35)), ((0, 16), to(293)), ((1,), to({4: b"kid"})), ((2,), also(7, bytes(8))), ((2,), without(39)),
        ((2, 39), to(bytes(8))), ((2, 3), to("not a party's id")), ((2,), also(1, "VN")), ((3,), to(bytes(63))), ((*TOKEN, 0, 4), to(bytes(7))),
        ((*TOKEN, 0), without(4)), ((*TOKEN, 1, 17), to([])), ((*TOKEN, 1), also(4, bytes(8))), (PAYLOAD, also(2, "001090000017")),
        ((*PAYLOAD, 1), to("US")), ((*PAYLOAD, 6), to(-1)), ((*PAYLOAD, 6), to("1790000000")), ((*PAYLOAD, 11), to(65002)),
        ((*PAYLOAD, 8, 1, -1), to(4)), (PAYLOAD, without(REDACTED)), ((*PAYLOAD, REDACTED), to([bytes(32), bytes(32)])),
        ((*PAYLOAD, REDACTED), to([bytes(31)])), ((*PAYLOAD, 65535, "status_list", "idx"), to(1 << 31)),
        ((*PAYLOAD, 65535, "status_list", "uri"), to("http://a.vn/1")), ((*SHOWN, 1), to(3)), ((*SHOWN, 2), to(16)),
        (SHOWN, also(10, {1: "in the clear"})), (SHOWN, without(REDACTED)), (group(2), to("00109000001")), (group(2), to(1090000017)),
        (group(10), without(1)), ((*group(10), 1), to("")), ((*group(10), 1), to("Ễ" * 22)), ((*group(10), 2), to(0)), ((*group(10), 3), to(0)),
        ((*group(10), 4), to("vnm")), (group(10), also(REDACTED, [bytes(32)]))],
    "Identity with a statement": [
        ((2, -65538, 1), to(2)), ((2, -65538), without(5)), ((2, 3), to("vn:print"))],
    "Pass of a group": [
        ((*SHOWN, 1), to(7)), ((*SHOWN, 1), to(5)), ((*SHOWN, 1), to(3)), (SHOWN, also(5, "29C-123.45-TOO-LONG")),
        ((*SHOWN, 4), to(0)), ((*SHOWN, 2, 1), to("1")), ((*SHOWN, 2), without(3)), ((*SHOWN, 9), to([])), ((*SHOWN, 9, 0, 2), to(31536001)),
        ((*SHOWN, 8), to(0)), (group(11), to([])), (group(11), to([["NGUYỄN VĂN MẪU", 20150607]] * 10)),
        ((*group(11), 0), to({1: "TRẦN THỊ MẪU", 2: 19920000}))],
    "Pass for a flight": [
        (SHOWN, without(5)), ((*SHOWN, 5), to("29C-123.45")), ((*SHOWN, 5, 0), to("V")), ((*SHOWN, 5, 1), to(0)),
        ((*SHOWN, 5, 3), to("Han"))],
    "Residence status": [
        ((*SHOWN, 1), to(2026)), ((*group(13), 2), to(100)), ((*group(13), 1), to("HK-00000000000001")),
        ((*group(11), 2, 2), to("0004"))],
    "Residence receipt": [
        ((*SHOWN, 3), to(6)), ((*SHOWN, 1), to(2)), ((*group(12), 0, 2), to(0))],
    "Printed copy": [
        ((2, 3), to("vn:counter")), ((2,), lambda said: {**without(7)(said), 39: bytes(16)}), (SHOWN, without(3)),
        ((*SHOWN, 1), to(65001)), ((*SHOWN, 1), to(65005)), ((*SHOWN, 1), to(65004))],
    "Challenge, signed": [
        ((2,), also(5, "Quầy mẫu")), ((2, 4), to("win a prize")), ((2, 4), to(7)), ((2, 2), to(bytes(15))), ((2, 3), to([])),
        ((2, 3, 0), to([65005, [10]])), ((2, 3, 0, 1), to([13]))],
    "Challenge, unsigned": [
        ((5,), to("")), ((1,), to("a" * 33))],
    "Trust list": [
        ((2, 4), to("test")), ((2, 1), to(0)), ((2, 7), to([])), ((2, 6, 0), to(bytes(20))),
        ((2, 5, 0, 8, 2), to("https://tt.example.vn/s")), ((2, 5, 0, 8, 1), to([])), ((2, 7, 0, 5), to([])), ((2, 7, 0), without(3))],
    "Root roll-over": [
        ((0, 0, 16), to("root-statement+cwt")), ((0, 2, 2, 1), to(1)), ((), to([]))],
    "Status list": [
        ((2, 65533, "bits"), to(3)), ((2,), without(4)), ((2, 65534), to(0)), ((1,), to({4: bytes(8)}))],
    "Enrolment: the wallet's keys": [
        ((1,), to([]))],
    "Enrolment: files": [
        ((), also(5, b"R1")), ((), without(3)), ((2,), to({}))],
    "Refusal": [
        ((1,), to(""))],
    "Request for a pass": [
        ((2, 9), to(0)), ((0, 16), to("vn-declaration"))],
    "Notification of a stay": [
        ((2, 3), to(7)), ((0, 4), to(bytes(8)))],
}


def examples(folder):
    """(title, rule, bytes) of the page, each with its QR text compared."""
    page = open(os.path.join(folder, "formats-examples.md"), encoding="utf-8").read()
    for part in re.split(r"\n## \d+\. ", page)[1:]:
        title = part.split("\n", 1)[0]
        rule, size = re.search(r"Rule `([\w-]+)`, (\d+) bytes:", part).groups()
        data = bytes.fromhex(re.search(r"```\n([0-9a-f\n]+)```", part).group(1).replace("\n", ""))
        assert len(data) == int(size), title
        text = re.search(r"```text\n(V[NQ]1:[^`]+)```", part)
        assert not text or base45_decode(text.group(1).replace("\n", "")[4:]) == data, title
        yield title, rule, data
    page = open(os.path.join(folder, "formats.md"), encoding="utf-8").read()
    data = bytes.fromhex(re.search(r"presentation \(KBT\) \(\d+ bytes\)\n([0-9a-f\n]+)\n[^0-9a-f]", page).group(1).replace("\n", ""))
    yield "the example of formats.md", "pass-presentation", data


def main(folder, tool):
    schema = Schema(open(os.path.join(folder, "formats.cddl"), encoding="utf-8").read())
    shown = list(examples(folder))
    assert schema.roots() <= {rule for _, rule, _ in shown}, schema.roots() - {rule for _, rule, _ in shown}
    refused = []  # title, rule, where, value
    for title, rule, data in shown:
        assert schema.accepts(rule, data), f"{title} is not {rule}"
        others = [each for each in schema.roots() - {rule} if schema.accepts(each, data)]
        # What is signed says what it is; of the rest the path it is sent to says it.
        assert not others or data[0] != 0xd2, f"{title} is also {others}"
        walked = opened(decode(data))
        assert encode(closed(walked)) == data
        refused += [(title, rule, where, value) for where, value in spoilt(walked)]
        rows = [row for beginning, rows in WRONG.items() if title.startswith(beginning) for row in rows]
        refused += [(title, rule, str(path), put(walked, path, change)) for path, change in rows]
    for title, rule, where, value in refused:
        assert not schema.accepts(rule, encode(closed(value))), f"{title}: accepted though wrong at {where}"
    assert all(any(title.startswith(beginning) for title, _, _ in shown) for beginning in WRONG)
    print(f"{len(shown)} examples hold, {len(refused)} spoilt ones are refused")
    with tempfile.TemporaryDirectory() as place:
        print(f"{Judged(tool, place, shown).refuse(refused)} of them, signed again by the right keys, are refused by the project too")


main(*sys.argv[1:])
