#!/usr/bin/env python3
"""The demo for people: authority, simulated chip in a virtual reader, citizen window, counter window.
Keeps its state in DEMO; closing both windows (or Ctrl-C) ends everything.

    demo.py --build build/release --demo build/demo [--only citizen|counter|authority|simchip] -- [arguments]
    demo.py … --only simchip -- --profile FILE [--port N]      a card made from a profile (docs/simchip.md), in the virtual reader
"""
import argparse
import os
import pathlib
import sys
import time

sys.path.insert(0, str(pathlib.Path(__file__).parent))
from automation import Failed  # noqa: E402
from stage import Stage  # noqa: E402


def profile_path(name):
    """A file, or the name of one that comes with the project: "passport-td3"."""
    shipped = pathlib.Path(__file__).parents[2] / "assets/demo/cards" / f"{name}.json"
    return shipped if shipped.exists() else pathlib.Path(name)


def card_of_profile(stage, arguments):
    parser = argparse.ArgumentParser(prog="simchip")
    parser.add_argument("--profile", required=True)
    parser.add_argument("--port", default="35963")
    options = parser.parse_args(arguments)
    profile = profile_path(options.profile)
    card = stage.demo / "cards" / profile.stem
    print(stage.call("dinhdanh-simchip", "personalise", "--profile", profile, "--out", card).stdout, flush=True)
    print("Waiting for the virtual reader: pcscd with vpcd (Debian: pcscd, vsmartcard-vpcd). Ctrl-C ends.", flush=True)
    return ["serve", "--card", card, "--port", options.port]


def only(stage, name, arguments):
    if name == "simchip" and any(argument.startswith("--profile") for argument in arguments) and "personalise" not in arguments:
        arguments = card_of_profile(stage, arguments)
    program = {"citizen": "dinhdanh"}.get(name, f"dinhdanh-{name}")
    if not arguments:
        stage.personalise_card()
        stage.init_authority()
        stage.register_counter()
        if name == "authority":
            arguments = ["serve", "--state", stage.authority_state, "--csca", stage.card / "csca.cer"]
        elif name == "counter":
            arguments = stage.counter_command()[1:]
        elif name == "citizen":
            stage.serve_authority()
            arguments = [*stage.citizen_command()[1:], "--simulated-card", stage.card]
        elif name == "simchip":
            arguments = ["serve", "--card", stage.card, "--port", "35963"]
        print(f"{program} {' '.join(map(str, arguments))}", flush=True)
    process = stage.start(name, [stage.bin / program, *arguments], stdout=None)
    return process.wait()


def everything(stage):
    stage.personalise_card()
    stage.init_authority()
    stage.register_counter()
    stage.serve_authority()
    simulated = []
    try:
        stage.start_reader()
    except (Failed, OSError) as error:
        print(f"no virtual reader here ({error}); the simulated chip runs inside the app instead")
        simulated = ["--simulated-card", stage.card]
    citizen = stage.start("citizen", [*stage.citizen_command(), *simulated])
    counter = stage.start("counter", stage.counter_command())
    print(f"""
Two windows are open: the citizen's app and the service counter.
  1. Citizen: choose a language, set a PIN (any six digits that are not a run).
  2. Add my card: the printed QR's picture is {os.path.relpath(stage.card / 'printed-qr.png')}
  3. After the reading, ask for a travel pass, then press "Xuất trình mã QR".
  4. Take a picture of the QR on the screen and open it at the counter.
  5. Or let the counter ask: "Hỏi người xuất trình" there, a picture of its code, and "Quét mã của quầy" in the app.
Everything is a DEMO: throw-away keys in {os.path.relpath(stage.demo)}; delete that folder to start again.
Close both windows, or press Ctrl-C here, to end.
""", flush=True)
    while citizen.poll() is None or counter.poll() is None:
        time.sleep(0.3)
    return 0


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--build", required=True)
    parser.add_argument("--demo", required=True)
    parser.add_argument("--only")
    parser.add_argument("arguments", nargs="*")
    options = parser.parse_args()
    stage = Stage(options.build, options.demo)
    stage.prepare(fresh=False, private=False)
    try:
        return only(stage, options.only, options.arguments) if options.only else everything(stage)
    except Failed as error:
        print(f"demo: {error}", file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        return 0
    finally:
        stage.stop_all()


sys.exit(main())
