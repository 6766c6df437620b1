# SPDX-License-Identifier: Apache-2.0
"""What an impairer does to the packets of one direction. The packet's number alone decides (0 for
the first test packet that came this way), so that a test can expect exact counts."""

import dataclasses
import re

SECOND_NS = {"ns": 1, "us": 10**3, "ms": 10**6, "s": 10**9}


@dataclasses.dataclass(frozen=True)
class Rules:
    delay_ns: int = 0
    drop: frozenset = frozenset()
    drop_every: int = 0  # the last one of each group of so many
    duplicate: frozenset = frozenset()
    corrupt: frozenset = frozenset()
    hold: dict = dataclasses.field(default_factory=dict)  # number -> packets let past it

    def drops(self, number):
        every = self.drop_every
        return number in self.drop or bool(every) and number % every == every - 1

    @property
    def text(self):
        """As parse() reads it."""
        words = [f"delay={self.delay_ns}ns"]
        words += [f"drop-every={self.drop_every}"] if self.drop_every else []
        for name in ("drop", "duplicate", "corrupt"):
            words += [f"{name}={','.join(map(str, sorted(getattr(self, name))))}"]
        words += [f"hold={','.join(f'{n}:{past}' for n, past in sorted(self.hold.items()))}"]
        return " ".join(word for word in words if not word.endswith("="))


def rules(delay="0ns", drop=(), drop_every=0, duplicate=(), corrupt=(), hold=None):
    """rules(delay="5ms", drop={3, 7}, hold={4: 2}): 4 is sent after two later ones."""
    return Rules(duration_ns(delay), frozenset(drop), drop_every, frozenset(duplicate),
                 frozenset(corrupt), dict(hold or {}))


def duration_ns(text):
    match = re.fullmatch(r"([0-9.]+)(ns|us|ms|s)", text)
    if not match:
        raise ValueError(f"not a duration: {text}")
    return round(float(match[1]) * SECOND_NS[match[2]])


def numbers(text):
    """3,7,10-12"""
    found = set()
    for part in text.split(","):
        first, _, last = part.partition("-")
        found.update(range(int(first), int(last or first) + 1))
    return frozenset(found)


def holds(text):
    """4:2,9:1"""
    return {int(n): int(past) for n, past in (part.split(":") for part in text.split(","))}


def parse(text):
    """delay=5ms drop=3,7,10-12 drop-every=50 duplicate=5 corrupt=8 hold=4:2"""
    readers = {"delay_ns": duration_ns, "drop": numbers, "drop_every": int, "duplicate": numbers,
               "corrupt": numbers, "hold": holds}
    found = {}
    for word in text.split():
        name, _, value = word.partition("=")
        key = {"delay": "delay_ns"}.get(name, name.replace("-", "_"))
        if key not in readers:
            raise ValueError(f"unknown rule: {word}")
        found[key] = readers[key](value)
    return Rules(**found)
