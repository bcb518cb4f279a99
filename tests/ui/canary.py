"""Looks for the demo person's data and secrets wherever they may not be: logs, databases, profiles, sockets, cores."""
import re

from automation import Failed


def _fixture(stage):
    """Values of the demo card that must not leak, read from the card folder itself."""
    text = (stage.card / "printed-qr.txt").read_text(encoding="utf-8").strip()
    fields = text.split("|")
    number, name, residence = fields[0], fields[2], fields[5]
    can = number[-6:]
    return {"number": number, "name": name, "residence": residence, "CAN": can, "MRZ name": re.sub(r"\s+", "<", _plain(name))}


def _plain(name):
    import unicodedata

    text = unicodedata.normalize("NFD", name.replace("Đ", "D").replace("đ", "d"))
    return "".join(c for c in text if not unicodedata.combining(c)).upper()


def _keys(stage):
    """Raw private keys on the stage: they may be in their own files only."""
    keys = {}
    for folder in (stage.authority_state, stage.card, stage.key_store):
        for path in folder.rglob("*") if folder.exists() else ():
            # the attempts record is no key: it is sealed, and mirrored in the profile on purpose
            sealed = path.name.endswith(".attempts.key")
            if path.is_file() and not sealed and (path.suffix == ".key" or folder == stage.key_store) and path.stat().st_size >= 16:
                keys[path] = path.read_bytes()
    return keys


def check_canaries(stage, pin):
    needles = {what: (value.encode(), value.encode("utf-16-le")) for what, value in {**_fixture(stage), "PIN": pin}.items()}
    keys = _keys(stage)
    # the card is the citizen's own chip, the pictures are what the citizen showed
    own = (stage.card, stage.shots)
    looked = 0
    for path in sorted(stage.demo.rglob("*")):
        if not path.is_file() or any(folder in path.parents for folder in own):
            continue
        data = path.read_bytes()
        looked += 1
        where = path.relative_to(stage.demo)
        for what, forms in needles.items():
            for form in forms:
                # six digits may stand in random bytes by chance, but not as a word of their own
                if form in data and (len(form) > 6 or re.search(rb"(?<![0-9A-Za-z])" + form + rb"(?![0-9A-Za-z])", data)):
                    raise Failed(f"the person's {what} stands in {where}")
            if any(value.decode("utf-8") in str(where) for value in forms[:1]):
                raise Failed(f"the person's {what} stands in the file name {where}")
        for key_path, key in keys.items():
            if path != key_path and (key in data or key.hex().encode() in data):
                raise Failed(f"the key {key_path.name} stands in {where}")
    if looked < 8 or not keys:
        raise Failed(f"the leak test saw only {looked} files and {len(keys)} keys: it would find nothing")
    return f"no name, number, address, CAN, PIN or key in {looked} files"
