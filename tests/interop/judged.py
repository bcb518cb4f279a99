"""What CDDL refuses the project must refuse too, also when all of it is signed again by the keys of the examples."""
import json
import os
import subprocess

import cbor2

from codec import Key, base45_encode, decode, encode, to_be_signed
from present import REDACTED, digest
from walk import Opened, closed, opened, put

EXAMPLE_TIME = 1790000000
ISSUER, HOLDER, ROOT, NEXT_ROOT, STATUS, COUNTER = (Key("ed25519", bytes([byte]) * 32) for byte in range(1, 7))
OPEN = Opened({3: "vn:counter", 6: EXAMPLE_TIME, 7: bytes(8)})


def signed_again(message, key):
    """A COSE_Sign1 with the signature that its content needs; what is none any more stays as it is."""
    if not isinstance(message, cbor2.CBORTag) or not isinstance(message.value, list) or len(message.value) != 4:
        return message
    protected, unprotected, payload, signature = message.value
    bytes_of = [closed(each) for each in (protected, payload)]
    if not all(isinstance(each, bytes) for each in (*bytes_of, signature)) or len(signature) != 64:
        return message
    return cbor2.CBORTag(message.tag, [protected, unprotected, payload, key.sign(to_be_signed(*bytes_of))])


def disclosures(token):
    """The encoded ones, or nothing where there is no such list any more."""
    try:
        shown = token.value[1][17]
        return [closed(each) for each in shown] if isinstance(shown, list) else []
    except (AttributeError, LookupError, TypeError):
        return []


def presentation_again(value, was):
    """The issuer's digests follow what became of its disclosures; then both sign."""
    try:
        header, before = value.value[0].value, was.value[0].value[13]
        token = header[13]
        new = {digest(old): digest(each) for old, each in zip(disclosures(before), disclosures(token)) if isinstance(each, bytes)}
        follow = lambda digests: [new.get(each, each) if isinstance(each, bytes) else each for each in digests]
        payload = token.value[2].value
        payload = {**payload, REDACTED: follow(payload[REDACTED]), -65537: {**payload[-65537], REDACTED: follow(payload[-65537][REDACTED])}}
        token = cbor2.CBORTag(token.tag, [token.value[0], token.value[1], Opened(payload), *token.value[3:]])
    except (AttributeError, LookupError, TypeError):
        return signed_again(value, HOLDER)  # nothing there to follow
    header = Opened({**header, 13: signed_again(token, ISSUER)})
    return signed_again(cbor2.CBORTag(value.tag, [header, *value.value[1:]]), HOLDER)


def roots_again(value):
    def one(outer):
        if not isinstance(outer, cbor2.CBORTag) or not isinstance(outer.value, list) or len(outer.value) != 4 or not isinstance(outer.value[2], Opened):
            return outer
        inner = Opened(signed_again(outer.value[2].value, ROOT))
        return signed_again(cbor2.CBORTag(outer.tag, [*outer.value[:2], inner, outer.value[3]]), NEXT_ROOT)
    return [one(each) for each in value] if isinstance(value, list) else value


class Judged:
    def __init__(self, tool, folder, shown):
        self.tool, self.folder, self.shown = tool, folder, shown
        self.good = {title: opened(decode(data)) for title, _, data in shown}
        self.write("root.cose", encode(ROOT.cose))
        self.write("trust-list.cwt", self.data("trust-list"))
        self.count = 0

    def data(self, rule):
        return next(data for _, each, data in self.shown if each == rule)

    def write(self, name, data):
        with open(os.path.join(self.folder, name), "wb") as file:
            file.write(data)

    def run(self):
        return subprocess.run([self.tool, "verify", self.folder, str(EXAMPLE_TIME)], capture_output=True, text=True)

    def again(self, title, rule, value):
        """The bytes of it, signed again, and the file they are judged as; none for what the tool does not read."""
        if rule.endswith("-presentation"):
            was = self.good[title]
            # The challenge was a counter's that is gone; what is not about the answer is judged as an open code.
            parts = value.value if isinstance(value, cbor2.CBORTag) else None
            if "answering" in title and isinstance(parts, list) and closed(parts[2:3]) == closed(was.value[2:3]):
                value = put(value, (2,), lambda _: OPEN.value)
            return ".txt", b"VN1:" + base45_encode(encode(closed(presentation_again(value, was)))).encode()
        if rule in ("signed-challenge", "unsigned-challenge"):
            return ".vq1", b"VQ1:" + base45_encode(encode(closed(signed_again(value, COUNTER)))).encode()
        if rule == "status-list":
            return ".status", encode(closed(signed_again(value, STATUS)))
        return None

    def refuse(self, wrong):
        """How many were judged; every example itself holds, and everything wrong does not."""
        names = {}
        for at, (title, rule, where, value) in enumerate([(title, rule, None, self.good[title]) for title, rule, _ in self.shown] + wrong):
            if found := self.again(title, rule, value):
                names[f"{at}{found[0]}"] = (title, where)
                self.write(f"{at}{found[0]}", found[1])
        # The list that the codes refer to, before the spoilt ones that would take its place.
        self.write("0.status", self.data("status-list"))
        done = self.run()
        assert done.returncode == 0, done.stderr
        for line in map(json.loads, done.stdout.splitlines()):
            title, where = names.get(line["file"], (None, None))
            holds = line.get("overall") == "valid" or line.get("code") == "QRV-023" or "registered" in line or "taken" in line
            assert title is None or holds == (where is None), f"{title}, wrong at {where}: {line}"
        for name in names:
            os.remove(os.path.join(self.folder, name))
        return sum(where is not None for _, where in names.values()) + self.refuse_lists(wrong)

    def refuse_lists(self, wrong):
        count = 0
        of_next = signed_again(opened(decode(self.data("trust-list"))), NEXT_ROOT)
        for name, rule, again, around in (("trust-list.cwt", "trust-list", lambda value: signed_again(value, ROOT), None),
                                          ("root-updates.cbor", "root-updates", roots_again, encode(closed(of_next)))):
            if around:
                self.write("trust-list.cwt", around)
            good = opened(decode(self.data(rule)))
            for where, value in [(None, good)] + [(where, value) for _, each, where, value in wrong if each == rule]:
                self.write(name, encode(closed(again(value))))
                done = self.run()
                assert (done.returncode == 0) == (where is None), f"{rule}, wrong at {where}: {done}"
                count += where is not None
        return count
