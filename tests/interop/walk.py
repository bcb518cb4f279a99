"""CBOR opened all the way down, to be spoilt in one place and closed again."""
import cbor2

from codec import decode, encode


class Opened:
    """CBOR inside a byte string, opened so that it can be walked and spoilt."""

    def __init__(self, value):
        self.value = value


def opened(value):
    if isinstance(value, bytes):
        try:
            inner = decode(value)
        except Exception:
            return value
        # A few bytes may be CBOR by chance; what is signed or disclosed is never so simple.
        return Opened(opened(inner)) if isinstance(inner, (dict, list, cbor2.CBORTag, bytes)) and inner else value
    if isinstance(value, dict):
        return {key: opened(each) for key, each in value.items()}
    if isinstance(value, list):
        return [opened(each) for each in value]
    return cbor2.CBORTag(value.tag, opened(value.value)) if isinstance(value, cbor2.CBORTag) else value


def closed(value):
    if isinstance(value, Opened):
        return encode(closed(value.value))
    if isinstance(value, dict):
        return {key: closed(each) for key, each in value.items()}
    if isinstance(value, list):
        return [closed(each) for each in value]
    return cbor2.CBORTag(value.tag, closed(value.value)) if isinstance(value, cbor2.CBORTag) else value


def spoilt(value, path=""):
    """Each node in turn as something that is nowhere meant: another type, one label or one item too many."""
    yield path, cbor2.CBORSimpleValue(99)
    if isinstance(value, Opened):
        yield from ((where, Opened(each)) for where, each in spoilt(value.value, path + "<>"))
    elif isinstance(value, cbor2.CBORTag):
        yield path + " another tag", cbor2.CBORTag(value.tag + 1, value.value)
        yield path + " no tag", value.value
        yield from ((where, cbor2.CBORTag(value.tag, each)) for where, each in spoilt(value.value, path))
    elif isinstance(value, dict):
        yield path + " a label more", {**value, 999: 0}
        for key, each in value.items():
            yield from ((where, {**value, key: new}) for where, new in spoilt(each, f"{path}/{key}"))
    elif isinstance(value, list):
        yield path + " an item more", [*value, cbor2.CBORSimpleValue(99)]
        for at, each in enumerate(value):
            yield from ((where, [*value[:at], new, *value[at + 1:]]) for where, new in spoilt(each, f"{path}/{at}"))


def put(value, path, change):
    """`value` with what stands at `path` changed; tags and byte strings are looked through."""
    if isinstance(value, Opened):
        return Opened(put(value.value, path, change))
    if isinstance(value, cbor2.CBORTag):
        return cbor2.CBORTag(value.tag, put(value.value, path, change))
    if not path:
        return change(value)
    new = dict(value) if isinstance(value, dict) else list(value)
    if callable(path[0]):  # which one of a list
        path = (next(at for at, each in enumerate(value) if path[0](each)), *path[1:])
    new[path[0]] = put(new[path[0]], path[1:], change)
    return new


def to(new):
    return lambda _: new


def without(key):
    return lambda value: {each: value[each] for each in value if each != key}


def also(key, new):
    return lambda value: {**value, key: new}
