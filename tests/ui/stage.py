"""The stage of the demo: a folder with throw-away keys and profiles, and the processes that play in it.
Every process is started here and ended by its own pid. Nothing listens beyond loopback."""
import json
import os
import pathlib
import re
import shutil
import signal
import socket
import subprocess
import time

from automation import Failed, Window

ROOT = pathlib.Path(__file__).parents[2].resolve()
COUNTER_ID = "quay-mau"


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


class Stage:
    def __init__(self, build, demo):
        self.build = pathlib.Path(build).resolve()
        self.demo = pathlib.Path(demo).resolve()
        self.bin = self.build / "bin"
        self.card = self.demo / "card"
        self.authority_state = self.demo / "authority"
        self.profile = self.demo / "citizen"
        self.key_store = self.demo / "key-store"
        self.counter_state = self.demo / "counter"
        self.logs = self.demo / "logs"
        self.run = self.demo / "run"
        self.shots = self.demo / "shots"
        self.processes = []
        self.environment = dict(os.environ, LC_ALL="C.UTF-8", QT_LOGGING_RULES="*.debug=false")
        self.environment.pop("QT_PLUGIN_PATH", None)
        self.authority_url = None

    def prepare(self, fresh, private):
        if fresh and self.demo.exists():
            shutil.rmtree(self.demo)
        for folder in (self.demo, self.logs, self.run, self.shots):
            folder.mkdir(parents=True, exist_ok=True)
            folder.chmod(0o700)
        if not private: # a person's own display, keyboard and file dialogs belong to their own home
            self.environment.setdefault("XDG_RUNTIME_DIR", str(self.run))
            return
        # nothing of the story is written outside its folder, where the leak test would not look
        home, temporary = self.demo / "home", self.demo / "tmp"
        for folder in (home, temporary):
            folder.mkdir(mode=0o700, exist_ok=True)
        self.environment.update(XDG_RUNTIME_DIR=str(self.run), HOME=str(home), XDG_CONFIG_HOME=str(home / "config"),
                                XDG_CACHE_HOME=str(home / "cache"), XDG_DATA_HOME=str(home / "data"), TMPDIR=str(temporary))

    # ---- processes

    def start(self, name, command, **options):
        log = open(self.logs / f"{name}.log", "ab")
        process = subprocess.Popen([str(part) for part in command], stdout=options.pop("stdout", log), stderr=log,
                                   stdin=options.pop("stdin", subprocess.DEVNULL), env=options.pop("env", self.environment), **options)
        log.close()
        self.processes.append(process)
        return process

    def stop(self, process, how=signal.SIGTERM):
        if process.poll() is None:
            process.send_signal(how)
            try:
                process.wait(10)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait(10)
        if process in self.processes:
            self.processes.remove(process)

    def stop_all(self):
        for process in reversed(list(self.processes)):
            self.stop(process)

    def call(self, name, *arguments, check=True, **options):
        command = [str(self.bin / name), *map(str, arguments)]
        done = subprocess.run(command, capture_output=True, text=True, env=self.environment, timeout=120, **options)
        with open(self.logs / f"{name}.log", "a", encoding="utf-8") as log:
            log.write(done.stderr)
        if check and done.returncode != 0:
            raise Failed(f"{name} {arguments[0] if arguments else ''} ended with {done.returncode}: {done.stderr.strip()[-400:]}")
        return done

    # ---- the players

    def personalise_card(self):
        if not (self.card / "card.txt").exists():
            self.call("dinhdanh-simchip", "personalise", "--out", self.card)

    def init_authority(self, state=None):
        state = state or self.authority_state
        if not (state / "root.cose").exists():
            self.call("dinhdanh-authority", "init", "--state", state, "--demo", "--status-prefix", "https://dd.test/status/")

    def register_counter(self):
        """The counter makes its key, and the authority puts it into the register: then phones know who asks."""
        if (self.counter_state / "counter.cose").exists():
            return
        self.call("dinhdanh-counter", "key", "--state", self.counter_state)
        (self.counter_state / "post.json").write_text(json.dumps({"id": COUNTER_ID}), encoding="utf-8")
        self.call("dinhdanh-authority", "party", "add", "--state", self.authority_state, "--id", COUNTER_ID, "--name-vi", "Quầy Mẫu",
                  "--name-en", "Sample desk", "--key", self.counter_state / "counter.cose", "--ask", "65001:2,10", "--ask", "65002:10",
                  "--purpose", "desk")

    def say(self, name, process, pattern, timeout=20):
        """The first line of a program's log that matches; everything it prints stays in the log."""
        deadline = time.monotonic() + timeout
        while True:
            text = (self.logs / f"{name}.log").read_text(encoding="utf-8", errors="replace")
            found = re.search(pattern, text)
            if found:
                return found.group(1)
            if process.poll() is not None or time.monotonic() > deadline:
                raise Failed(f"{name} did not come up: {text[-400:]}")
            time.sleep(0.02)

    def serve_authority(self):
        (self.logs / "authority.log").unlink(missing_ok=True)
        process = self.start("authority", [self.bin / "dinhdanh-authority", "serve", "--state", self.authority_state, "--csca",
                                           self.card / "csca.cer"])
        self.authority_url = self.say("authority", process, r"(http://127\.0\.0\.1:\d+)\s")
        return process

    def start_xvfb(self):
        """A private X server on a display number of its own choosing."""
        read_end, write_end = os.pipe()
        process = self.start("xvfb", ["Xvfb", "-displayfd", str(write_end), "-screen", "0", "1400x1000x24", "-nolisten", "tcp"],
                             pass_fds=(write_end,))
        os.close(write_end)
        with os.fdopen(read_end) as stream:
            number = stream.readline().strip()
        if not number:
            raise Failed("Xvfb did not start")
        self.environment.update(DISPLAY=f":{number}", QT_QPA_PLATFORM="xcb", QT_QUICK_BACKEND="software")
        self.environment.pop("WAYLAND_DISPLAY", None)
        return process

    def start_reader(self):
        """A private pcscd with the virtual reader, and the simulated chip in it."""
        (self.logs / "reader.log").unlink(missing_ok=True)
        environment = {key: value for key, value in self.environment.items() if key != "TMPDIR"}  # its socket's path must be short
        process = self.start("reader", [ROOT / "tests/platform/with_pcscd.sh", "--card", self.card, "--simchip", self.bin / "dinhdanh-simchip",
                                        "--log", self.logs / "pcscd.log", "--", "sh", "-c", 'echo "socket $PCSCLITE_CSOCK_NAME"; exec sleep infinity'],
                             env=environment)
        self.environment["PCSCLITE_CSOCK_NAME"] = self.say("reader", process, r"socket (\S+)\n")
        return process

    def citizen_command(self):
        return [self.bin / "dinhdanh", "--profile", self.profile, "--key-store", f"fake:{self.key_store}", "--authority", self.authority_url,
                "--root", self.authority_state / "root.cose", "--csca", self.card, "--demo"]

    def counter_command(self):
        return [self.bin / "dinhdanh-counter", "--state", self.counter_state, "--trust", self.authority_state / "trust-list.cwt",
                "--root", self.authority_state / "root.cose", "--demo", *(["--from", self.authority_url] if self.authority_url else [])]

    def open_window(self, name, command):
        path = self.run / f"{name}.sock"
        environment = dict(self.environment, QT_PLUGIN_PATH=str(self.build / "plugins"))
        process = self.start(name, [*command, "-plugin", f"dinhdanh_automation:{path}"], env=environment)
        return Window(path, process)
