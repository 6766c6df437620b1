# SPDX-License-Identifier: Apache-2.0
"""--fail-loss and --fail-rtt: exit code 6 when a target is worse; and the table of many targets."""

import unittest

from stamp_client import LOSSY, QUICK
from support import path
from support.host import require_root
from support.program import Reflector, Running, send

SILENT = "192.0.2.3/24"  # where no reflector is


def setUpModule():
    require_root()


class Thresholds(unittest.TestCase):
    def outcome(self, way, *words):
        with Running(way.near.host, "sender", "eth0", *words, "-c", 5) as sender:
            return sender.wait()

    def test_a_round_trip_above_its_limit_is_exit_code_6(self):
        with path.direct_path() as way, Reflector(way.far):
            for limit, code in (("max:1h", 0), ("p50:1ns", 6), ("min:1h,p99.9:1ns", 6)):
                with self.subTest(limit=limit):
                    outcome = send(way.near, way.far.ipv4, "-c", 5, *QUICK, "--fail-rtt", limit)
                    self.assertEqual((outcome.code, outcome.summary["exit"]), (code, code))
                    reported = [w["code"] for w in outcome.of_type("warning")]
                    self.assertEqual(reported.count("fail_rtt"), 1 if code else 0, outcome.out)

    def test_one_bad_target_of_two_is_exit_code_6_and_named(self):
        with path.direct_path() as way, Reflector(way.far, options=("--address", way.far.ipv4)):
            way.far.address("add", SILENT)
            for limit, code in (("99.9", 6), ("100%", 0)):
                outcome = self.outcome(way, way.far.ipv4, SILENT.split("/")[0], "--json", *LOSSY,
                                       "--fail-loss", limit)
                self.assertEqual(outcome.code, code, outcome.err)
                self.assertEqual([s["exit"] for s in outcome.of_type("summary")], [code, code])
                reported = [(w["session"], w["detail"]) for w in outcome.of_type("warning")
                        if w["code"] == "fail_loss"]
                self.assertEqual(reported, [(2, "100.00% lost, more than 99.9%")] if code else [])

    def test_no_reply_at_all_is_exit_code_1_whatever_the_limit(self):
        with path.direct_path() as way:
            outcome = self.outcome(way, way.far.ipv4, "--json", *LOSSY, "--fail-loss", "5")
            self.assertEqual((outcome.code, outcome.summary["exit"]), (1, 1), outcome.err)
            self.assertIn("fail_loss", [w["code"] for w in outcome.of_type("warning")])


class Table(unittest.TestCase):
    def test_the_worst_target_is_on_top_and_all_are_summed_up(self):
        with path.direct_path() as way, Reflector(way.far, options=("--address", way.far.ipv4)):
            way.far.address("add", SILENT)
            with Running(way.near.host, "sender", "eth0", way.far.ipv4, "192.0.2.3", "-c", 5,
                         *LOSSY, "-q") as sender:
                outcome = sender.wait()
            self.assertEqual(outcome.code, 0, outcome.err)
            lines = outcome.out.splitlines()
            at = next(i for i, line in enumerate(lines) if line.startswith("target "))
            self.assertEqual(lines[at].split(),
                             ["target", "sent", "lost", "loss", "p50", "p99", "max", "jitter"])
            self.assertEqual(lines[at + 1].split()[:4], ["192.0.2.3:862", "5", "5", "100.00%"])
            self.assertEqual(lines[at + 2].split()[:4], ["192.0.2.2:862", "5", "0", "0.00%"])
            self.assertTrue(lines[at + 3].startswith("all targets: 10 sent, 5 received, 5 lost"))
            self.assertNotIn("forward (near-end)", outcome.out)
