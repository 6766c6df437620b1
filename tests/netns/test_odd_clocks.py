# SPDX-License-Identifier: Apache-2.0
"""Far sides whose timestamps are not what they say: T-09, T-10."""

import time
import unittest

import odd_reflector
from json_schema import faults_of_line
from stamp_client import Client
from support import path, stamp_packet
from support.host import require_root
from support.program import Running

NS = 10**9
TAI_S = 30 + 7  # in 2026
WORK_NS = 20_000  # between T2 and T3


def setUpModule():
    require_root()


def times(t2_ns, t3_ns, ptp_ahead_s=None):
    """The fields of a reply, in NTP or in PTP with that many seconds more."""
    encode = stamp_packet.ntp if ptp_ahead_s is None else \
        lambda ns: stamp_packet.ptp(ns, ptp_ahead_s)
    return {"receive": encode(t2_ns), "timestamp": encode(t3_ns)}


class OddClocks(unittest.TestCase):
    def measure(self, answers, *options, count=5):
        with path.direct_path() as way, Client(way.far, number=862) as service, \
                Running(way.near.host, "sender", "eth0", way.far.ipv4, "--json", "-c", str(count),
                        "-i", "5ms", "-w", "30s", *options) as sender:
            odd_reflector.serve(service, sender, answers)
            outcome = sender.wait()
        self.assertEqual(outcome.summary["received"], count, outcome.err)
        self.assertEqual([fault for line in outcome.lines for fault in faults_of_line(line)], [])
        return outcome

    def codes(self, outcome):
        return [w["code"] for w in outcome.of_type("warning")]

    def test_a_copied_z_bit_does_not_spoil_the_round_trip(self):
        """T-09: also when a second turns over between T2 and T3."""
        for request_format, in_ptp in (("ntp", True), ("ptp", False)):
            with self.subTest(request_format):
                def answers(r, ptp=in_ptp):
                    # The error estimate, and with it the Z bit, is that of the request.
                    now = time.time_ns()
                    turn = now // NS * NS - WORK_NS // 2
                    t2 = turn if r.seq % 2 and now - turn < NS // 2 else now
                    return [odd_reflector.reply(r, **times(t2, t2 + WORK_NS,
                                                           TAI_S if ptp else None))]

                outcome = self.measure(answers, "--timestamp", request_format)
                self.assertIn("z_mismatch", self.codes(outcome))
                for packet in outcome.packets:
                    self.assertAlmostEqual(packet["proc_ns"], WORK_NS, delta=1)
                    self.assertEqual(packet["rtt_ns"],
                                     packet["t4_ns"] - packet["t1_ns"] - packet["proc_ns"])
                self.assertEqual(outcome.summary["implausible"], 0)
                self.assertGreater(outcome.summary["rtt_ns"]["min"], 0)

    def test_a_negative_round_trip_is_implausible_and_no_value(self):
        """T3 - T2 is more than the packet was under way."""
        def answers(r):
            now = time.time_ns()
            return [odd_reflector.reply(r, **times(now, now + (10 * NS if r.seq else WORK_NS)))]

        outcome = self.measure(answers)
        summary = outcome.summary
        self.assertEqual((summary["implausible"], summary["rtt_ns"]["n"]), (4, 1))
        self.assertGreater(summary["rtt_ns"]["min"], 0)
        self.assertEqual(self.codes(outcome).count("implausible"), 1)
        for packet in outcome.packets[1:]:
            self.assertEqual({packet[key] for key in ("rtt_ns", "fwd_ns", "bwd_ns", "proc_ns")},
                             {None})

    def test_while_the_format_is_not_certain_there_is_no_value(self):
        """A clock of 1996 that counts nanoseconds, behind the Z bit of our NTP request."""
        def answers(r):
            then = time.time_ns() - 30 * 365 * 86400 * NS
            return [odd_reflector.reply(r, **times(then, then + WORK_NS, 0))]

        outcome = self.measure(answers, count=12)
        values = [packet["proc_ns"] for packet in outcome.packets]
        self.assertIsNone(values[0])
        self.assertIsNone(outcome.packets[0]["t2_ns"])
        self.assertEqual(values[-1], WORK_NS)
        self.assertLessEqual(set(values), {None, WORK_NS})
        self.assertEqual(self.codes(outcome).count("format_unknown"), 1)

    def test_tai_in_ntp_timestamps_is_reported_and_taken_off_on_request(self):
        def ahead(seconds):
            def answers(r):
                now = time.time_ns() + seconds * NS
                return [odd_reflector.reply(r, **times(now, now + WORK_NS))]
            return answers

        for seconds in (TAI_S, TAI_S - 1):
            with self.subTest(seconds=seconds):
                # Of a reply that took half a second nothing is known: some are faster.
                outcome = self.measure(ahead(seconds), count=20)
                reported, = [w for w in outcome.of_type("warning") if w["code"] == "tai_offset"]
                self.assertIn(f"{seconds} s ahead", reported["detail"])
                self.assertIn("TAI into NTP timestamps", reported["detail"])
                summary = outcome.summary
                self.assertEqual((summary["reflector_utc_offset_s"],
                                  summary["utc_offset_corrected"], summary["owd_valid"]),
                                 (seconds, False, False))
                self.assertGreater(summary["fwd_ns"]["min"], (seconds - 1) * NS)
                for option in ("auto", str(seconds)):
                    outcome = self.measure(ahead(seconds), "--reflector-utc-offset", option,
                                           count=20)
                    summary = outcome.summary
                    self.assertEqual((summary["reflector_utc_offset_s"],
                                      summary["utc_offset_corrected"]), (seconds, True))
                    lines = outcome.lines
                    since = self.codes(outcome).count("tai_offset") and next(
                        i for i, line in enumerate(lines) if line.get("code") == "tai_offset")
                    self.assertEqual(since != 0, option == "auto")
                    for packet in (p for p in lines[since:] if p["type"] == "packet"):
                        self.assertLess(abs(packet["fwd_ns"]), (seconds - 1) * NS)
                        self.assertLess(abs(packet["bwd_ns"]), (seconds - 1) * NS)

    def test_a_clock_that_is_off_by_something_else_is_not_put_right(self):
        def answers(r):
            now = time.time_ns() + 5 * NS
            return [odd_reflector.reply(r, **times(now, now + WORK_NS))]

        outcome = self.measure(answers, "--reflector-utc-offset", "auto")
        self.assertNotIn("tai_offset", self.codes(outcome))
        self.assertIsNone(outcome.summary["reflector_utc_offset_s"])
        self.assertGreater(outcome.summary["fwd_ns"]["min"], 4 * NS)


if __name__ == "__main__":
    unittest.main()
