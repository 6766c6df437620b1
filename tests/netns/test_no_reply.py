# SPDX-License-Identifier: Apache-2.0
"""A run without any reply says why; one with gaps says where they are."""

import unittest

from json_schema import faults_of_line
from support import impair, path
from support.host import require_root
from support.program import Reflector, Running, send

FEW = ("-c", "3", "-i", "20ms", "-w", "300ms")


def setUpModule():
    require_root()


class Reasons(unittest.TestCase):
    def check(self, outcome, code, reason, words):
        self.assertEqual([fault for line in outcome.lines for fault in faults_of_line(line)], [])
        summary = outcome.summary
        self.assertEqual((outcome.code, summary["reason"]), (code, reason), summary)
        self.assertRegex(summary["reason_detail"], words)

    def test_nobody_is_on_the_port(self):
        with path.direct_path() as way:
            self.check(send(way.near, way.far.ipv4, *FEW), 1, "port_unreachable",
                       "^port unreachable .says 192.0.2.2.$")

    def test_a_filter_of_the_far_host_says_nothing(self):
        with path.direct_path() as way:
            done = way.far.host.run("nft", "add table ip t; add chain ip t i "
                                    "{ type filter hook input priority 0; policy drop; }",
                                    check=False)
            if done.returncode != 0:
                self.skipTest(f"nft: {done.stderr.strip()}")
            self.check(send(way.near, way.far.ipv4, *FEW), 1, "no_reply",
                       "is a reflector there")

    def test_the_target_is_an_address_of_this_host(self):
        for target in ("192.0.2.1", "2001:db8::1"):
            with self.subTest(target=target), path.direct_path() as way:
                self.check(send(way.near, target, *FEW), 7, "local_target",
                           "address of this host")

    def test_one_line_behind_the_summary_of_the_text(self):
        with path.direct_path() as way, \
                Running(way.near.host, "sender", "eth0", way.far.ipv4, *FEW) as sender:
            outcome = sender.wait()
            lines = outcome.out.splitlines()
            self.assertEqual(lines[-1], "no reply: port unreachable (says 192.0.2.2)")
            self.assertTrue(any(line.startswith("3 sent, 0 received, 3 lost (100.00%)")
                                for line in lines))


class Outages(unittest.TestCase):
    def test_the_longest_run_of_lost_requests_and_how_many_there_are(self):
        lost = {5, 10, 11, 12, 13, 20, 21}
        with path.impaired_path(forward=impair.rules(drop=lost)) as way, Reflector(way.far):
            outcome = send(way.near, way.far.ipv4, "-c", "30", "-i", "20ms", "-w", "1s")
            summary = outcome.summary
            self.assertEqual((summary["sent"], summary["lost"]), (30, len(lost)))
            self.assertEqual(summary["outages"], 3)
            longest = summary["longest_outage"]
            self.assertEqual((longest["seq"], longest["packets"]), (10, 4))
            # At least: on a busy machine send times are missed.
            self.assertGreater(longest["duration_ns"], 70 * 10**6)
            self.assertGreaterEqual(summary["outage_ns"], longest["duration_ns"])
            t1 = {packet["seq"]: packet["t1_ns"] for packet in outcome.packets
                  if "t1_ns" in packet}
            self.assertTrue(t1[9] < longest["t_ns"] < t1[14])


class Rates(unittest.TestCase):
    def test_a_rate_above_the_default_is_reported_and_the_loss_it_makes(self):
        with path.direct_path() as way, Reflector(way.far):
            outcome = send(way.near, way.far.ipv4, "--force", "-i", "100us", "-c", "20000", "-w",
                           "1s", "-q")
            codes = [reported["code"] for reported in outcome.of_type("warning")]
            self.assertEqual(codes[0], "rate_above_default")
            summary = outcome.summary
            allowed = 200 + (summary["sent"] + summary["missed_slots"]) / 10
            if abs(summary["received"] - allowed) > allowed / 12:
                self.skipTest("this machine is too busy to exceed the rate steadily")
            self.assertIn("rate_limited", codes)
