# SPDX-License-Identifier: Apache-2.0
"""A system call that fails just when libbpf asks the kernel what it can."""

import re
import shutil
import tempfile
import unittest

from support import path
from support.host import require_root
from support.program import stamp

SENDER = ("sender", "eth0", "192.0.2.2", "-c", "1", "-w", "50ms")


def setUpModule():
    require_root()
    if not shutil.which("strace"):
        raise unittest.SkipTest("no strace")


class Probes(unittest.TestCase):
    def traced(self, way, *options):
        with tempfile.NamedTemporaryFile("r") as trace:
            done = way.near.host.run("strace", "-e", "trace=bpf", "-o", trace.name, *options,
                                     stamp(), *SENDER, check=False)
            return done, trace.read()

    def test_maps_that_cannot_be_in_memory_are_an_error_and_no_crash(self):
        with path.direct_path() as way:
            _, calls = self.traced(way)
            calls = [line for line in calls.splitlines() if line.startswith("bpf(")]
            probes = [number for number, line in enumerate(calls, 1)
                      if "BPF_MAP_CREATE" in line and "BPF_F_MMAPABLE" in line and
                      re.search(r"key_size=4, value_size=4, max_entries=1[,}]", line)]
            self.assertTrue(probes, calls)
            for number in probes:
                done, _ = self.traced(way, "-e", f"inject=bpf:error=ENOMEM:when={number}")
                self.assertEqual(done.returncode, 4, done.stderr)
                self.assertRegex(done.stderr, r"(?m)^stamp: map the variables of the BPF programs: "
                                              r"Cannot allocate memory$")
