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
sources = sorted((ROOT / "qml").rglob("*.qml"))
# The build's copies, which stand beside their qmldir: a singleton is known as one only there.
files = [str(build / "qml/DinhDanh" / p.relative_to(ROOT / "qml")) for p in sources]
missing = [f for f in files if not pathlib.Path(f).exists()]
if missing:
    sys.exit("not in the build: " + " ".join(missing))
# Deferred: our controls give their content an id, which only makes it at once instead of later.
command = [tool, "--unqualified", "warning", "--deferred-property-id", "disable", "-I", str(build / "qml"), *files]
run = subprocess.run(command, capture_output=True, text=True)
output = (run.stdout + run.stderr).strip()
if run.returncode != 0 or "Warning" in output or "Error" in output:
    print(output)
    sys.exit("qmllint found something")
print(f"qmllint: {len(files)} files, no warning")
