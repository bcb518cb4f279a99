#!/usr/bin/env python3
"""Installs core into an empty prefix, moves it, and does there what docs/integrating.md says: builds docs/example against the package,
compiles the C caller, calls the shared library from Python. All of them must say what the counter's command line says."""
import argparse
import base64
import concurrent.futures
import json
import os
import pathlib
import re
import shutil
import subprocess
import sys
import tempfile
import time

ROOT = pathlib.Path(__file__).parents[2].resolve()
EXAMPLE = ROOT / "docs/example"
LONGEST_EXAMPLE = 30


def run(*command, status=0, **more):
    done = subprocess.run([str(part) for part in command], capture_output=True, text=True, **more)
    assert done.returncode == status, f"{command[0]} ended with {done.returncode}, not {status}\n{done.stdout}\n{done.stderr}"
    return done.stdout


def check_tree(prefix, libraries, build):
    headers = {path.relative_to(prefix / "include/dinhdanh").as_posix() for path in (prefix / "include/dinhdanh").rglob("*.*")}
    assert {"core/trust/verifier.h", "core/trust/trust_list.h", "core/credential/credential.h", "core/base/error_codes.def"} <= headers, headers
    for name in headers:
        text = (prefix / "include/dinhdanh" / name).read_text(encoding="utf-8")
        for included in re.findall(r'^\s*#\s*include\s+"([^"]+)"', text, re.M):
            assert included in headers, f"{name} includes {included}, which is not installed"
        assert not re.search(r"^\s*#\s*include\s+<(sodium|openssl|ZXing|zlib)", text, re.M), f"{name} shows a library that core keeps to itself"
    for path in [*libraries.rglob("*.cmake"), *libraries.rglob("*.pc")]:
        text = path.read_text(encoding="utf-8")
        for foreign in (str(ROOT), str(build), "-Werror", "dd_options"):
            assert foreign not in text, f"{path.name} carries {foreign}"
    # "A" is the version's own name; small letters stand for what the linker lists and nobody else can use.
    shown = [line.split() for line in run("nm", "-D", "--defined-only", libraries / "libdinhdanh.so").splitlines()]
    names = {fields[2].split("@")[0] for fields in shown if fields[1].isupper() and fields[1] != "A"}
    assert names == {"dd_open", "dd_verify", "dd_challenge", "dd_update", "dd_update_status", "dd_free", "dd_close", "dd_version"}, names
    return sorted(name for name in headers if name.endswith(".h"))


def build_example(options, prefix, headers, folder):
    """The example as it stands, and beside it one file that includes every header that was installed."""
    source, out = folder / "example", folder / "out"
    shutil.copytree(EXAMPLE, source)
    lines = (source / "verify.cpp").read_text(encoding="utf-8").count("\n")
    assert lines <= LONGEST_EXAMPLE, f"the example has {lines} lines"
    (source / "every_header.cpp").write_text("".join(f"#include <{name}>\n" for name in headers))
    with open(source / "CMakeLists.txt", "a", encoding="utf-8") as file:
        file.write("add_library(every_header OBJECT every_header.cpp)\ntarget_link_libraries(every_header PRIVATE DinhDanh::core)\n")
    found = ";".join(filter(None, [str(prefix), options.prefix_path]))
    run(options.cmake, "-G", "Ninja", "-S", source, "-B", out, f"-DCMAKE_PREFIX_PATH={found}", f"-DCMAKE_CXX_COMPILER={options.cxx}",
        "-DCMAKE_CXX_FLAGS=-Wall -Wextra", "-DCMAKE_BUILD_TYPE=Debug")
    said = run(options.cmake, "--build", out)
    assert "warning" not in said, said
    return out / "verify"


def build_c(options, libraries, folder):
    environment = {**os.environ, "PKG_CONFIG_PATH": str(libraries / "pkgconfig")}
    flags = run("pkg-config", "--cflags", "--libs", "dinhdanh", env=environment).split()
    program = folder / "verify-c"
    run(options.cc, "-std=c99", "-Wall", "-Wextra", "-Wpedantic", "-Werror", "-o", program, EXAMPLE / "verify.c", *flags)
    return program


def destination(pass_verdict):
    """What the table of provinces that lies in the tree calls it: the example must have found the one inside the library."""
    code = pass_verdict["what"]["to"]["province"]
    for line in (ROOT / "assets/code_lists/provinces.txt").read_text(encoding="utf-8").splitlines():
        fields = [field.strip() for field in line.split("|")]
        if len(fields) >= 3 and fields[0] == code:
            return fields[1]
    raise AssertionError(f"no province {code}")


def lasting(verdict):
    """Without what depends on the second in which it was asked."""
    return {key: value for key, value in verdict.items() if key not in ("checkedAt", "trustListAge")}


def spoilt(code):
    at = len(code) // 2
    return code[:at] + ("A" if code[at] != "A" else "B") + code[at + 1:]


def expect_refused(refused, call, code):
    try:
        call()
    except refused as refusal:
        assert refusal.args[0]["code"] == code, refusal
        return
    raise AssertionError(f"not refused with {code}")


