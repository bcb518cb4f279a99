"""Looks for the demo person's data and secrets wherever they may not be: logs, databases, profiles, caches, temporary files."""
import re
import unicodedata

from automation import Failed


def _plain(name):
    text = unicodedata.normalize("NFD", name.replace("Đ", "D").replace("đ", "d"))
    return "".join(c for c in text if not unicodedata.combining(c)).upper()


def _needles(stage, secrets, codes):
    """What must not leak: the card's own values as they are printed, typed or coded, the typed secrets, the codes shown."""
    fields = (stage.card / "printed-qr.txt").read_text(encoding="utf-8").strip().split("|")
    number, old_number, name, birth, residence = fields[0], fields[1], fields[2], fields[3], fields[5]
    family, *given = _plain(name).split()
    mrz = [line for line in (stage.card / "card.txt").read_text(encoding="utf-8").split() if "<" in line]
    if len(mrz) != 3:
        raise Failed("the card's text shows no MRZ of three lines")
    needles = {
        "number": number,
        "name": name,
        "plain name": _plain(name),
        "MRZ name": family + "<<" + "<".join(given),
        "MRZ, first line": mrz[0][:30],
        "MRZ, second line": mrz[1][:15],
        "residence": residence,
        "birth date": f"{birth[:2]}/{birth[2:4]}/{birth[4:]}",
        "CAN": number[-6:],
    }
    if old_number:
        needles["old number"] = old_number
    needles.update(secrets)
    for index, code in enumerate(codes):
        needles[f"code {index + 1}"] = code[40:90]
    return {what: [form for text in {value, unicodedata.normalize("NFD", value)} for form in (text.encode(), text.encode("utf-16-le"))]
            for what, value in needles.items()}


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


def _stands_in(form, data):
    # six digits may stand in random bytes by chance, but not as a word of their own
    return form in data and (len(form) > 6 or re.search(rb"(?<![0-9A-Za-z])" + re.escape(form) + rb"(?![0-9A-Za-z])", data))


def _look(stage, needles, keys):
    """(what leaks where, files looked at)"""
    # the card is the citizen's own chip, the pictures are what the citizen showed
    own = (stage.card, stage.shots)
    looked = 0
    for path in sorted(stage.demo.rglob("*")):
        if not path.is_file() or any(folder in path.parents for folder in own):
            continue
        data = path.read_bytes()
        looked += 1
        where = str(path.relative_to(stage.demo))
        for what, forms in needles.items():
            if any(_stands_in(form, data) or _stands_in(form, where.encode()) for form in forms):
                return f"the person's {what} stands in {where}", looked
        for key_path, key in keys.items():
            if path != key_path and (key in data or key.hex().encode() in data):
                return f"the key {key_path.name} stands in {where}", looked
    return None, looked


def check_canaries(stage, secrets, codes):
    needles, keys = _needles(stage, secrets, codes), _keys(stage)
    leak, looked = _look(stage, needles, keys)
    if leak:
        raise Failed(leak)
    if looked < 8 or not keys:
        raise Failed(f"the leak test saw only {looked} files and {len(keys)} keys: it would find nothing")
    # It must be able to fail: every needle in every form, and a key, planted one by one, is found.
    plant = stage.logs / "planted.log"
    planted = [form for forms in needles.values() for form in forms] + [next(iter(keys.values())), next(iter(keys.values())).hex().encode()]
    for form in planted:
        plant.write_bytes(b"x " + form + b" y")
        found, _ = _look(stage, needles, keys)
        plant.unlink()
        if not found:
            raise Failed("a planted leak was not found")
    return f"{len(needles)} values and {len(keys)} keys in none of {looked} files ({len(planted)} planted leaks were all found)"
