#!/usr/bin/env python3
"""qmllint over every QML file, with the import path of a finished build. Any warning fails."""
import pathlib
import shutil
import subprocess
import sys

ROOT = pathlib.Path(__file__).parents[2].resolve()
build = pathlib.Path(sys.argv[1]).resolve()
tool = next((t for t in ("/usr/lib/qt6/bin/qmllint", shutil.which("qmllint6"), shutil.which("qmllint")) if t and pathlib.Path(t).exists()), None)
if not tool:
    sys.exit("qmllint is not installed (package qt6-declarative-dev-tools)")
files = sorted(str(p) for p in (ROOT / "qml").rglob("*.qml"))
imports = [p for p in (build / "qml", build) if p.exists()]
command = [tool, "--unqualified", "warning", *[a for p in imports for a in ("-I", str(p))], *files]
run = subprocess.run(command, capture_output=True, text=True)
output = (run.stdout + run.stderr).strip()
if run.returncode != 0 or "Warning" in output or "Error" in output:
    print(output)
    sys.exit("qmllint found something")
print(f"qmllint: {len(files)} files, no warning")
