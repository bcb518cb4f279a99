"""Holds CBOR against the CDDL (RFC 8610) of docs/formats.cddl: the part of the language that stands there, and no more.

Rules with parameters, groups, type choices, maps and arrays with ? * + n*m, literals, ranges, tags, #7.n, .size, .cbor, .regexp.
"""
import re

import cbor2

from codec import decode

TOKEN = re.compile(r'\s+|;[^\n]*|(?P<text>"[^"]*")|(?P<number>-?\d+(?!\w))|(?P<tag>#\d\.\d+)|(?P<control>\.[a-z]+)'
                   r'|(?P<name>[A-Za-z](?:[\w-]*\w)?)|(?P<mark>\.\.|=>|[=/{}\[\]()<>,:?*+])')
BASIC = {"bstr": bytes, "tstr": str, "bool": bool}
MOST = 1 << 62


class Grammar(Exception):
    """The CDDL itself is wrong."""


class Parser:
    """`rules`: name -> (parameters, type or group). A group is a list of entries (least, most, key, what)."""

    def __init__(self, text):
        self.tokens, at = [], 0
        while at < len(text):
            found = TOKEN.match(text, at)
            if not found:
                raise Grammar(f"not CDDL: {text[at:at + 20]!r}")
            if found.lastgroup:
                self.tokens.append((found.lastgroup, found.group()))
            at = found.end()
        self.at, self.rules, self.used = 0, {}, set()
        while self.at < len(self.tokens):
            self.rule()
        known = set(self.rules) | set(BASIC) | {each for parameters, _ in self.rules.values() for each in parameters}
        if self.used - known:
            raise Grammar(f"no such rule: {self.used - known}")

    def peek(self, ahead=0):
        return self.tokens[self.at + ahead] if self.at + ahead < len(self.tokens) else (None, None)

    def take(self, mark=None):
        kind, value = self.peek()
        if mark is not None and value != mark:
            raise Grammar(f"{mark!r} expected, {value!r} found, after {[each for _, each in self.tokens[self.at - 8:self.at]]}")
        self.at += 1
        return kind, value

    def has(self, mark):
        if self.peek() != ("mark", mark):
            return False
        self.at += 1
        return True

    def rule(self):
        _, name = self.take()
        parameters = []
        if self.has("<"):
            parameters.append(self.take()[1])
            while self.has(","):
                parameters.append(self.take()[1])
            self.take(">")
        self.take("=")
        if name in self.rules:
            raise Grammar(f"twice: {name}")
        self.rules[name] = (parameters, ("group", self.group("(", ")")) if self.peek()[1] == "(" else self.type())

    def type(self):
        choices = [self.one()]
        while self.has("/"):
            choices.append(self.one())
        return ("choice", choices) if len(choices) > 1 else choices[0]

    def one(self):
        found = self.plain()
        if self.has(".."):
            return ("range", found[1], self.plain()[1])
        if self.peek()[0] == "control":
            return ("control", self.take()[1], found, self.plain())
        return found

    def plain(self):
        kind, value = self.peek()
        if value == "{":
            return ("map", self.group("{", "}"))
        if value == "[":
            return ("array", self.group("[", "]"))
        self.take()
        if value == "(":
            found = self.type()
            self.take(")")
            return found
        if value in ("true", "false"):
            return ("literal", value == "true")
        if kind == "text":
            return ("literal", value[1:-1])
        if kind == "number":
            return ("literal", int(value))
        if kind == "tag":
            major, number = value[1:].split(".")
            if major == "7":
                return ("literal", cbor2.CBORSimpleValue(int(number)))
            self.take("(")
            content = self.type()
            self.take(")")
            return ("tag", int(number), content)
        if kind != "name":
            raise Grammar(f"no type: {value!r}")
        self.used.add(value)
        given = []
        if self.has("<"):
            given.append(self.type())
            while self.has(","):
                given.append(self.type())
            self.take(">")
        return ("rule", value, given)

    def group(self, begin, end):
        self.take(begin)
        entries = []
        while not self.has(end):
            entries.append(self.entry())
            if not self.has(","):
                self.take(end)
                break
        return entries

    def entry(self):
        least, most = self.occurrence()
        if self.peek()[1] == "(":
            return (least, most, None, self.plain())
        if self.peek(1)[1] == ":":
            kind, value = self.take()
            self.take(":")
            return (least, most, ("literal", int(value) if kind == "number" else value.strip('"')), self.type())
        found = self.type()
        if self.has("=>"):
            return (least, most, found, self.type())
        return (least, most, None, found)

    def occurrence(self):
        if self.has("?"):
            return 0, 1
        if self.has("+"):
            return 1, MOST
        least = int(self.take()[1]) if self.peek()[0] == "number" and self.peek(1)[1] == "*" else 0
        if self.has("*"):
            return least, int(self.take()[1]) if self.peek()[0] == "number" and self.peek(1)[1] not in (":", "..", "=>") else MOST
        return 1, 1


