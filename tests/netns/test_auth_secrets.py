# SPDX-License-Identifier: Apache-2.0
"""S8762-31: a key is in the kernel and nowhere else: not in the process, its log or its pins."""

import hashlib
import os
import re
import stat
import struct
import tempfile
import unittest

from persistent import Persistent, bpftool, good, pins
from stamp_auth import key_file
from support import path
from support.host import require_root
from support.program import Reflector, Running

KEY = hashlib.sha256(b"no octets that anything else would have").digest()
PAGE = 1 << 20


def setUpModule():
    require_root()


def padded(octet):
    return bytes(k ^ octet for k in KEY.ljust(64, b"\0"))


def swapped(octets):
    return b"".join(octets[i:i + 4][::-1] for i in range(0, len(octets), 4))


def needles():
    """{name: octets} of the key in every shape that it has on its way into the kernel."""
    shapes = {"the key": KEY, "its digits": KEY.hex().encode()[:32],
              "the inner block": padded(0x36)[:32], "the outer block": padded(0x5c)[:32]}
    swaps = {name + " as words": swapped(octets) for name, octets in shapes.items()
             if name != "its digits"}
    return shapes | swaps


def readable(pid):
    """The memory of a process, as root sees it, mapping by mapping."""
    with open(f"/proc/{pid}/maps", encoding="ascii") as maps, \
            open(f"/proc/{pid}/mem", "rb", buffering=0) as memory:
        for line in maps:
            begin, end, mode = re.match(r"([0-9a-f]+)-([0-9a-f]+) (\S+)", line).groups()
            if "r" not in mode or "[v" in line:  # vvar, vdso, vsyscall
                continue
            at, end = int(begin, 16), int(end, 16)
            try:
                memory.seek(at)
                content = b""
                while at + len(content) < end:
                    piece = memory.read(min(PAGE, end - at - len(content)))
                    if not piece:
                        break
                    content += piece
            except OSError:  # of a device
                continue
            yield line.strip(), content


def midstates(octets):
    """Of a stamp_keys in a map: the words of its first key, as one string."""
    count, = struct.unpack_from("=I", octets)
    return count, octets[8:72]


class Secrets(Persistent):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.path = key_file(folder.name, "key", KEY)

    def pinned_midstate(self):
        name, = (p for p in pins() if p.endswith("/keys"))
        entry, = bpftool("map", "dump", "pinned", name)
        count, words = midstates(bytes(int(octet, 16) for octet in entry["value"]))
        self.assertEqual(count, 1)
        self.assertNotEqual(words, bytes(64))
        return words

    def check_memory(self, pid, midstate):
        looked_at = 0
        for where, content in readable(pid):
            looked_at += len(content)
            for name, octets in needles().items():
                self.assertEqual(content.find(octets), -1, f"{name} in {where}")
            for half in (midstate[:32], midstate[32:]):
                self.assertEqual(content.find(half), -1, f"a midstate in {where}")
        self.assertGreater(looked_at, 1 << 20)

    def check_output(self, outcome, midstate):
        for stream in (outcome.out, outcome.err):
            for words in (KEY, midstate[:32], midstate[32:]):
                self.assertEqual(stream.lower().find(words.hex()), -1)
                for i in range(0, len(words), 4):  # as a number, however it is written
                    number, = struct.unpack_from("=I", words, i)
                    self.assertIsNone(re.search(rf"\b(0x{number:x}|{number})\b", stream))

    def test_a_reflector_has_handed_its_key_over(self):
        with path.direct_path() as way, \
                Reflector(way.far, options=("--key-file", self.path, "--debug", "-v")) as far:
            midstate = self.pinned_midstate()
            self.check_memory(far.pid, midstate)
            self.check_output(far.stop(), midstate)

    def test_nor_has_one_that_read_it_again(self):
        with path.direct_path() as way, \
                Reflector(way.far, options=("--key-file", self.path)) as far:
            midstate = self.pinned_midstate()
            far.kill(1)
            far.said("the key files were read again")
            self.check_memory(far.pid, midstate)
            self.assertEqual(self.pinned_midstate(), midstate)

    def test_a_sender_has_handed_its_key_over(self):
        with path.direct_path() as way, \
                Running(way.near.host, "sender", "eth0", way.far.ipv4, "--key-file", self.path,
                        "--debug", "-v", "--json", "-i", "50ms", "-w", "100ms") as sender:
            sender.said('"packet"')
            midstate = self.pinned_midstate()
            self.check_memory(sender.pid, midstate)
            self.check_output(sender.stop(), midstate)

    def test_the_look_at_the_memory_finds_what_is_there(self):
        """The argument, which is no secret, is in the process: the search does see."""
        with path.direct_path() as way, \
                Reflector(way.far, options=("--key-file", self.path)) as far:
            self.assertTrue(any(self.path.encode() in content
                                for _, content in readable(far.pid)))

    def test_the_pins_are_for_their_owner_alone(self):
        with path.direct_path() as way:
            good(way.far.host, "reflector", "add", "eth0", "--key-file", self.path)
            found = pins()
            self.assertIn("keys", [os.path.basename(p) for p in found])
            for name in found:
                self.assertEqual(stat.S_IMODE(os.stat(name).st_mode), 0o600, name)
                self.assertEqual(stat.S_IMODE(os.stat(os.path.dirname(name)).st_mode), 0o700)
            good(way.far.host, "reflector", "del", "eth0")

    def test_no_process_has_its_key_as_an_argument(self):
        with path.direct_path() as way, \
                Reflector(way.far, options=("--key-file", self.path)) as far:
            for name in ("cmdline", "environ"):
                with open(f"/proc/{far.pid}/{name}", "rb") as file:
                    self.assertEqual(file.read().find(KEY.hex().encode()), -1)


if __name__ == "__main__":
    unittest.main()
