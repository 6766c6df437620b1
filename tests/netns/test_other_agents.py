# SPDX-License-Identifier: Apache-2.0
"""Other programs on the hooks of the reflector's interface, and processes that try to be it."""

import contextlib
import itertools
import json
import socket
import struct
import tempfile
import unittest

from counting_program import ends_the_chain, marks
from json_schema import faults_of_line
from stamp_auth import BASE, KEY, key_file, reply
from stamp_client import QUICK
from support import path
from support.host import require_root
from support.program import Reflector, Running, send, stamp

OLD_MARK = 0x57a40000  # what replies were known by once
def setUpModule():
    require_root()


def nft_marks(port, mark):
    """The same by netfilter, whose hook at egress comes first of all."""
    rule = f"table netdev other {{ chain out {{ type filter hook egress device {port.name} " \
           f"priority 0; meta mark set 0x{mark:x}; }}; }}"
    done = port.host.run("nft", rule, check=False)
    if done.returncode != 0:
        raise unittest.SkipTest(f"no nft at egress here: {done.stderr.strip()}")


def verdicts(outcome):
    return outcome.of_type("stats")[0]["interfaces"][0]["verdicts"]


class WhoWritesTheMark(unittest.TestCase):
    def check(self, way, *options):
        for target in (way.far.ipv4, way.far.ipv6):
            with self.subTest(target=target):
                outcome = send(way.near, target, "-c", 5, *QUICK, *options)
                self.assertEqual((outcome.summary["received"], outcome.code), (5, 0))
                self.assertEqual(outcome.of_type("warning"), [])
                for packet in outcome.packets:
                    self.assertGreater(packet["proc_ns"], 0)
                    self.assertGreater(packet["rtt_ns"], 0)

    def test_t3_is_written_whatever_mark_another_agent_sets_at_egress(self):
        for hook, mark in itertools.product(("tcx", "clsact"), (0, 1, OLD_MARK)):
            with self.subTest(hook=hook, mark=mark), path.direct_path(offload=mark == 0) as way, \
                    Reflector(way.far, options=("--hook", hook)), marks(way.far, mark):
                self.check(way)

    def test_and_by_netfilter(self):
        with path.direct_path() as way, Reflector(way.far):
            nft_marks(way.far, 7)
            self.check(way)

    def test_replies_are_signed_then_too(self):
        with tempfile.TemporaryDirectory() as folder:
            key = ("--key-file", key_file(folder, "key", KEY))
            for hook in ("tcx", "clsact"):
                with self.subTest(hook=hook), path.direct_path() as way, \
                        Reflector(way.far, options=(*key, "--hook", hook)), marks(way.far, 7):
                    self.check(way, *key)

    def test_and_a_change_in_between_loses_none(self):
        with path.direct_path() as way:
            way.far.host.run(stamp(), "reflector", "add", way.far.name)
            with marks(way.far, 7), \
                    Running(way.near.host, "sender", way.near.name, way.far.ipv4, "--json", "-c",
                            "400", "-i", "2ms", "-w", "2s") as sender:
                for rate in (5000, 6000, 7000):
                    way.far.host.run(stamp(), "reflector", "change", way.far.name, "--rate", rate)
                outcome = sender.wait()
            self.assertEqual((outcome.summary["received"], outcome.code), (400, 0))
            self.assertTrue(all(packet["proc_ns"] > 0 for packet in outcome.packets))
            way.far.host.run(stamp(), "reflector", "del", way.far.name)


