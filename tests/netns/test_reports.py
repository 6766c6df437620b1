# SPDX-License-Identifier: Apache-2.0
"""What a sender tells while it runs: intervals, and to `stamp stats`."""

import json
import re
import unittest

from json_schema import faults_of_line
from persistent import good
from stamp_client import eventually
from support import impair, path
from support.host import require_root
from support.program import Reflector, Running, send
from test_stats_sender import measured


def setUpModule():
    require_root()


class Intervals(unittest.TestCase):
    def test_they_add_up_to_the_summary_with_delays_of_their_own(self):
        with path.impaired_path(impair.rules(drop={2, 9, 30})) as way, Reflector(way.far):
            outcome = send(way.near, way.far.ipv4, "-c", 60, "-i", "10ms", "-w", "300ms",
                           "--report", "150ms")
            intervals = outcome.of_type("interval")
            for line in intervals:
                self.assertEqual(faults_of_line(line), [])
            self.assertGreaterEqual(len(intervals), 3)
            summary = outcome.summary
            for key in ("sent", "received", "lost"):
                self.assertEqual(sum(line[key] for line in intervals), summary[key], key)
            self.assertEqual(sum(line["rtt_ns"]["n"] for line in intervals), summary["rtt_ns"]["n"])
            self.assertEqual(max(line["rtt_ns"]["max"] or 0 for line in intervals),
                             summary["rtt_ns"]["max"])
            times = [line["t_ns"] for line in intervals]
            self.assertEqual(times, sorted(times))
            for line in intervals[:-1]:
                self.assertGreaterEqual(line["duration_ns"], 1e6)

    def test_what_did_not_leave_is_in_its_interval(self):
        with path.direct_path() as way:
            outcome = send(way.near, "192.0.2.99", "-c", 30, "-i", "10ms", "-w", "50ms",
                           "--report", "100ms")
            intervals = outcome.of_type("interval")
            self.assertEqual([fault for line in intervals for fault in faults_of_line(line)], [])
            self.assertEqual(sum(line["not_sent"] for line in intervals), 30)
            for reason, count in outcome.summary["not_sent_reasons"].items():
                self.assertEqual(sum(line["not_sent_reasons"][reason] for line in intervals), count)

    def test_as_text_a_line_each_also_when_quiet(self):
        with path.direct_path() as way, Reflector(way.far), \
                Running(way.near.host, "sender", "eth0", way.far.ipv4, "-c", "30", "-i", "10ms",
                        "-q", "--report", "100ms") as sender:
            outcome = sender.wait()
            lines = re.findall(r"(?m)^\S+Z \S+: \d+ sent, .*; roundtrip p50 \S+, p99 ", outcome.out)
            self.assertGreaterEqual(len(lines), 2, outcome.out)
            self.assertNotIn("seq=", outcome.out)


class Stats(unittest.TestCase):
    def look(self, way):
        found = json.loads(good(way.near.host, "stats", "--json").stdout)
        self.assertEqual(faults_of_line(found), [])
        sender, = (i for i in found["interfaces"] if i["role"] == "sender")
        return sender

    def test_what_a_running_sender_measures(self):
        with measured(impair.rules(drop={2, 9, 10}), impair.rules(drop={5})) as (way, _):
            def lost():
                target, = self.look(way)["targets"]
                return [target[key] for key in ("lost", "lost_fwd", "lost_bwd", "lost_unknown")]
            eventually(lambda: lost() == [4, 3, 1, 0])
            target, = self.look(way)["targets"]
            self.assertEqual(target["target"], way.far.ipv4)
            self.assertGreaterEqual(target["received"], 100)
            for key in ("rtt_ns", "rtt_last_minute_ns"):
                self.assertLessEqual(target[key]["n"], target["received"])
                self.assertGreater(target[key]["n"], 0)
                self.assertGreater(target[key]["p50"], 0)
                self.assertLessEqual(target[key]["p50"], target[key]["p99"])
            first, counts, delays = good(way.near.host, "stats").stdout.splitlines()[:3]
            self.assertRegex(first, rf"^eth0: sender, tcx, port 862, since .*, to {way.far.ipv4}$")
            self.assertRegex(counts, rf"^  {way.far.ipv4}: \d+ sent, \d+ received, 4 lost \(.*: "
                                     r"3 forward, 1 backward\)")
            self.assertRegex(delays, r"^    roundtrip of the last minute: p50 \S+s, p99 \S+s; "
                                     r"of all: p50 \S+s, p99 \S+s$")
