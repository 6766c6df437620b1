# SPDX-License-Identifier: Apache-2.0
"""Limits of the kernel: descriptors and addresses. What does not fit is said, with the cure."""

import os
import resource
import tempfile

from persistent import Persistent, run
from support import path
from support.host import Host, require_root
from support.program import Reflector, Running, stamp

MOST_AN_INTERFACE = 12
# In a shell, which gives the limits on: soft and hard.
LIMITED = ["sh", "-c", 'ulimit -Sn "$1" && ulimit -Hn "$2" && shift 2 && exec "$@"', "sh"]


def setUpModule():
    require_root()


def descriptors(process):
    return len(os.listdir(f"/proc/{process.pid}/fd"))


class Port:
    def __init__(self, host, name):
        self.host, self.name = host, name


def ports(host, count):
    """Ends of veth pairs; the other ends are there as well."""
    pairs = (count + 1) // 2
    for i in range(pairs):
        host.run("ip", "link", "add", "name", f"v{i}", "type", "veth", "peer", "name", f"w{i}")
    return [Port(host, f"{side}{i}") for i in range(pairs) for side in "vw"][:count]


class Descriptors(Persistent):
    def test_an_interface_takes_few(self):
        with Host() as host:
            counts = []
            for some in (ports(host, 2)[:1], [Port(host, "v0"), Port(host, "w0")]):
                for hook in ("tcx", "clsact"):
                    with Reflector(some, options=("--hook", hook, "--stateful")) as reflector:
                        counts.append(descriptors(reflector.process))
            for one, two in zip(counts[:2], counts[2:]):
                self.assertLessEqual(two - one, MOST_AN_INTERFACE)

    def test_the_soft_limit_is_raised_to_the_hard_one(self):
        with Host() as host:
            names = [port.name for port in ports(host, 8)]
            with Running(host, *LIMITED[1:], 64, 2000, stamp(), "reflector", *names,
                         program=LIMITED[0]) as reflector:
                for name in names:
                    reflector.said(f"STAMP reflector on {name}")
                self.assertGreater(descriptors(reflector.process), 64)
                soft, hard = resource.prlimit(reflector.pid, resource.RLIMIT_NOFILE)
                self.assertEqual((soft, hard), (2000, 2000))

    def test_too_few_are_said_with_the_number_that_is_wanted(self):
        with Host() as host:
            names = [port.name for port in ports(host, 8)]
            for limit in (40, 60, 80):
                with self.subTest(limit=limit):
                    done = host.run(*LIMITED, limit, limit, stamp(), "reflector", *names,
                                    check=False)
                    self.assertEqual((done.returncode, done.stdout), (4, ""))
                    self.assertRegex(done.stderr, r"(?m)^stamp: .*\(8 interfaces, and at most "
                                                  rf"{limit} open files\): Too many open files\n"
                                                  r"try: fewer interfaces, or a hard limit of "
                                                  r"\d+ open files: ulimit -Hn.*\n$")


class Addresses(Persistent):
    def test_one_too_many_is_said_with_the_cure(self):
        with path.direct_path() as way, tempfile.NamedTemporaryFile("w", encoding="ascii") as batch:
            batch.writelines(f"address add 10.{i >> 8}.{i & 255}.1/32 dev eth0\n"
                             for i in range(1024))
            batch.flush()
            way.far.host.run("ip", "-batch", batch.name)
            for words in (["add", "eth0"], ["eth0"]):
                done = run(way.far.host, "reflector", *words)
                self.assertEqual((done.returncode, done.stdout), (4, ""))
                self.assertRegex(done.stderr,
                                 r"^stamp: .*the interface has \d+ addresses, and 1024 "
                                 r"can be answered at most\n"
                                 r"try: --address for each address to answer on\n$")
            self.assertEqual(run(way.far.host, "reflector", "add", "eth0", "--address",
                                 way.far.ipv4).returncode, 0)
            self.assertEqual(run(way.far.host, "reflector", "del", "eth0").returncode, 0)


class SmallStack(Persistent):
    def test_a_sender_and_a_reflector_do_with_64_kib_of_stack(self):
        small = ["sh", "-c", 'ulimit -s 64 && exec "$@"', "sh"]
        with path.direct_path() as way:
            with Running(way.far.host, *small[1:], stamp(), "reflector", "eth0",
                         program=small[0]) as reflector:
                reflector.said("STAMP reflector on eth0")
                done = way.near.host.run(*small, stamp(), "sender", "eth0", way.far.ipv4, "-c", 3,
                                         "-i", "5ms", "--tlv", "padding:100", check=False)
                self.assertEqual((done.returncode, done.stderr), (0, ""))