def check_python(libraries, config, codes, expected):
    sys.path.insert(0, str(EXAMPLE))
    sys.dont_write_bytecode = True  # the tree is to stay as it was; -I does not hear the environment
    import dinhdanh
    library = str(libraries / "libdinhdanh.so.0")
    with dinhdanh.Counter(config, library) as counter:
        assert counter.version == re.search(r"VERSION ([0-9.]+)", (ROOT / "CMakeLists.txt").read_text().split("project(", 1)[1]).group(1)
        for name, code in codes.items():
            assert lasting(counter.verify(f" {code}\r\n")) == lasting(expected[name]), name
        # Many threads at one handle, at the step that asks for no memory of codes: the same answer for all.
        with concurrent.futures.ThreadPoolExecutor(4) as pool:
            answers = list(pool.map(counter.verify, [codes["spoilt"]] * 200))
        assert all(lasting(answer) == lasting(expected["spoilt"]) for answer in answers)

    # The key as bytes, and the list by and by.
    root = base64.urlsafe_b64encode(pathlib.Path(config["root"]).read_bytes()).decode().rstrip("=")
    trust = pathlib.Path(config["trustList"]).read_bytes()
    with dinhdanh.Counter({"rootKey": root, "demo": True}, library) as counter:
        assert (counter.verify(codes["pass"])["overall"], counter.verify(codes["pass"])["failedStep"]) == ("cannot-check", "issuer")
        expect_refused(dinhdanh.Refused, lambda: counter.update(trust[:-1]), "TRU-001")
        assert counter.update(trust)["sequence"] == 7
        assert lasting(counter.verify(codes["pass"])) == lasting(expected["pass"])
    with dinhdanh.Counter({**config, "relyingParty": "quan-01", "name": "Quán mẫu"}, library) as counter:
        asked = [counter.challenge({"identity": ["person", "agesReached"], "travel-pass": []}, "age-check") for _ in range(2)]
        assert all(text.startswith("VQ1:") for text in asked) and asked[0] != asked[1], asked
        expect_refused(dinhdanh.Refused, lambda: counter.challenge({"identity": ["nothing"]}, "age-check"), "COR-003")
    expect_refused(dinhdanh.Refused, lambda: dinhdanh.Counter({**config, "demo": False}, library), "CTR-003")
    expect_refused(dinhdanh.Refused, lambda: dinhdanh.Counter({**config, "trust": "x"}, library), "COR-003")


def main():
    parser = argparse.ArgumentParser()
    for name in ("build", "config", "cmake", "cxx", "cc", "prefix-path", "artefacts", "counter"):
        parser.add_argument("--" + name, required=True)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as name:
        folder = pathlib.Path(name)
        build = pathlib.Path(options.build)
        run(options.cmake, "--install", build, "--config", options.config, "--prefix", folder / "installed")
        prefix = folder / "moved"
        (folder / "installed").rename(prefix)
        libraries = next(prefix.rglob("pkgconfig/dinhdanh.pc")).parents[1]  # lib, lib64, or with the machine's name
        headers = check_tree(prefix, libraries, build)
        print(f"installed and moved: {len(headers)} headers")

        cpp = build_example(options, prefix, headers, folder)
        c = build_c(options, libraries, folder)
        print("the example is built with the package, the C caller with pkg-config")

        # Made now, as a code lives for 90 seconds.
        world = folder / "world"
        world.mkdir()
        run(options.artefacts, "emit", world, int(time.time()))
        codes = {each: (world / f"{each}.txt").read_text() for each in ("pass", "identity")}
        codes["spoilt"] = spoilt(codes["pass"])
        config = {"root": str(world / "root.cose"), "trustList": str(world / "trust-list.cwt"), "demo": True}
        expected = {}
        for each, status in (("pass", 0), ("identity", 0), ("spoilt", 1)):
            said = run(options.counter, "verify", "--json", "--trust", config["trustList"], "--root", config["root"], "--demo",
                       "--state", folder / "state", "-", input=codes[each] + "\n", status=status)
            expected[each] = json.loads(said)
        assert [expected[each]["overall"] for each in codes] == ["valid", "valid", "invalid"], expected
        assert expected["identity"]["who"]["fullName"] == "NGUYỄN VĂN MẪU"

        (world / "spoilt.txt").write_text(codes["spoilt"] + "\n")
        said = run(cpp, config["root"], config["trustList"], world / "pass.txt")
        assert said.startswith("valid (DEMO)\n") and said.rstrip().endswith(destination(expected["pass"])), said
        assert run(cpp, config["root"], config["trustList"], world / "spoilt.txt", status=1).startswith("invalid (DEMO)\n")
        assert run(cpp, config["trustList"], config["trustList"], world / "pass.txt", status=2).startswith("cannot-check\n")
        print("C++: the example tells a good code from a spoilt one")

        environment = {**os.environ, "LD_LIBRARY_PATH": str(libraries)}
        for each in codes:
            said = json.loads(run(c, json.dumps(config), input=codes[each], env=environment))
            assert lasting(said) == lasting(expected[each]), said
        assert json.loads(run(c, "{}", input="", env=environment, status=2))["code"] == "COR-003"
        check_python(libraries, config, codes, expected)
        print("C and Python: the same objects as `verify --json`")


main()
