# SPDX-License-Identifier: Apache-2.0
"""A system call of add, change or del fails: what was there works on whole, and done is only what
the kernel has done. strace makes them fail, one at a time."""

import random
import re
import shutil
import tempfile
import unittest

from counting_program import tcx_programs
from persistent import HOOKS, Persistent, codes, good, pins, shown
from stamp_auth import KEY, OTHER_KEY, key_file
from stamp_client import QUICK
from support import path
from support.host import require_root
from support.program import send, stamp
from test_crash import filters

CALLS = ("bpf", "renameat2", "sendto", "sendmsg", "mkdirat", "unlinkat", "flock")
SAMPLES = 5  # of the calls of each verb and hook, besides the last ones
LAST = 5


def setUpModule():
    require_root()
    if not shutil.which("strace"):
        raise unittest.SkipTest("needs strace")


class LateFailure(Persistent):
    def traced(self, host, *words, inject=()):
        """(exit code, stderr, [system call])"""
        with tempfile.NamedTemporaryFile("r", encoding="utf-8") as log:
            done = host.run("strace", "-f", "-o", log.name, "-e", "trace=" + ",".join(CALLS),
                            *inject, stamp(), "reflector", *words, check=False, timeout=300)
            calls = re.findall(r"(?m)^\d+ +(\w+)\(", log.read())
        return done.returncode, done.stderr, calls

    def failures(self, calls, seed):
        """Some of (system call, its how-manieth). Always among them: those of bpf(2) behind the
        exchange of the names, from where on there is no way back, or else the latest."""
        every = [(name, n) for name in CALLS for n in range(1, calls.count(name) + 1)]
        behind = calls[::-1].index("renameat2") if "renameat2" in calls else 0
        latest = max(LAST, calls[len(calls) - behind:].count("bpf"))
        last = calls.count("bpf")
        always = [("bpf", n) for n in range(last - latest + 1, last + 1)]
        always += [("renameat2", 1)] if "renameat2" in calls else []
        chosen = random.Random(seed).sample(every, min(SAMPLES, len(every)))
        return sorted(set(chosen + always))

    def inject(self, name, number):
        return ("-e", f"inject={name}:error=ENOSPC:when={number}")

    def check_whole(self, way, key, *options):
        """Every request has its signed reply with a T3 of its own."""
        outcome = send(way.near, way.far.ipv4, "-c", 2, "--key-file", key, *QUICK, *options)
        self.assertEqual((outcome.summary["received"], outcome.summary["bad_auth"]), (2, 0))
        for packet in outcome.packets:
            self.assertGreater(packet["proc_ns"], 0)

    def test_a_change_that_fails_changes_nothing(self):
        for hook in HOOKS:
            with self.subTest(hook=hook), tempfile.TemporaryDirectory() as folder, \
                    path.direct_path() as way:
                host = way.far.host
                keys = [key_file(folder, name, key)
                        for name, key in (("a", KEY), ("b", OTHER_KEY))]
                good(host, "reflector", "add", "eth0", "--hook", hook, "--key-file", keys[0])
                code, _, calls = self.traced(host, "change", "eth0", "--rate", "999",
                                             "--key-file", keys[0])
                self.assertEqual(code, 0)
                has, rate = 0, 999
                for name, number in self.failures(calls, hook):
                    with self.subTest(name=name, number=number):
                        code, said, _ = self.traced(
                            host, "change", "eth0", "--key-file", keys[1 - has],
                            "--rate", str(rate + 1), inject=self.inject(name, number))
                        self.assertIn(code, (0, 1, 4), said)
                        if code == 0:
                            has, rate = 1 - has, rate + 1
                        else:
                            self.assertRegex(said, r"(?m)^stamp: ")
                        good(host, "reflector", "show")
                        self.check_whole(way, keys[has])
                        reflector, = shown(host)
                        self.assertEqual((reflector["state"], codes(reflector),
                                          reflector["rate_pps"]), ("attached", [], rate))
                good(host, "reflector", "del", "eth0")
                self.assertEqual((tcx_programs(way.far), filters(way.far), pins()), (0, "", []))
                self.assertNotIn("clsact", host.run("tc", "qdisc", "show", "dev", "eth0").stdout)

    def test_an_add_that_fails_leaves_nothing(self):
        for hook in HOOKS:
            with path.direct_path() as way:
                host = way.far.host
                words = ("add", "eth0", "--hook", hook)
                code, _, calls = self.traced(host, *words)
                self.assertEqual(code, 0)
                good(host, "reflector", "del", "eth0")
                for name, number in self.failures(calls, hook):
                    with self.subTest(hook=hook, name=name, number=number):
                        code, said, _ = self.traced(host, *words,
                                                    inject=self.inject(name, number))
                        self.assertIn(code, (0, 4), said)
                        if code == 0:
                            good(host, "reflector", "del", "eth0")
                        self.assertEqual((tcx_programs(way.far), filters(way.far), shown(host)),
                                         (0, "", []))

    def test_del_says_done_when_the_kernel_does(self):
        for hook in HOOKS:
            with path.direct_path() as way:
                host = way.far.host
                add = ("reflector", "add", "eth0", "--hook", hook)
                good(host, *add)
                code, _, calls = self.traced(host, "del", "eth0")
                self.assertEqual(code, 0)
                good(host, *add)
                for name, number in self.failures(calls, hook):
                    with self.subTest(hook=hook, name=name, number=number):
                        code, said, _ = self.traced(host, "del", "eth0",
                                                    inject=self.inject(name, number))
                        there = bool(tcx_programs(way.far)) or "stamp_" in filters(way.far)
                        qdiscs = host.run("tc", "qdisc", "show", "dev", "eth0").stdout
                        left = shown(host)
                        if not left:
                            good(host, *add)
                        self.assertTrue(code != 0 or "clsact" not in qdiscs, qdiscs)
                        self.assertEqual(code == 0, not there and not left, said)
                good(host, "reflector", "del", "eth0")
