#!/usr/bin/env python3
"""Reads every #include line and fails on an arrow that is not in the picture of docs/architecture.md.

    layers.py [ROOT]        checks the tree
    layers.py --self-test   plants one violation of each rule and insists that it is found
"""
import pathlib
import re
import sys
import tempfile

ROOMS = ("core", "wallet", "nfc", "platform", "app", "qml", "tests")

# room -> prefixes of our own headers it may include
MAY_INCLUDE = {
    "core": ("core/",),
    "wallet": ("wallet/", "core/"),
    "nfc": ("nfc/", "core/"),
    "platform": ("platform/", "core/", "nfc/card_channel.h"),
    "app": ("app/", "wallet/", "nfc/", "platform/", "core/"),
    "qml": ("qml/", "app/", "core/"),
    "tests": tuple(room + "/" for room in ROOMS),
}

# a library's headers -> where they may be included
LIBRARIES = {
    r"sodium(\.h|/)": ("core/crypto/",),
    r"openssl/": ("core/crypto/", "nfc/"),
    r"openjpeg\.h": ("nfc/lds/",),
    r"ZXing/": ("core/qr/",),
    r"(zlib|zconf)\.h": ("core/codec/",),
    r"(sqlcipher/)?sqlite3\.h": ("wallet/", "app/authority/"),
    r"httplib\.h": ("app/authority/", "app/counter/"),
    r"(winscard|pcsclite|reader|PCSC/.*)\.h": ("platform/pcsc/",),
    r"(QtNfc|QNearField|QNdef)": ("platform/qtnfc/",),
    r"(libsecret|gio|glib)[/.-]": ("platform/desktop/",),
    r"eac/": (),
}

# Qt modules a room never sees
NO_QT = {
    "core": r"(QtGui|QtQml|QtQuick|QtSql|QtNetwork|QImage|QColor|QPixmap|QGuiApplication|QWindow|QQml|QQuick|QSql|QNetwork)",
    "wallet": r"(QtGui|QtQml|QtQuick|QtSql|QImage|QGuiApplication|QQml|QQuick|QSql|QNetwork)",
    "nfc": r"(QtGui|QtQml|QtQuick|QtSql|QImage|QGuiApplication|QQml|QQuick|QSql|QNetwork)",
    "platform": r"(QtQml|QtQuick|QtSql|QQml|QQuick|QSql)",
}

# Concrete types are named in composition roots only.
CONCRETE = re.compile(
    r"\b(SystemClock|SystemRandom|makeNetwork|makeNullKeyStore|makeFakeHardwareKeyStore|makeFileKeyStore|makeSecretServiceKeyStore|"
    r"makePcscCardSource|makeQtNfcCardSource|makeSimulatedSource)\b"
)
INCLUDE = re.compile(r'^\s*#\s*include\s+(?:"([^"]+)"|<([^>]+)>)', re.M)


def violations(root):
    found = []
    for room in ROOMS:
        for path in sorted((root / room).rglob("*")):
            if path.suffix not in (".h", ".cpp"):
                continue
            name = path.relative_to(root).as_posix()
            text = path.read_text(encoding="utf-8")
            for match in INCLUDE.finditer(text):
                target = match.group(1) or match.group(2)
                own = target.split("/")[0] in ROOMS and (root / target).exists()
                if own and not target.startswith(MAY_INCLUDE[room]):
                    found.append(f"{name}: {room} may not include {target}")
                if own:
                    continue
                if room == "tests":  # a test may hold a second implementation against ours
                    continue
                for library, places in LIBRARIES.items():
                    if re.fullmatch(library + ".*", target) and not name.startswith(places or ("-",)):
                        found.append(f"{name}: <{target}> belongs to {', '.join(places) or 'tests'} only")
                if room in NO_QT and re.match(NO_QT[room], target):
                    found.append(f"{name}: {room} may not know {target}")
            root_of_composition = path.name == "main.cpp" or path.stem == "composition"
            if room == "app" and not root_of_composition:
                code = re.sub(r"//.*", "", text)
                for match in CONCRETE.finditer(code):
                    found.append(f"{name}: {match.group(0)} is named outside a composition root")
    return found


PLANTS = {
    "core/base/a.h": '#include "wallet/vault.h"',
    "core/base/b.h": "#include <QImage>",
    "core/base/c.h": "#include <sodium.h>",
    "wallet/d.cpp": '#include "nfc/read_card.h"',
    "wallet/e.cpp": "#include <openssl/evp.h>",
    "nfc/f.cpp": "#include <sqlcipher/sqlite3.h>",
    "platform/g.cpp": '#include "nfc/read_card.h"',
    "platform/h.cpp": '#include "wallet/vault.h"',
    "app/citizen/i.cpp": '#include "tests/support/registry.h"',
    "app/citizen/j.cpp": "auto c = dd::SystemClock();",
    "app/citizen/k.cpp": "#include <ZXing/ReadBarcode.h>",
    "nfc/l.cpp": "#include <winscard.h>",
    "app/citizen/m.cpp": "#include <openjpeg.h>",
    "platform/o.cpp": "#include <libsecret/secret.h>",
    "app/citizen/p.cpp": "auto s = platform::makeSecretServiceKeyStore();",
    "app/citizen/n.cpp": "#include <QNearFieldManager>",
    "core/trust/q.cpp": "#include <zlib.h>",
}


def self_test():
    with tempfile.TemporaryDirectory() as folder:
        root = pathlib.Path(folder)
        for header in ("wallet/vault.h", "nfc/read_card.h", "tests/support/registry.h"):
            (root / header).parent.mkdir(parents=True, exist_ok=True)
            (root / header).write_text("")
        for name, text in PLANTS.items():
            (root / name).parent.mkdir(parents=True, exist_ok=True)
            (root / name).write_text(text + "\n")
        caught = {line.split(":")[0] for line in violations(root)}
        missed = sorted(set(PLANTS) - caught)
        if missed:
            sys.exit("planted violations were not found: " + ", ".join(missed))
        print(f"self-test: {len(PLANTS)} planted violations found")


def main():
    if "--self-test" in sys.argv:
        return self_test()
    root = pathlib.Path(sys.argv[1] if len(sys.argv) > 1 else pathlib.Path(__file__).parents[2]).resolve()
    found = violations(root)
    for line in found:
        print(line)
    if found:
        sys.exit(f"{len(found)} arrows that are not in the picture")
    print("layers: every arrow is in the picture")


main()
