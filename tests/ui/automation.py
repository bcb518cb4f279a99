"""Drives a running program through its automation socket (tests/support/automation), as a person at the screen would."""
import json
import socket
import time


class Failed(Exception):
    pass


class Window:
    def __init__(self, socket_path, process, timeout=30):
        self.process = process
        deadline = time.monotonic() + timeout
        while True:
            self._alive()
            try:
                self.socket = socket.socket(socket.AF_UNIX)
                self.socket.connect(str(socket_path))
                break
            except OSError:
                self.socket.close()
                if time.monotonic() > deadline:
                    raise Failed("the window did not open its automation socket") from None
                time.sleep(0.05)
        self.socket.settimeout(60)
        self.stream = self.socket.makefile("r", encoding="utf-8")

    def _alive(self):
        if self.process.poll() is not None:
            raise Failed(f"the program ended by itself with code {self.process.returncode}")

    def ask(self, do, **arguments):
        try:
            self.socket.sendall((json.dumps({"do": do, **arguments}) + "\n").encode())
            answer = json.loads(self.stream.readline())
        except (OSError, ValueError):
            self._alive()
            raise Failed(f"no answer to {do} {arguments.get('id', '')}") from None
        if not answer["ok"]:
            raise Failed(answer["why"])
        return answer

    def ids(self):
        return self.ask("ids")["ids"]

    def has(self, item):
        return item in self.ids()

    def wait_for(self, *items, timeout=30):
        """The first of the items that is visible."""
        deadline = time.monotonic() + timeout
        while True:
            visible = self.ids()
            for item in items:
                if item in visible:
                    return item
            if time.monotonic() > deadline:
                raise Failed(f"waited {timeout} s for {' or '.join(items)}; visible: {' '.join(sorted(set(visible)))}")
            time.sleep(0.1)

    def click(self, item, timeout=15):
        """Clicks when the item is there, enabled and reachable."""
        deadline = time.monotonic() + timeout
        while True:
            try:
                return self.ask("click", id=item)
            except Failed as error:
                if time.monotonic() > deadline:
                    raise Failed(f"cannot click {item}: {error}") from None
                time.sleep(0.1)

    def type(self, item, text, timeout=15):
        self.wait_for(item, timeout=timeout)
        self.ask("type", id=item, text=text)

    def read(self, item, prop="text"):
        return self.ask("read", id=item, property=prop)["value"]

    def wait_text(self, item, accept, prop="text", timeout=30):
        deadline = time.monotonic() + timeout
        value = None
        while time.monotonic() < deadline:
            if self.has(item):
                value = self.read(item, prop)
                if accept(value):
                    return value
            time.sleep(0.1)
        raise Failed(f"waited {timeout} s for {item}.{prop}, which is {value!r}")

    def shot(self, path):
        self.ask("shot", path=str(path))