class WhoEndsTheChain(unittest.TestCase):
    """A program in front of ours lets replies pass, and asks nobody else."""

    @contextlib.contextmanager
    def hosts(self, *options):
        with path.direct_path() as way, Reflector(way.far, options=options) as reflector, \
                ends_the_chain(way.far):
            yield way, reflector

    def test_the_sender_gives_no_processing_time_and_says_why(self):
        with self.hosts() as (way, _):
            outcome = send(way.near, way.far.ipv4, "-c", 5, *QUICK)
            self.assertEqual([fault for line in outcome.lines for fault in faults_of_line(line)],
                             [])
            self.assertEqual((outcome.summary["received"], outcome.code), (5, 0))
            self.assertEqual([w["code"] for w in outcome.of_type("warning")],
                             ["no_transmit_time"])
            for packet in outcome.packets:
                self.assertIsNone(packet["proc_ns"])
                self.assertGreater(packet["rtt_ns"], 0)
            self.assertEqual(outcome.summary["proc_ns"]["n"], 0)

    def test_the_text_has_no_zero_for_it(self):
        with self.hosts() as (way, _), \
                Running(way.near.host, "sender", way.near.name, way.far.ipv4, "-c", "3",
                        *QUICK) as sender:
            text = sender.wait().out
            self.assertEqual(text.count("warning: no_transmit_time"), 1)
            row = next(line for line in text.splitlines() if line.startswith("reflector "))
            self.assertNotRegex(row, r"\d")

    def test_the_reflector_says_that_replies_do_not_come_to_its_egress_program(self):
        with self.hosts("--json") as (way, reflector):
            send(way.near, way.far.ipv4, "-c", 20, *QUICK)
            reflector.said('"code":"unstamped"')
            outcome = reflector.stop()
            self.assertEqual([fault for line in outcome.lines for fault in faults_of_line(line)],
                             [])
            self.assertEqual([w["code"] for w in outcome.of_type("warning")], ["unstamped"])
            found = verdicts(outcome)
            self.assertEqual((found["reflected"], found["stamped"]), (20, 0))
            self.assertGreater(found["unstamped"], 10)  # the last one of each CPU is not known yet

    def test_stats_says_so_of_a_reflector_without_a_process(self):
        with path.direct_path() as way:
            way.far.host.run(stamp(), "reflector", "add", way.far.name, "--hook", "clsact")
            with ends_the_chain(way.far):
                send(way.near, way.far.ipv4, "-c", 20, *QUICK)
            shown = json.loads(way.far.host.run(stamp(), "stats", "--json").stdout)
            found = shown["interfaces"][0]
            self.assertEqual([w["code"] for w in found["warnings"]], ["unstamped"])
            self.assertGreater(found["verdicts"]["unstamped"], 10)
            text = way.far.host.run(stamp(), "stats")
            self.assertIn("never reached the egress program", text.stdout + text.stderr)
            way.far.host.run(stamp(), "reflector", "del", way.far.name)

    def test_without_such_a_filter_nobody_says_so(self):
        with path.direct_path() as way, Reflector(way.far, options=("--json",)) as reflector:
            send(way.near, way.far.ipv4, "-c", 20, *QUICK)
            outcome = reflector.stop()
            found = verdicts(outcome)
            self.assertEqual((found["reflected"], found["stamped"], found["unstamped"]),
                             (20, 20, 0))
            self.assertEqual(outcome.of_type("warning"), [])


class WhoSigns(unittest.TestCase):
    """CAP_NET_RAW and SO_MARK on the reflector's host get nobody a signature."""

    def test_no_mark_makes_egress_sign_a_packet_of_a_socket(self):
        with tempfile.TemporaryDirectory() as folder, path.direct_path() as way, \
                Reflector(way.far, options=("--key-file", key_file(folder, "key", KEY))), \
                way.near.host.socket(socket.AF_INET, socket.SOCK_DGRAM) as near, \
                way.far.host.socket(socket.AF_INET, socket.SOCK_DGRAM) as far:
            near.bind((way.near.ipv4, 50000))
            near.settimeout(20)
            far.bind((way.far.ipv4, 862))
            for low_bits in range(64):
                far.setsockopt(socket.SOL_SOCKET, socket.SO_MARK, OLD_MARK | low_bits)
                base = struct.pack("!I", low_bits) + bytes(range(4, BASE))
                far.sendto(base, (way.near.ipv4, 50000))
                arrived = near.recv(2048)
                self.assertEqual(arrived, base)
                with self.assertRaises(AssertionError):
                    reply(arrived)
