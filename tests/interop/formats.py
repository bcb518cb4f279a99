"""Holds every worked example against docs/formats.cddl, and what was spoilt of it: that must be refused. usage: formats.py DOCS"""
import os
import re
import sys

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))  # -I leaves it out

import cbor2

from cddl import Schema
from codec import base45_decode, decode, encode
from present import REDACTED


class Opened:
    """CBOR inside a byte string, opened so that it can be walked and spoilt."""

    def __init__(self, value):
        self.value = value


def opened(value):
    if isinstance(value, bytes):
        try:
            inner = decode(value)
        except Exception:
            return value
        # A few bytes may be CBOR by chance; what is signed or disclosed is never so simple.
        return Opened(opened(inner)) if isinstance(inner, (dict, list, cbor2.CBORTag, bytes)) and inner else value
    if isinstance(value, dict):
        return {key: opened(each) for key, each in value.items()}
    if isinstance(value, list):
        return [opened(each) for each in value]
    return cbor2.CBORTag(value.tag, opened(value.value)) if isinstance(value, cbor2.CBORTag) else value


def closed(value):
    if isinstance(value, Opened):
        return encode(closed(value.value))
    if isinstance(value, dict):
        return {key: closed(each) for key, each in value.items()}
    if isinstance(value, list):
        return [closed(each) for each in value]
    return cbor2.CBORTag(value.tag, closed(value.value)) if isinstance(value, cbor2.CBORTag) else value


def spoilt(value, path=""):
    """Each node in turn as something that is nowhere meant: another type, one label or one item too many."""
    yield path, cbor2.CBORSimpleValue(99)
    if isinstance(value, Opened):
        yield from ((where, Opened(each)) for where, each in spoilt(value.value, path + "<>"))
    elif isinstance(value, cbor2.CBORTag):
        yield path + " another tag", cbor2.CBORTag(value.tag + 1, value.value)
        yield path + " no tag", value.value
        yield from ((where, cbor2.CBORTag(value.tag, each)) for where, each in spoilt(value.value, path))
    elif isinstance(value, dict):
        yield path + " a label more", {**value, 999: 0}
        for key, each in value.items():
            yield from ((where, {**value, key: new}) for where, new in spoilt(each, f"{path}/{key}"))
    elif isinstance(value, list):
        yield path + " an item more", [*value, cbor2.CBORSimpleValue(99)]
        for at, each in enumerate(value):
            yield from ((where, [*value[:at], new, *value[at + 1:]]) for where, new in spoilt(each, f"{path}/{at}"))


def put(value, path, change):
    """`value` with what stands at `path` changed; tags and byte strings are looked through."""
    if isinstance(value, Opened):
        return Opened(put(value.value, path, change))
    if isinstance(value, cbor2.CBORTag):
        return cbor2.CBORTag(value.tag, put(value.value, path, change))
    if not path:
        return change(value)
    new = dict(value) if isinstance(value, dict) else list(value)
    if callable(path[0]):  # which one of a list
        path = (next(at for at, each in enumerate(value) if path[0](each)), *path[1:])
    new[path[0]] = put(new[path[0]], path[1:], change)
    return new


def to(new):
    return lambda _: new


def without(key):
    return lambda value: {each: value[each] for each in value if each != key}


def also(key, new):
    return lambda value: {**value, key: new}


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


def main(folder):
    schema = Schema(open(os.path.join(folder, "formats.cddl"), encoding="utf-8").read())
    shown, refused = list(examples(folder)), 0
    assert schema.roots() <= {rule for _, rule, _ in shown}, schema.roots() - {rule for _, rule, _ in shown}
    for title, rule, data in shown:
        assert schema.accepts(rule, data), f"{title} is not {rule}"
        others = [each for each in schema.roots() - {rule} if schema.accepts(each, data)]
        # What is signed says what it is; of the rest the path it is sent to says it.
        assert not others or data[0] != 0xd2, f"{title} is also {others}"
        walked = opened(decode(data))
        assert encode(closed(walked)) == data
        for where, value in spoilt(walked):
            assert not schema.accepts(rule, encode(closed(value))), f"{title}: accepted though spoilt at {where}"
            refused += 1
    wrong = [(title, path, change) for title, rows in WRONG.items() for path, change in rows]
    for title, path, change in wrong:
        (rule, data), = [(rule, data) for name, rule, data in shown if name.startswith(title)]
        value = encode(closed(put(opened(decode(data)), path, change)))
        assert value != data and not schema.accepts(rule, value), f"{title}: accepted though wrong at {path}"
    print(f"{len(shown)} examples hold, {refused} spoilt and {len(wrong)} wrong ones are refused")


main(sys.argv[1])
