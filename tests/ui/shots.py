#!/usr/bin/env python3
"""Pictures of every page, made by the suites that walk them: phone and tablet, light, dark and high contrast, 200 % text,
Vietnamese and English.

    shots.py --build build/release --out build/shots
"""
import argparse
import os
import pathlib
import shutil
import subprocess
import sys

SUITES = (("test_app_citizen", "TestPages"), ("test_app_counter", "TestCounterWindow"), ("test_qml", "TestControls"))

parser = argparse.ArgumentParser()
parser.add_argument("--build", required=True)
parser.add_argument("--out", required=True)
options = parser.parse_args()
out = pathlib.Path(options.out).resolve()
shutil.rmtree(out, ignore_errors=True)
out.mkdir(parents=True)
environment = dict(os.environ, DINHDANH_SHOTS=str(out), QT_QPA_PLATFORM="offscreen", QT_QUICK_BACKEND="software", LC_ALL="C.UTF-8")
for program, suite in SUITES:
    before = len(list(out.glob("*.png")))
    run = subprocess.run([str(pathlib.Path(options.build) / "bin" / program), suite], env=environment, capture_output=True, text=True)
    made = len(list(out.glob("*.png"))) - before
    print(f"{program} {suite}: {made} pictures")
    if run.returncode != 0 or made == 0:
        sys.exit(run.stdout[-2000:] + run.stderr[-1000:])
print(f"look at them in {os.path.relpath(out)}")
