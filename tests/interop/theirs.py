"""What is made here, seen by the project."""
import json
import os
import subprocess

from codec import Key, encode, sign1
from lists import COUNTER, EVERYTHING, PREFIX, answer_nonce, make_challenge, make_root_update, make_status_list, open_challenge
from present import DAY, MIDNIGHT, NOW, NUMBER, SAMPLES, make_token, present


class Outside:
    """An issuer, its lists and a counter that know nothing of our code."""

    def __init__(self, folder):
        self.folder = folder
        self.roots = [Key(kind) for kind in ("ed25519", "p256", "ed25519")]
        self.issuers, self.holders, self.status = ({kind: Key(kind) for kind in ("ed25519", "p256")} for _ in range(3))
        seed = os.urandom(32)
        self.counter, self.desk = Key("ed25519", seed), Key("p256")
        self.write("counter.seed", seed)
        self.write("root.cose", encode(self.roots[0].cose))
        self.write("root-updates.cbor", encode([make_root_update(1, *self.roots[:2], NOW), make_root_update(2, *self.roots[1:], NOW + 1)]))
        lists = {1: [self.status[kind].cose for kind in self.status], 2: PREFIX}
        issuers = [{1: "VN", 2: key.kid(), 3: key.cose, 4: [65001, 65002, 65003, 65004, 65005], 5: MIDNIGHT - DAY, 6: MIDNIGHT + DAY,
                    7: "Nơi cấp khác", 8: lists} for key in self.issuers.values()]
        parties = [{1: COUNTER, 2: "Quầy khác", 3: "Another desk", 4: self.counter.cose, 5: [3], 6: EVERYTHING},
                   {1: "quay-02", 2: "Quầy hai", 3: "Desk two", 4: self.desk.cose, 5: [2, 3], 6: [[65001, [10]], [65004, []]], 7: MIDNIGHT, 8: MIDNIGHT + DAY}]
        # Root 2 is in force and root 3 is not yet.
        trust = {1: 1, 2: MIDNIGHT, 3: MIDNIGHT + 10 * DAY, 4: "live", 5: issuers, 6: [], 7: parties}
        self.write("trust-list.cwt", encode(sign1(self.roots[1], {16: "trust-list+cwt"}, {}, trust)))

    def write(self, name, data):
        with open(os.path.join(self.folder, name), "wb") as file:
            file.write(data if isinstance(data, bytes) else data.encode())

    def token(self, name="identity", issuer="p256", holder="p256", **more):
        return make_token(SAMPLES[name], self.issuers[issuer], self.holders[holder], **more)

    def write_status(self):
        """Entries 0, 1, 2, 3 in a row; a list for each width, under either kind of key."""
        taken = {}
        for bits, kind in ((1, "ed25519"), (2, "p256"), (4, "p256"), (8, "ed25519")):
            values = [0, 1, 2, 3] if bits > 1 else [0, 1, 0, 1]
            self.write(f"{bits}.status", make_status_list(self.status[kind], PREFIX + str(bits), bits, values * 20, NOW))
            taken[f"{bits}.status"] = True
        wrong = {"stranger": (Key("p256"), PREFIX + "5", 2, None), "foreign": (self.status["p256"], "https://other.example.vn/s/1", 2, None),
                 "three-bits": (self.status["p256"], PREFIX + "6", 2, lambda p: p[65533].update({"bits": 3})),
                 "no-end": (self.status["p256"], PREFIX + "7", 2, lambda p: p.pop(4)),
                 "no-stream": (self.status["p256"], PREFIX + "9", 2, lambda p: p[65533].update({"lst": p[65533]["lst"][:-1]}))}
        for name, (key, uri, bits, spoil) in wrong.items():
            self.write(f"{name}.status", make_status_list(key, uri, bits, [0, 1, 2, 3], NOW, spoil))
            taken[f"{name}.status"] = False
        return taken

    def write_challenges(self):
        asks = lambda more={}: {1: "quay-02", 2: os.urandom(16), 3: [[65001, [2, 10]], [65002, [10]]], 4: 2, 6: NOW, **more}
        said = {"registered": (asks(), self.desk), "stranger": (asks({1: "quan-01", 5: "Quán lạ", 4: 5}), None),
                "unknown-key": (asks({1: "quan-02"}), Key("p256")), "impostor": (asks({5: "Quầy hai"}), None), "forged": (asks(), self.counter),
                "other-purpose": (asks({4: 1}), self.desk), "old": (asks({6: NOW - 121}), self.desk),
                "a-printed-copy": (asks({3: [[65005, [10]]]}), self.desk)}
        for name, (content, key) in said.items():
            self.write(f"{name}.vq1", make_challenge(content, key))
        judged = lambda name, **more: {"purpose": said[name][0][4], "answerNonce": answer_nonce(encode(said[name][0])).hex(), **more}
        return {"registered.vq1": judged("registered", registered=True, nameVi="Quầy hai", nameEn="Desk two", claimedName="",
                                         allowed=[[65001, [10]]], refused=[[65001, [2]], [65002, [10]]]),
                "stranger.vq1": judged("stranger", registered=False, nameVi="", nameEn="", claimedName="Quán lạ",
                                       allowed=[[65001, [10]], [65002, [10]]], refused=[[65001, [2]]]),
                "unknown-key.vq1": judged("unknown-key", registered=False, nameVi="", nameEn="", claimedName="",
                                          allowed=[[65001, [10]], [65002, [10]]], refused=[[65001, [2]]]),
                **{f"{name}.vq1": None for name in ("impostor", "forged", "other-purpose", "old", "a-printed-copy")}}

    def write_presentations(self):
        """File name -> (overall, failed step, status) and, where it is read, the sample."""
        expected = {}

        def put(name, text, overall, step, status="good", sample=None):
            self.write(name + ".txt", text)
            expected[name + ".txt"] = (overall, step, status, sample)
        stay = {1: 1, 2: "Khách sạn Mẫu", 3: NOW, 4: NOW + 3600, 5: "du lịch"}
        for issuer in self.issuers:
            for holder in self.holders:
                put(f"{issuer}-{holder}", present(self.token(issuer=issuer, holder=holder), self.holders[holder], statement=stay), "valid", "none",
                    sample="identity")
        for at, name in enumerate(SAMPLES):
            holder = ("p256", "ed25519")[at % 2]
            paper = SAMPLES[name].vct == 65005
            token = self.token(name, holder=holder, status=(PREFIX + "2", 4 * at))
            put(f"{name}", present(token, self.holders[holder], "vn:print" if paper else "vn:counter"),
                *(("cannot-check", "replay") if paper else ("valid", "none")), sample=name)
            put(f"{name}-elsewhere", present(token, self.holders[holder], "vn:counter" if paper else "vn:print"), "invalid", "audience", "unknown", name)
        for bits in (1, 2, 4, 8):
            for index, status in enumerate(("good", "revoked", "suspended" if bits > 1 else "good", "unknown" if bits > 1 else "revoked")):
                overall = {"good": "valid", "unknown": "cannot-check"}.get(status, "invalid")
                put(f"status-{bits}-{index}", present(self.token(status=(PREFIX + str(bits), 40 + index)), self.holders["p256"]),
                    overall, "none" if overall == "valid" else "status", status, sample="identity")
        put("status-beyond", present(self.token(status=(PREFIX + "8", 80)), self.holders["p256"]), "invalid", "status", "unknown", "identity")
        put("status-foreign", present(self.token(status=("https://other.example.vn/s/1", 0)), self.holders["p256"]), "invalid", "status", "unknown", "identity")
        put("status-not-held", present(self.token(status=(PREFIX + "99", 0)), self.holders["p256"]), "cannot-check", "status", "unknown", "identity")
        for at in range(3):  # a batch: equal claims, a key each
            holder = Key(("p256", "ed25519")[at % 2])
            token = make_token(SAMPLES["goods"], self.issuers["ed25519"], holder, status=(PREFIX + "2", 60 + 4 * at) if at else None)
            put(f"copy-{at}", present(token, holder), "valid", "none", sample="goods")

        put("stranger", present(make_token(SAMPLES["identity"], Key("p256"), self.holders["p256"]), self.holders["p256"]), "cannot-check", "issuer", "unknown")
        put("thief", present(self.token(), Key("p256")), "invalid", "holder-signature", "unknown")
        unsigned = self.token(spoil=lambda p, d: d.append(encode([os.urandom(16), 1, 12])))
        put("foreign", present(unsigned, self.holders["p256"]), "invalid", "disclosures", "unknown")
        put("clear-sub", present(self.token(spoil=lambda p, d: p.update({2: NUMBER})), self.holders["p256"]), "invalid", "type", "unknown")
        put("both", present(self.token(), self.holders["p256"], binding={39: os.urandom(16)}), "invalid", "type", "unknown")
        put("nobody-asked", present(self.token(), self.holders["p256"], COUNTER, os.urandom(16)), "invalid", "freshness", "unknown", "identity")
        return expected

    def verdicts(self, tool):
        output = subprocess.run([tool, "verify", self.folder, str(NOW)], check=True, capture_output=True, text=True).stdout
        return {line.pop("file"): line for line in map(json.loads, output.splitlines())}


