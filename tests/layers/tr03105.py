#!/usr/bin/env python3
"""docs/tr-03105.md against the tests: every case of BSI TR-03105-5.1 stands there once, and every test class it names has a
data row of that name. The published list is compared where it is at hand. Prints each breach; exits 1 when there is one."""
import collections
import pathlib
import re
import sys

ROOT = pathlib.Path(__file__).parents[2].resolve()
PUBLISHED = ROOT.parent / "shared/data/chip/tr03105-5.1-testcases.tsv"
CASES = 338
ROW = re.compile(r"^\| ((?:ISO7816|LDS)_[A-Z]_\d+) \| (.*?) \| (?:`(\w+)`|—) \| (.+?) \|$", re.MULTILINE)


def test_rows():
    """The identifiers that each test class of tests/nfc/tr03105_*.cpp speaks of."""
    rows = {}
    for source in sorted((ROOT / "tests/nfc").glob("tr03105_*.cpp")):
        text = source.read_text(encoding="utf-8")
        identifiers = set(re.findall(r'"((?:ISO7816|LDS)_[A-Z]_\d+)"', text))
        for test_class in re.findall(r"^class (\w+)", text, re.MULTILINE):
            rows[test_class] = identifiers
    return rows


def breaches():
    table = ROW.findall((ROOT / "docs/tr-03105.md").read_text(encoding="utf-8"))
    counts = collections.Counter(identifier for identifier, *_ in table)
    yield from (f"{identifier}: stands there {count} times" for identifier, count in counts.items() if count > 1)
    if len(counts) != CASES:
        yield f"{len(counts)} cases, not {CASES}"
    if PUBLISHED.exists():
        published = dict(line.split("\t")[:2] for line in PUBLISHED.read_text(encoding="utf-8").splitlines() if not line.startswith("#"))
        for identifier in published.keys() ^ counts.keys():
            yield f"{identifier}: in one of the two lists only"
        yield from (f"{identifier}: «{title}» is not its title" for identifier, title, *_ in table
                    if title.replace("\\|", "|") != published.get(identifier, title))
    else:
        print("tr-03105: the published list is not at hand; titles are not compared")
    rows = test_rows()
    for identifier, _, test_class, remark in table:
        if not test_class and not remark.startswith("Out of scope: "):
            yield f"{identifier}: neither a test nor a reason"
        elif test_class and identifier not in rows.get(test_class, ()):
            yield f"{identifier}: {test_class} has no row of that name"
    told = {identifier for identifier, _, test_class, _ in table if test_class}
    yield from (f"{identifier}: tested, and the table does not say so" for identifier in set().union(*rows.values()) - told)


found = list(breaches())
for line in found:
    print(line)
if found:
    sys.exit(f"{len(found)} breaches in docs/tr-03105.md")
print(f"tr-03105: {CASES} cases, each with its test or its reason")
