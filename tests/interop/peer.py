# SPDX-License-Identifier: Apache-2.0
"""What every adapter of a peer has in common: where its programs are, how they are run, and the
rows that a pair of roles has to pass. Nothing of a peer is here: its programs come from PATH or
from variables of the environment, and what is not there is skipped."""

import dataclasses
import os
import pathlib
import shutil
import sys
import tempfile
import time
import unittest

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "netns"))

from stamp_auth import KEY, key_file  # noqa: E402
from support import path  # noqa: E402
from support.host import require_root  # noqa: E402
from support.packet_socket import Capture  # noqa: E402
from support.program import Reflector, Running, send  # noqa: E402

COUNT = 3
PORT = 862
PATIENCE_S = 60
QUICK = ("-c", COUNT, "-i", "100ms", "-w", "2s")


@dataclasses.dataclass(frozen=True)
class Program:
    """Found in $VARIABLE, else in PATH if its name says whose it is."""
    variable: str
    name: str | None = None

    def found(self):
        if chosen := os.environ.get(self.variable):
            return chosen
        if self.name and (found := shutil.which(self.name)):
            return found
        where = f"`{self.name}` is not in PATH and" if self.name else "no"
        raise unittest.SkipTest(f"{where} ${self.variable}" + (" is not set" if self.name else ""))


@dataclasses.dataclass(frozen=True)
class Row:
    """One mode of one role of the peer: its words, ours, and what else has to hold."""
    mode: str
    theirs: tuple = ()
    ours: tuple = ()
    families: tuple = (4, 6)
    received: int = COUNT
    without_offload: int | None = None  # received when the stack computes checksums, if different
    misses: bool = False  # its sender does not count every reply that reaches it
    check: object = None  # called with the test and the outcome of the sender

    def expected(self, offload):
        return self.received if offload or self.without_offload is None else self.without_offload


@dataclasses.dataclass
class Seen:
    """What the peer's sender said of its run; `data` is what only its adapter understands."""
    received: int
    data: object = None


def words(row, keys):
    """The words of a row, with the paths of the key files filled in."""
    return tuple(tuple(str(word).format(**keys) for word in part)
                 for part in (row.theirs, row.ours))


def bound(family):
    """Whether a UDP socket of this namespace has the port; call it in the namespace."""
    names = ["udp6"] if family == 6 else ["udp", "udp6"]
    for name in names:
        with open(f"/proc/thread-self/net/{name}", encoding="ascii") as file:
            if any(line.split()[1].endswith(f":{PORT:04X}") for line in list(file)[1:]):
                return True
    return False


def wait_until_bound(running, host, family):
    deadline = time.monotonic() + PATIENCE_S
    while not host.call(bound, family):
        if running.process.poll() is not None or time.monotonic() > deadline:
            raise AssertionError(f"the peer never listens: {running.so_far()}")
        time.sleep(0.02)


class Peer:
    """An adapter. A peer that has one role only leaves the other's rows empty."""
    sends, reflects = (), ()

    def sender_command(self, near, far, family, theirs):
        raise NotImplementedError

    def read_sender(self, finished):
        raise NotImplementedError

    def reflector_command(self, far, family, theirs):
        raise NotImplementedError

    def wait_until_ready(self, running, host, family):
        wait_until_bound(running, host, family)


def address(port, family):
    return port.ipv6 if family == 6 else port.ipv4


def bracketed(port, family):
    return f"[{port.ipv6}]" if family == 6 else port.ipv4


def report(*columns):
    """A row of docs/interop.md, for the file that $INTEROP_REPORT names."""
    if name := os.environ.get("INTEROP_REPORT"):
        with open(name, "a", encoding="utf-8") as file:
            file.write("| " + " | ".join(map(str, columns)) + " |\n")


class Interop:
    """The tests of a peer; use with unittest.TestCase and set `peer`."""
    peer = None

    def each(self, rows, run, role):
        require_root()
        if not rows:
            self.skipTest("the peer does not have this role")
        with tempfile.TemporaryDirectory() as folder:
            # `letters` is for peers that take the hex digits themselves as the octets of a key.
            keys = {"key": key_file(folder, "key", KEY),
                    "letters": key_file(folder, "letters", KEY.hex().encode())}
            for offload in (True, False):
                with path.direct_path(offload=offload) as way:
                    for row in rows:
                        for family in row.families:
                            with self.subTest(mode=row.mode, family=family, offload=offload):
                                expected = row.expected(offload)
                                run(way, row, family, expected, *words(row, keys))
                                report(type(self.peer).__name__, role, row.mode,
                                       f"IPv{family}", f"offload {'on' if offload else 'off'}",
                                       f"{expected} of {COUNT}")

    def their_sender(self, way, row, family, expected, theirs, ours):
        with Reflector(way.far, options=ours), Capture(way.near) as capture:
            finished = way.near.host.run(
                *self.peer.sender_command(way.near, way.far, family, theirs), check=False)
            replies = [f for f in capture.udp(outgoing=False) if f.udp.sport == PORT]
        seen = self.peer.read_sender(finished)
        self.assertEqual(len(replies), expected, "replies on the wire")
        if not row.misses:
            self.assertEqual(seen.received, expected, finished.stdout + finished.stderr)
        if row.check and expected:
            row.check(self, seen)

    def their_reflector(self, way, row, family, expected, theirs, ours):
        program, *rest = self.peer.reflector_command(way.far, family, theirs)
        with Running(way.far.host, *rest, program=program) as running:
            self.peer.wait_until_ready(running, way.far.host, family)
            outcome = send(way.near, address(way.far, family), *QUICK, *ours)
        self.assertEqual(outcome.summary["sent"], COUNT, outcome.err)
        self.assertEqual(outcome.summary["received"], expected, outcome.out + outcome.err)
        if row.check and expected:
            row.check(self, outcome)

    def test_their_sender(self):
        self.each(self.peer.sends, self.their_sender, "sender")

    def test_their_reflector(self):
        self.each(self.peer.reflects, self.their_reflector, "reflector")