def check_verdict(name, verdict, overall, step, status, sample):
    assert (verdict["overall"], verdict["failedStep"], verdict["status"]) == (overall, step, status), (name, verdict)
    assert verdict["demo"] is False
    if sample is None:
        assert "who" not in verdict, (name, verdict)
    else:  # also of one that is refused for what is around it
        assert verdict["who"] == SAMPLES[sample].who and verdict["what"] == SAMPLES[sample].what, (name, verdict)


def check_theirs(tool, folder):
    outside = Outside(folder)
    taken, judged, expected = outside.write_status(), outside.write_challenges(), outside.write_presentations()
    verdicts = outside.verdicts(tool)
    assert set(verdicts) == {*taken, *judged, *expected}, verdicts
    for name, whether in taken.items():
        assert ("taken" in verdicts[name]) == whether, (name, verdicts[name])
    for name, view in judged.items():
        assert "code" in verdicts[name] if view is None else verdicts[name] == view, (name, verdicts[name], view)
    for name, row in expected.items():
        check_verdict(name, verdicts[name], *row)
    assert verdicts["p256-p256.txt"]["statement"]["facility"] == "Khách sạn Mẫu"
    return outside, len(verdicts)


def check_answers(tool, outside):
    """A counter of the project asks, and wallets written here answer."""
    count = 0
    with subprocess.Popen([tool, "ask", outside.folder, str(NOW)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as counter:
        challenge, nonce = open_challenge(counter.stdout.readline().strip(), outside.counter.cose)
        assert (challenge[1], challenge[3], challenge[4], challenge[6]) == (COUNTER, EVERYTHING, 3, NOW)

        def answer(name, holder, overall, step, status="good", cnonce=nonce, audience=COUNTER):
            nonlocal count
            sample = name if overall == "valid" else None
            token = outside.token(name, holder=holder, status=(PREFIX + "4", 4))
            print(present(token, outside.holders[holder], audience, cnonce), file=counter.stdin, flush=True)
            verdict = json.loads(counter.stdout.readline())
            if sample:
                check_verdict(name, verdict, overall, step, status, sample)
                assert verdict["mode"] == "challenge" and "askedButMissing" not in verdict
            else:
                assert (verdict["overall"], verdict["failedStep"]) == (overall, step), (name, verdict)
            count += 1
        answer("identity", "ed25519", "valid", "none")
        answer("group", "p256", "valid", "none")
        answer("residence", "ed25519", "valid", "none")
        answer("receipt", "p256", "valid", "none")
        answer("identity", "p256", "invalid", "replay")  # another one has answered for this type
        answer("identity", "p256", "invalid", "freshness", cnonce=os.urandom(16))
        answer("identity", "p256", "invalid", "audience", audience="vn:counter")
        answer("printed-pass", "p256", "invalid", "audience")
        counter.stdin.close()
    return count


def check_wrong_roots(tool, folder):
    outside = Outside(folder)
    first, second, third = outside.roots
    chains = {"not countersigned": [make_root_update(1, first, second, NOW, countersigner=third)],
              "a number left out": [make_root_update(2, first, second, NOW)],
              "not by the root before": [make_root_update(1, third, second, NOW)], "none": []}
    for name, chain in chains.items():
        outside.write("root-updates.cbor", encode(chain))
        done = subprocess.run([tool, "verify", folder, str(NOW)], capture_output=True, text=True)
        assert done.returncode == 1 and "root update" in done.stderr, (name, done)
    outside.write("root-updates.cbor", encode([make_root_update(1, first, second, NOW + 1)]))  # its time has not come: the list is by a stranger
    done = subprocess.run([tool, "verify", folder, str(NOW)], capture_output=True, text=True)
    assert done.returncode == 1 and "trust list" in done.stderr, done
