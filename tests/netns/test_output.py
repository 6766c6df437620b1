# SPDX-License-Identifier: Apache-2.0
"""Where the data goes, and in what form."""

import json
import pathlib
import signal
import tempfile
import unittest

from json_schema import faults_of_line
from stamp_client import QUICK
from support import impair, path
from support.host import require_root
from support.program import Reflector, Running, send


def setUpModule():
    require_root()


def text_sender(way, *options):
    with Running(way.near.host, "sender", "eth0", way.far.ipv4, *map(str, options)) as sender:
        return sender.wait()


class Files(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.file = pathlib.Path(folder.name) / "found"

    def counts(self):
        line, = self.file.read_text(encoding="ascii").splitlines()
        return [int(word) for word in line.split()]

    def test_a_histogram_has_so_many_bins_and_every_round_trip(self):
        with path.direct_path() as way, Reflector(way.far):
            for bounds, where in (("5,0,1000", "inside"), ("4,1000,2000", "first"),
                                  ("7,-2,-1", "last"), ("3,0,1000", "inside")):
                with self.subTest(bounds=bounds):
                    outcome = send(way.near, way.far.ipv4, "-c", 10, *QUICK, f"--hist={bounds}",
                                   "--histpath", self.file)
                    self.assertEqual(outcome.code, 0, outcome.err)
                    counts = self.counts()
                    self.assertEqual((len(counts), sum(counts)), (int(bounds[0]), 10))
                    at = {"first": counts[0], "last": counts[-1], "inside": sum(counts[1:-1])}
                    self.assertEqual(at[where], 10)

    def test_a_histogram_is_of_what_was_received_once(self):
        with path.impaired_path(impair.rules(drop={2}, duplicate={5})) as way, \
                Reflector(way.far):
            outcome = send(way.near, way.far.ipv4, "-c", 10, "-i", "5ms", "-w", "300ms",
                           "--hist", "5,0,1000", "--histpath", self.file)
            self.assertEqual((outcome.summary["received"], sum(self.counts())), (9, 9))

    def test_a_histogram_is_written_on_every_way_out(self):
        options = ("-i", "5ms", "-w", "10m", "--json", "--hist", "5,0,10", "--histpath", self.file)
        ways_out = {"SIGINT": lambda way, sender: sender.kill(signal.SIGINT),
                    "SIGTERM": lambda way, sender: sender.kill(signal.SIGTERM),
                    "interface": lambda way, sender: way.near.delete()}
        for name, leave in ways_out.items():
            self.file.unlink(missing_ok=True)
            with self.subTest(way_out=name), path.direct_path() as way, Reflector(way.far), \
                    Running(way.near.host, "sender", "eth0", way.far.ipv4, *options) as sender:
                sender.said('"seq":3,')
                leave(way, sender)
                summary = sender.wait().summary
                self.assertEqual(sum(self.counts()), summary["received"])

    def test_data_goes_to_a_file(self):
        with path.direct_path() as way, Reflector(way.far):
            outcome = send(way.near, way.far.ipv4, "-c", 3, *QUICK, "-o", self.file)
            self.assertEqual((outcome.code, outcome.out, outcome.err), (0, "", ""))
            lines = [json.loads(line) for line in self.file.read_text().splitlines()]
            self.assertEqual([line["type"] for line in lines],
                             ["start", "packet", "packet", "packet", "summary"])

    def test_a_file_that_cannot_be_written_is_reported_before_anything_is_sent(self):
        with path.direct_path() as way:
            nowhere = self.file / "nothing" / "here"
            for option in (("-o", nowhere), ("--hist=5,0,1", "--histpath", nowhere)):
                outcome = text_sender(way, "-c", 1, *option)
                self.assertEqual((outcome.code, outcome.out), (4, ""))
                self.assertRegex(outcome.err, "^stamp: write .*: No such file or directory\n"
                                              "try: .*\n$")

    def test_a_full_disk_ends_with_seven(self):
        if not pathlib.Path("/dev/full").exists():
            self.skipTest("no /dev/full")
        with path.direct_path() as way, Reflector(way.far):
            for option in (("-o", "/dev/full"), ("--hist=5,0,1", "--histpath", "/dev/full")):
                with self.subTest(option=option):
                    outcome = text_sender(way, "-c", 3, *QUICK, *option)
                    self.assertEqual(outcome.code, 7)
                    self.assertRegex(outcome.err, "(?m)^stamp: .*No space left on device$")


class Text(unittest.TestCase):
    def test_a_pipe_gets_a_line_a_packet_and_the_summary(self):
        with path.direct_path() as way, Reflector(way.far):
            outcome = text_sender(way, "-c", 3, *QUICK, "--ssid", 4660)
            lines = outcome.out.splitlines()
            self.assertEqual(lines[0], "STAMP to 192.0.2.2:862 from 192.0.2.1:862 on eth0, "
                                       "44 octets, unauthenticated, SSID 0x1234, tcx")
            packets = [line for line in lines if line.startswith("seq=")]
            self.assertEqual(len(packets), 3)
            for row in ("roundtrip", "forward (near-end)", "backward (far-end)", "reflector"):
                self.assertEqual(sum(line.startswith(row) for line in lines), 1, row)
            self.assertTrue(lines[-1].startswith("3 sent, 3 received, 0 lost (0.00%), "
                                                 "0 duplicate, 0 reordered, 0 late"), lines[-1])
            self.assertNotIn("\x1b", outcome.out)

    def test_quiet_is_the_summary_only(self):
        with path.direct_path() as way, Reflector(way.far):
            outcome = text_sender(way, "-c", 3, *QUICK, "-q")
            self.assertNotIn("seq=", outcome.out)
            self.assertIn("3 sent, 3 received", outcome.out)

    def test_each_line_can_have_the_time_of_day(self):
        with path.direct_path() as way, Reflector(way.far):
            outcome = text_sender(way, "-c", 3, *QUICK, "-D")
            stamped = [line for line in outcome.out.splitlines() if " seq=" in line]
            self.assertEqual(len(stamped), 3)
            for line in stamped:
                self.assertRegex(line, r"^\S*\d\d:\d\d:\d\d\S* seq=")

    def test_a_histogram_can_be_drawn(self):
        with path.direct_path() as way, Reflector(way.far):
            outcome = text_sender(way, "-c", 10, *QUICK, "--hist")
            self.assertIn("roundtrip to 192.0.2.2:862", outcome.out)

    def test_a_reflector_can_report_each_answer(self):
        with path.direct_path() as way:
            for options in (("--output",), ("--output", "--json")):
                with Reflector(way.far, options=options) as reflector:
                    for family in (way.far.ipv4, way.far.ipv6):
                        send(way.near, family, "-c", 2, *QUICK, "--ssid", 9, "--dscp", 46)
                    outcome = reflector.stop()
                if "--json" in options:
                    found = [(a["src"]["ip"], a["seq"], a["ssid"], a["length"], a["ttl"],
                              a["dscp"]) for a in outcome.of_type("answer")]
                    self.assertEqual(found, [(ip, seq, 9, 44, 255, 46) for ip in
                                             (way.near.ipv4, way.near.ipv6) for seq in (0, 1)])
                else:
                    lines = outcome.out.splitlines()
                    self.assertEqual(len(lines), 5)
                    for line, ip in zip(lines, ("192.0.2.1:862",) * 2 + ("[2001:db8::1]:862",) * 2):
                        self.assertIn(f" eth0 {ip} seq=", line)


class Clock(unittest.TestCase):
    def test_a_clock_that_is_not_synchronised_can_be_refused(self):
        with path.direct_path() as way, Reflector(way.far):
            start, = send(way.near, way.far.ipv4, "-c", 1, *QUICK).of_type("start")
            self.assertEqual(faults_of_line(start), [])
            wanted = 0 if start["clock"]["synced"] else 5
            outcome = send(way.near, way.far.ipv4, "-c", 1, *QUICK, "--enforce-sync")
            self.assertEqual(outcome.code, wanted)
            if start["clock"]["synced"]:
                self.skipTest("the clock of this host is synchronised: nothing to refuse")
            for option in ("--enforce-sync", "--enforce-ptp"):
                for role in (("sender", "eth0", "192.0.2.2"), ("reflector", "eth0")):
                    with Running(way.near.host, *role, option) as refused:
                        outcome = refused.wait()
                    self.assertEqual((outcome.code, outcome.out), (5, ""))
                    self.assertRegex(outcome.err, "^stamp: the clock: not synchronised, but "
                                                  f"{option} requires it\ntry: .*\n$")

    def test_the_text_does_not_pretend(self):
        with path.direct_path() as way, Reflector(way.far):
            start, = send(way.near, way.far.ipv4, "-c", 1, *QUICK).of_type("start")
            outcome = text_sender(way, "-c", 1, *QUICK)
            says = "synchronised (" if start["clock"]["synced"] else "not synchronised"
            self.assertIn(f"clock: {says}", outcome.out)
