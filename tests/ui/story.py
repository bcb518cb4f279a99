#!/usr/bin/env python3
"""The whole story through the real, separate programs: authority, simulated chip behind a private pcscd, the citizen's
window driven from outside by objectName, and the counter, which is given nothing but pictures of that window.

    story.py --build build/release --demo build/demo

One line per step with its time, a picture of each page in DEMO/shots, and a non-zero exit on the first failure.
"""
import argparse
import datetime
import json
import os
import pathlib
import signal
import subprocess
import sys
import time
import traceback

sys.path.insert(0, str(pathlib.Path(__file__).parent))
from automation import Failed  # noqa: E402
from canary import check_canaries  # noqa: E402
from memory import check_memory  # noqa: E402
from stage import Stage  # noqa: E402

PIN = "480917"
WRONG_PIN = "480918"
FACILITY = "Khách sạn Mẫu"
ADDRESS = "Số 1 phố Mẫu"
PURPOSE = "Công tác dài ngày"


def expect(condition, message):
    if not condition:
        raise Failed(message)


class Story:
    def __init__(self, stage):
        self.stage = stage
        self.page = 0
        self.codes = []

    # ---- helpers a person would not notice

    def shot(self, name):
        self.page += 1
        path = self.stage.shots / f"{self.page:02d}-{name}.png"
        time.sleep(0.35)  # a page that slides in has come to rest
        self.window.shot(path)
        return path

    def enter_pin(self, pin):
        for digit in pin:
            self.window.click(f"pin.digit.{digit}")
        self.window.click("pin.confirm")

    def open_citizen(self):
        self.window = self.stage.open_window("citizen", self.stage.citizen_command())

    def verify(self, expected, *arguments, state="counter", step=None, **options):
        """The counter's command line on a picture or a text; returns its JSON. Without a state it uses its own folder."""
        codes = {"valid": 0, "invalid": 1, "cannot-check": 2}
        trust = [] if "--trust" in arguments else ["--trust", self.stage.authority_state / "trust-list.cwt",
                                                   "--root", self.stage.authority_state / "root.cose"]
        keep = ["--state", self.stage.demo / state] if state else []
        keep += ["--status", self.stage.counter_state / "status"]
        done = self.stage.call("dinhdanh-counter", "verify", *arguments, "--json", "--demo", *trust, *keep, check=False, **options)
        try:
            verdict = json.loads(done.stdout.strip().splitlines()[0])
        except (ValueError, IndexError):
            raise Failed(f"the counter printed no JSON: {done.stdout!r} {done.stderr[-400:]!r}") from None
        expect(verdict["overall"] == expected and done.returncode == codes[expected],
               f"expected {expected}, the counter says {verdict['overall']} (exit {done.returncode}): {json.dumps(verdict, ensure_ascii=False)}")
        if step:
            expect(verdict["failedStep"] == step, f"expected the step {step}, the counter names {verdict['failedStep']}")
        return verdict

    def read_code(self, picture):
        """ZBar reads the picture: another decoder than the counter's own must agree on what the symbol says."""
        text = subprocess.run(["zbarimg", "--quiet", "--raw", "-Sdisable", "-Sqrcode.enable", str(picture)], capture_output=True, text=True,
                              check=True, timeout=60).stdout.strip()
        expect(text.startswith("VN1:"), "the symbol does not say VN1:")
        return text

    # ---- the steps

    def set_the_stage(self):
        self.stage.start_xvfb()
        self.stage.personalise_card()
        self.stage.init_authority()
        self.stage.register_counter()
        self.authority = self.stage.serve_authority()
        self.stage.start_reader()
        return "authority, chip and reader are up"

    def first_start(self):
        expect(not self.stage.profile.exists(), "the citizen's profile exists already")
        self.open_citizen()
        window = self.window
        window.wait_for("page.start")
        self.shot("start")
        window.click("start.language.vi")
        window.click("start.continue")
        window.wait_for("page.secret")
        self.shot("pin")
        self.enter_pin(PIN)
        window.wait_for("secret.startOver")
        self.enter_pin(PIN)
        window.wait_for("page.home")
        self.shot("home-empty")
        for database in self.stage.profile.rglob("*.db"):
            expect(not database.read_bytes().startswith(b"SQLite format 3"), "the vault is a plain SQLite file")
        return "PIN set, vault created"

    def add_card(self):
        window = self.window
        window.click("home.addCard")
        window.type("addCard.imagePath", str(self.stage.card / "printed-qr.png"))
        window.click("addCard.readImage")
        window.wait_text("addCard.can", lambda text: len(text) == 6)
        source = window.read("addCard.source", "currentText")
        expect("Virtual PCD" in source, f"the card source is {source!r}, not the PC/SC reader")
        self.shot("add-card")
        window.click("addCard.start")
        window.wait_for("page.reading", "page.result")
        self.shot("reading")
        window.wait_for("page.result", "addCard.message", timeout=60)
        verdict = window.read("result.verdict")
        expect("Chip thật" in verdict, f"the reading's verdict is {verdict!r}")
        self.shot("card-result")
        return f"{source}: {verdict}"

    def enrol_and_request_pass(self):
        window = self.window
        window.wait_text("result.enrolment", lambda kind: kind == "ok", prop="kind")
        window.click("result.done")
        window.wait_for("page.home")
        window.click("home.requestPass")
        window.wait_for("page.pass")
        self.shot("pass-request")
        window.click("pass.submit")
        window.wait_for("pass.done")
        window.click("pass.finish")
        window.wait_for("home.credential.1")
        self.shot("home")
        return "identity credential and travel pass issued"

    def killed_and_back(self):
        window = self.window
        titles = [window.read(f"home.credential.{n}.title") for n in (0, 1)]
        self.stage.stop(window.process, signal.SIGKILL)
        self.open_citizen()
        window = self.window
        window.wait_for("page.secret")
        self.shot("unlock")
        self.enter_pin(WRONG_PIN)
        message = window.wait_text("unlock.message", lambda text: bool(text))
        expect(not window.has("page.home"), "a wrong PIN opened the wallet")
        self.shot("wrong-pin")
        self.enter_pin(PIN)
        window.wait_for("page.home")
        again = [window.read(f"home.credential.{n}.title") for n in (0, 1)]
        expect(again == titles, f"before the kill {titles}, after it {again}")
        return f"killed; wrong PIN refused («{message}»); right PIN opens, {len(again)} credentials are there"

    def declare_stay(self):
        window = self.window
        window.click("home.declareStay")
        window.wait_for("page.stay")
        window.type("stay.facilityName", FACILITY)
        window.type("stay.address", ADDRESS)
        window.type("stay.reason", PURPOSE)
        self.shot("stay-form")
        window.click("stay.submit")
        window.wait_text("stay.status", lambda kind: kind == "ok", prop="kind")
        status = window.read("stay.status")
        self.shot("stay-receipt")
        window.click("stay.finish")
        window.wait_for("home.credential.2")
        return status

    def present(self, name, credential, statement=False):
        window = self.window
        window.click("home.present")
        window.wait_for("page.present")
        window.click(f"present.credential.{credential}")
        window.click("present.share.person")
        if statement:
            window.click("present.statement")
            window.wait_for("present.statement.facility")
        self.shot(f"present-{name}")
        window.click("present.show")
        window.wait_for("page.qr")
        window.wait_text("qr.code", lambda count: count > 0, prop="moduleCount")
        picture = self.shot(f"qr-{name}")
        window.click("qr.close")
        window.wait_for("page.present")
        window.click("page.back")
        window.wait_for("page.home")
        return picture

    def present_pass(self):
        self.picture = self.present("pass", 1)
        return self.picture.name

    def fetch_lists(self):
        """What a counter does on a timer, and never because of a scan."""
        done = self.stage.call("dinhdanh-counter", "update", "--state", self.stage.counter_state, "--from", self.stage.authority_url, "--root",
                               self.stage.authority_state / "root.cose", "--demo", "--json")
        return json.loads(done.stdout)

    def counter_fetches_lists(self):
        said = self.fetch_lists()
        expect(len(said["statusLists"]) == 1 and said["statusListsTaken"] == 1, f"no status list was taken: {said}")
        return "trust list and status list fetched over HTTP"

    def counter_asks(self):
        """A signed challenge on the counter's screen, answered by the phone; the answer comes back as a picture."""
        question = self.stage.shots / "question.png"
        counter = self.stage.start("counter-asks", [self.stage.bin / "dinhdanh-counter", "challenge", "--ask", "identity:person,personalNumber",
                                                    "--purpose", "desk", "--png", question, "--json", "--demo", "--state", self.stage.counter_state],
                                   stdin=subprocess.PIPE, stdout=subprocess.PIPE)
        asked = json.loads(counter.stdout.readline())
        expect(asked["registered"] is True, f"the counter does not sign its question: {asked}")
        window = self.window
        window.click("home.challenge")
        window.wait_for("page.challenge")
        window.type("challenge.imagePath", str(question))
        window.click("challenge.readImage")
        asker = window.wait_text("challenge.asker", lambda text: bool(text))
        expect("Quầy Mẫu" in asker, f"the phone names {asker!r}, not the registered counter")
        window.click("challenge.share.person")
        window.click("challenge.share.number")
        self.shot("challenge")
        window.click("challenge.show")
        window.wait_for("page.qr")
        window.wait_text("qr.code", lambda count: count > 0, prop="moduleCount")
        answer = self.read_code(self.shot("qr-answer"))
        counter.stdin.write(answer.encode() + b"\n")
        counter.stdin.close()
        verdict = json.loads(counter.stdout.readline())
        counter.stdout.close()
        self.stage.stop(counter)
        expect(verdict["overall"] == "valid" and verdict["mode"] == "challenge" and verdict["status"] == "good", f"the answer is {verdict}")
        expect("askedButMissing" not in verdict and len(verdict["who"]["personalNumber"]) == 12, "the number that was asked for is not there")
        self.verify("invalid", "-", input=answer)  # anywhere else it says nothing
        window.click("qr.close")
        window.wait_for("page.challenge")
        window.click("challenge.finish")
        window.wait_for("page.home")
        return f"{asker} asks with its own key and gets the number; the same answer elsewhere: invalid"

    def revoked(self):
        """The authority revokes; the counter knows after its next round, also of a code that is new."""
        number = (self.stage.card / "printed-qr.txt").read_text(encoding="utf-8").split("|")[0]
        self.stage.stop(self.authority)
        self.stage.call("dinhdanh-authority", "revoke", "--state", self.stage.authority_state, "--number", number)
        self.authority = self.stage.serve_authority()
        picture = self.present("revoked", 0)
        self.verify("valid", "--image", picture)
        self.fetch_lists()
        verdict = self.verify("invalid", "--image", picture, step="status")
        expect(verdict["status"] == "revoked", f"the status is {verdict['status']}")
        return f"valid until the next round, then: {verdict['message']['vi']}"

    def counter_accepts(self):
        verdict = self.verify("valid", "--image", self.picture)
        expect(verdict["demo"] is True, "a demo pass is not marked DEMO")
        expect(verdict["who"]["fullName"] and verdict["what"]["type"] == "travel-pass" and verdict["until"], "the verdict does not say who, what, until when")
        self.verify("valid", "--image", self.picture)  # held in front of the camera
        self.verify("valid", "--image", self.picture, state=None)
        return f"valid: {verdict['what']['type']} until {verdict['until']}, DEMO; held before the camera: still valid"

    def counter_refuses_replay(self):
        time.sleep(2.5)
        self.verify("invalid", "--image", self.picture, step="replay")
        self.verify("invalid", "--image", self.picture, state=None, step="replay")
        return "the same code at another moment: replay"

    def counter_refuses_stale(self):
        later = datetime.datetime.now(datetime.timezone.utc) + datetime.timedelta(seconds=120)
        verdict = self.verify("cannot-check", "--image", self.picture, "--at", later.strftime("%Y-%m-%dT%H:%M:%SZ"), state="counter-late",
                              step="freshness")
        return f"two minutes old: {verdict['advice']['vi']}"

    def counter_refuses_flipped(self):
        text = self.read_code(self.picture)
        position = len(text) // 2
        flipped = text[:position] + ("A" if text[position] != "A" else "B") + text[position + 1:]
        self.codes.append(text)
        path = self.stage.shots / "flipped.txt"  # beside the picture of the same code
        path.write_text(flipped)
        verdict = self.verify("invalid", "--text", path, state="counter-flipped")
        expect(verdict["failedStep"] not in (None, "", "none"), "no failed step is named")
        return f"one character flipped: invalid at {verdict['failedStep']}"

    def counter_knows_no_issuer(self):
        other = self.stage.demo / "other-authority"
        self.stage.init_authority(other)
        self.verify("cannot-check", "--image", self.picture, "--trust", other / "trust-list.cwt", "--root", other / "root.cose",
                    state="counter-other", step="issuer")
        return "another authority's trust list: cannot check"

    def counter_window(self):
        picture = self.present("statement", 0, statement=True)
        window = self.stage.open_window("counter", self.stage.counter_command())
        window.type("counter.imagePath", str(picture))
        window.click("counter.openImage")
        verdict = window.wait_text("counter.verdict", lambda text: bool(text))
        expect("CHO QUA" in verdict, f"the counter's window says {verdict!r}")
        facts = [window.read(item) for item in window.ids() if item.startswith("counter.row.") and item.endswith(".value")]
        expect(any(FACILITY in fact for fact in facts), "the stay declared inside the QR is not shown")
        time.sleep(0.35)
        self.page += 1
        window.shot(self.stage.shots / f"{self.page:02d}-counter-valid.png")
        time.sleep(2.5)
        window.click("counter.openImage")
        verdict = window.wait_text("counter.verdict", lambda text: "KHÔNG HỢP LỆ" in text)
        time.sleep(0.35)
        self.page += 1
        window.shot(self.stage.shots / f"{self.page:02d}-counter-replay.png")
        self.stage.stop(window.process)
        expect(window.process.returncode == 0, f"the counter ended with {window.process.returncode}")
        return "a stay declared inside the QR is shown; the second look is a replay"

    def leave(self):
        self.window.click("home.lock")
        self.window.wait_for("page.secret")
        time.sleep(1)  # pages that were replaced are deleted by the event loop
        print(f"  {check_memory(self.stage, self.window.process.pid, (PIN, WRONG_PIN), (FACILITY, ADDRESS, PURPOSE))}", flush=True)
        self.stage.stop(self.window.process)
        expect(self.window.process.returncode == 0, f"the citizen's app ended with {self.window.process.returncode}")
        self.stage.stop_all()
        return check_canaries(self.stage, {"PIN": PIN, "wrong PIN": WRONG_PIN, "facility": FACILITY, "reason": PURPOSE, "address": ADDRESS}, self.codes)

    STEPS = (
        ("set the stage", set_the_stage),
        ("1 first start", first_start),
        ("2 add my card", add_card),
        ("3 enrol, identity, travel pass", enrol_and_request_pass),
        ("4 kill and restart", killed_and_back),
        ("5 declare a stay", declare_stay),
        ("6 present", present_pass),
        ("7 counter: fetches its lists", counter_fetches_lists),
        ("7 counter: valid", counter_accepts),
        ("7 counter: replay", counter_refuses_replay),
        ("7 counter: stale", counter_refuses_stale),
        ("7 counter: flipped", counter_refuses_flipped),
        ("7 counter: unknown issuer", counter_knows_no_issuer),
        ("7 counter: window, stay in the QR", counter_window),
        ("8 counter asks, the phone answers", counter_asks),
        ("9 revoked", revoked),
        ("lock, leave, look for leaks", leave),
    )

    def play(self):
        start = time.monotonic()
        for title, step in self.STEPS:
            begun = time.monotonic()
            try:
                outcome = step(self)
            except (Failed, OSError, subprocess.SubprocessError, KeyError, StopIteration) as error:
                print(f"✗ {title}: {error}", flush=True)
                if not isinstance(error, Failed):
                    traceback.print_exc()
                try:
                    self.window.shot(self.stage.shots / "failed.png")
                except (Failed, AttributeError):
                    pass
                return 1
            print(f"✓ {title:34s} {time.monotonic() - begun:6.2f} s  {outcome}", flush=True)
        print(f"the story holds: {time.monotonic() - start:.1f} s, {self.page} pictures in {os.path.relpath(self.stage.shots)}", flush=True)
        return 0


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--build", required=True)
    parser.add_argument("--demo", required=True)
    options = parser.parse_args()
    stage = Stage(options.build, options.demo)
    stage.prepare(fresh=True, private=True)
    try:
        return Story(stage).play()
    finally:
        stage.stop_all()


sys.exit(main())