def same(literal, value):
    return type(literal) is type(value) and literal == value


class Schema:
    def __init__(self, text):
        self.rules = Parser(text).rules

    def roots(self):
        """Rules that no other rule uses: one for each artefact."""
        used = set()

        def walk(node):
            if isinstance(node, tuple) and node and node[0] == "rule":
                used.add(node[1])
            if isinstance(node, (tuple, list)):
                for each in node:
                    walk(each)
        for _, node in self.rules.values():
            walk(node)
        return set(self.rules) - used

    def accepts(self, rule, data):
        try:
            value = decode(data)
        except Exception:
            return False
        return self.matches(("rule", rule, []), {}, value)

    def resolve(self, node, given):
        """What a name stands for here, and what its parameters do."""
        while node[0] == "rule" and node[1] not in BASIC:
            if node[1] in given:
                node, given = given[node[1]]
                continue
            parameters, meant = self.rules[node[1]]
            if len(parameters) != len(node[2]):
                raise Grammar(f"{node[1]} has {len(parameters)} parameters")
            node, given = meant, {each: (argument, given) for each, argument in zip(parameters, node[2])}
        return node, given

    def matches(self, node, given, value):
        node, given = self.resolve(node, given)
        kind = node[0]
        if kind == "rule":
            return type(value) is BASIC[node[1]]
        if kind == "choice":
            return any(self.matches(each, given, value) for each in node[1])
        if kind == "literal":
            return same(node[1], value)
        if kind == "range":
            return type(value) is int and node[1] <= value <= node[2]
        if kind == "tag":
            return isinstance(value, cbor2.CBORTag) and value.tag == node[1] and self.matches(node[2], given, value.value)
        if kind == "control":
            return self.matches(node[2], given, value) and self.controlled(node[1], node[3], given, value)
        if kind == "map":
            return isinstance(value, dict) and self.map_matches(node[1], given, value)
        if kind == "array":
            return isinstance(value, list) and len(value) in self.ends(node[1], given, value, 0)
        raise Grammar(f"a group where a type is meant: {node}")

    def controlled(self, control, argument, given, value):
        if control == ".size":
            return self.matches(argument, given, len(value if isinstance(value, bytes) else value.encode()))
        if control == ".regexp":
            return re.fullmatch(argument[1], value, re.ASCII) is not None
        if control != ".cbor":
            raise Grammar(f"{control} is not known here")
        try:
            content = decode(value)
        except Exception:
            return False
        return self.matches(argument, given, content)

    def flat(self, entries, given):
        """The entries of a map with its groups put in their place."""
        for entry in entries:
            node, inner = self.resolve(entry[3], given) if entry[2] is None else (entry[3], given)
            if entry[2] is None and node[0] == "group":
                yield from self.flat(node[1], inner)
            else:
                yield (*entry, given)

    def map_matches(self, entries, given, value):
        left = dict(value)
        for least, most, key, content, inner in self.flat(entries, given):
            fitting = [each for each in left if self.matches(key, inner, each)]
            if not least <= len(fitting) <= most or not all(self.matches(content, inner, left[each]) for each in fitting):
                return False
            for each in fitting:
                del left[each]
        return not left

    def ends(self, entries, given, items, at):
        """Where a sequence that begins at `at` may end."""
        starts = {at}
        for least, most, _, content in entries:
            reached, count, after = starts, 0, set() if least else set(starts)
            while count < most and reached:
                reached = {start + 1 for start in reached if start < len(items) and self.matches(content, given, items[start])}
                count += 1
                if count >= least:
                    after |= reached
            starts = after
        return starts
