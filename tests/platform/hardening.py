#!/usr/bin/env python3
"""What another process of the same user can do to a running program of ours: read its memory, attach to it, find its core file.

    hardening.py --bin build/release/bin --expect closed     (open: a debug build, left to debuggers)

Run by root, programs and onlooker become nobody, for root may look into everything. A plain `sleep` is the control: where even
that cannot be looked into, the system forbids it to everybody and nothing is shown (exit 77).
"""
import argparse
import os
import pathlib
import shutil
import subprocess
import sys
import tempfile
import time

NOBODY = 65534
ONLOOKER = """
import ctypes, os, sys
pid = int(sys.argv[1])
try:
    os.close(os.open(f"/proc/{pid}/mem", os.O_RDONLY))
    print("mem open")
except OSError as error:
    print("mem", error.strerror)
libc = ctypes.CDLL(None, use_errno=True)
PTRACE_ATTACH, PTRACE_DETACH = 16, 17
if libc.ptrace(PTRACE_ATTACH, pid, None, None) == 0:
    os.waitpid(pid, 0x40000000)
    libc.ptrace(PTRACE_DETACH, pid, None, None)
    print("ptrace open")
else:
    print("ptrace", os.strerror(ctypes.get_errno()))
"""


def as_user():
    return {"user": NOBODY, "group": NOBODY, "extra_groups": []} if os.geteuid() == 0 else {}


def look(pid):
    done = subprocess.run([sys.executable, "-c", ONLOOKER, str(pid)], capture_output=True, text=True, timeout=30, **as_user())
    return done.stdout.split("\n")[:2] if done.returncode == 0 else [done.stderr, ""]


def core_limit(pid):
    for line in pathlib.Path(f"/proc/{pid}/limits").read_text().splitlines():
        if line.startswith("Max core file size"):
            return line.split()[4:6]
    return None


def settled(process, expected_closed):
    """Waits until the program is past the first lines of main(): its own image and, where expected, the limit."""
    deadline = time.monotonic() + 20
    while time.monotonic() < deadline:
        if process.poll() is not None:
            sys.exit(f"{process.args[0]} ended by itself with {process.returncode}: {process.stderr.read()[-400:]}")
        if not expected_closed or core_limit(process.pid) == ["0", "0"]:
            break
        time.sleep(0.05)
    time.sleep(0.3)


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--bin", required=True, type=pathlib.Path)
    parser.add_argument("--expect", required=True, choices=("closed", "open"))
    options = parser.parse_args()
    closed = options.expect == "closed"
    faults = []
    with tempfile.TemporaryDirectory() as folder:
        home = pathlib.Path(folder)
        home.chmod(0o755)
        state = home / "state"
        state.mkdir()
        os.mkfifo(home / "pipe", 0o644)
        if os.geteuid() == 0:
            os.chown(state, NOBODY, NOBODY)
            os.chown(home / "pipe", NOBODY, NOBODY)
        environment = {"PATH": os.environ.get("PATH", "/usr/bin:/bin"), "HOME": str(state), "XDG_RUNTIME_DIR": str(state), "LC_ALL": "C.UTF-8",
                       "QT_QPA_PLATFORM": "offscreen", "QT_QUICK_BACKEND": "software"}
        commands = {
            "sleep": [shutil.which("sleep"), "60"],
            "dinhdanh": ["--profile", state / "citizen", "--key-store", f"fake:{state / 'keys'}"],
            "dinhdanh-counter": ["verify", "-", "--state", state / "counter"],  # waits for standard input
            "dinhdanh-authority": ["init", "--state", state / "authority", "--csca", home / "pipe"],  # waits for the pipe
        }
        for name, arguments in commands.items():
            if name != "sleep":
                shutil.copy2(options.bin / name, home / name)  # the build's own folder may be closed to nobody
                (home / name).chmod(0o755)
                arguments = [home / name, *arguments]
            process = subprocess.Popen([str(part) for part in arguments], stdin=subprocess.PIPE, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE,
                                       text=True, env=environment, **as_user())
            try:
                settled(process, closed and name != "sleep")
                core, seen = core_limit(process.pid), look(process.pid)
            finally:
                process.kill()
                process.wait(10)
            print(f"{name:20s} core {core}  {'; '.join(seen)}")
            if name == "sleep":
                if seen != ["mem open", "ptrace open"]:
                    print("this system lets nobody look into another process, the control included")
                    return 77
            elif closed and (core != ["0", "0"] or not all(" open" not in one and one for one in seen)):
                faults.append(name)
            elif not closed and seen != ["mem open", "ptrace open"]:
                faults.append(name)
    if faults:
        sys.exit(f"not {options.expect}: {', '.join(faults)}")
    return 0


sys.exit(main())
