#!/usr/bin/env python3
"""Rules of the house that a text can show: file length, unfinished marks, skips without a reason, machine paths,
translations complete. Prints each breach; exits 1 when there is one."""
import pathlib
import re
import subprocess
import sys
import xml.etree.ElementTree as ElementTree

ROOT = pathlib.Path(__file__).parents[2].resolve()
LONGEST = 500
CODE = {".h", ".cpp", ".qml", ".py", ".sh", ""}
THIS = pathlib.Path(__file__).resolve()


def tracked():
    out = subprocess.run(["git", "ls-files", "-co", "--exclude-standard"], cwd=ROOT, capture_output=True, text=True, check=True)
    return [ROOT / line for line in out.stdout.splitlines() if (ROOT / line).is_file()]


def breaches():
    for path in tracked():
        name = path.relative_to(ROOT).as_posix()
        if path.suffix in (".png", ".jpg", ".jpeg", ".bin", ".jp2") or path == THIS:
            continue
        try:
            text = path.read_text(encoding="utf-8")
        except UnicodeDecodeError:
            continue
        lines = text.count("\n")
        if path.suffix in (".h", ".cpp", ".qml") and lines > LONGEST:
            yield f"{name}: {lines} lines (over {LONGEST}: two rooms share a wall)"
        if path.suffix in CODE | {".md", ".txt"} and re.search(r"\b(TODO|FIXME|XXX|HACK)\b", text):
            yield f"{name}: marked unfinished"
        if re.search(r"/(home|root|work)/[a-z]", text) and not path.suffix == ".ts":
            yield f"{name}: a path of one machine"
        if re.search(r'QSKIP\(\s*("")?\s*\)|QVERIFY\(\s*true\s*\)', text):
            yield f"{name}: a skip without a reason, or a test that cannot fail"
        if path.suffix == ".ts":
            for context in ElementTree.fromstring(text).iter("context"):
                for message in context.iter("message"):
                    translation = message.find("translation")
                    state = translation.get("type") if translation is not None else "missing"
                    if state in ("vanished", "obsolete"):
                        continue
                    if state or not "".join(translation.itertext()).strip():
                        yield f"{name}: {context.findtext('name')}: «{message.findtext('source')}» is not translated"


found = list(breaches())
for line in found:
    print(line)
if found:
    sys.exit(f"{len(found)} house rules broken")
print("house rules: none broken")
