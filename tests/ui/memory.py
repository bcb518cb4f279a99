"""What the citizen's app, window and all, still has in its memory once it is locked. Keys and PINs: nothing, or the story fails.
Names and numbers: counted and said, not promised (docs/memory.md)."""
import re

from automation import Failed


def _written(pid):
    """Every region that the process can write to: heaps, stacks, the JavaScript engine's, the pixels."""
    with open(f"/proc/{pid}/maps", encoding="utf-8", errors="replace") as maps, open(f"/proc/{pid}/mem", "rb", buffering=0) as memory:
        for line in maps:
            fields = line.split()
            if not fields[1].startswith("rw"):
                continue
            start, end = (int(part, 16) for part in fields[0].split("-"))
            try:
                memory.seek(start)
                yield memory.read(end - start)
            except (OSError, OverflowError, ValueError):
                continue


def check_memory(stage, pid, pins, typed):
    fields = (stage.card / "printed-qr.txt").read_text(encoding="utf-8").strip().split("|")
    personal = {"number": fields[0], "name": fields[2], "residence": fields[5]}
    personal.update({f"typed: {text}": text for text in typed})
    keys = {path.name: path.read_bytes() for path in stage.key_store.rglob("*.key") if not re.search(r"\.(attempts|generation)\.key$", path.name)}
    alone = {pin: re.compile(b"(?<![0-9])" + pin.encode() + b"(?![0-9])") for pin in pins}
    counts = dict.fromkeys(personal, 0)
    size = 0
    try:
        for region in _written(pid):
            size += len(region)
            for what, text in personal.items():
                counts[what] += region.count(text.encode()) + region.count(text.encode("utf-16-le"))
            for name, key in keys.items():
                if key in region or key.hex().encode() in region:
                    raise Failed(f"after the lock the key {name} is in the app's memory")
            for pin, pattern in alone.items():
                if pattern.search(region):
                    raise Failed("after the lock a PIN is in the app's memory")
    except PermissionError:
        return "memory after the lock: the app lets nobody look but root"
    if size < 1 << 20 or not keys:
        raise Failed("the look into the app's memory saw nothing")
    left = ", ".join(f"{what} {count}" for what, count in counts.items())
    return f"memory after the lock: {len(keys)} keys and {len(pins)} PINs nowhere in {size >> 20} MiB; personal values: {left}"
