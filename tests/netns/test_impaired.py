# SPDX-License-Identifier: Apache-2.0
"""Faults of the path, known to the packet, are counted exactly: S8762-18, S8762-19,
S8762-24, S8762-25."""

import contextlib
import unittest
from unittest import mock

import odd_reflector
from stamp_client import Client
from support import impair, path, stamp_packet
from support.host import require_root
from support.program import Reflector, Running, send

WAIT = "400ms"  # far above the 5 ms that a reply takes, on a busy machine too


def setUpModule():
    require_root()


@contextlib.contextmanager
def measured(forward=impair.Rules(), backward=impair.Rules(), **options):
    with path.impaired_path(forward, backward, **options) as way, Reflector(way.far):
        yield way


class Faults(unittest.TestCase):
    def check(self, way, packets, *options, family=4, **expected):
        """Runs the sender; `expected` differs from a path without faults."""
        target = way.far.ipv6 if family == 6 else way.far.ipv4
        outcome = send(way.near, target, "-c", packets, "-i", "5ms", "-w", WAIT, *options)
        summary = outcome.summary
        wanted = {"sent": packets, "received": packets, "lost": 0, "duplicate": 0,
                  "reordered": 0, "late": 0, "unexpected": 0} | expected
        self.assertEqual({name: summary[name] for name in wanted}, wanted)
        self.assertEqual(summary["received"] + summary["lost"], summary["sent"])
        self.assertAlmostEqual(summary["loss_ratio"], summary["lost"] / packets)
        self.assertEqual((summary["lost_fwd"], summary["lost_bwd"]), (None, None))  # S8762-19
        self.assertEqual(outcome.code, 0 if summary["received"] else 1)
        for key in ("rtt_ns", "fwd_ns", "bwd_ns", "proc_ns"):
            self.assertEqual(summary[key]["n"], summary["received"])
        return outcome

    def lost(self, outcome):
        return [packet["seq"] for packet in outcome.packets if packet.get("lost")]

    def marked(self, outcome, mark):
        return [packet["seq"] for packet in outcome.packets if packet.get(mark)]

    def test_loss_in_either_direction_is_one_number(self):
        for family in (4, 6):
            with self.subTest(family=family), \
                    measured(impair.rules(drop={0, 7, 8}), impair.rules(drop={2, 16})) as way:
                # Backward, number 2 is the reply to 3, and 16 that to 19.
                outcome = self.check(way, 20, family=family, received=15, lost=5)
                self.assertEqual(self.lost(outcome), [0, 3, 7, 8, 19])

    def test_a_share_of_many_is_lost(self):
        with measured(backward=impair.rules(drop_every=10)) as way:
            outcome = self.check(way, 100, received=90, lost=10)
            self.assertEqual(self.lost(outcome), list(range(9, 100, 10)))
            self.assertEqual(outcome.summary["loss_ratio"], 0.1)

    def test_when_nothing_comes_back_the_exit_code_says_so(self):
        with measured(impair.rules(drop_every=1)) as way:
            outcome = self.check(way, 5, received=0, lost=5)
            self.assertEqual(outcome.summary["exit"], 1)
            self.assertIsNone(outcome.summary["rtt_ns"]["p50"])

    def test_a_duplicate_counts_once_as_received(self):
        """S8762-24: made on the way there, the reflector answers both; made on the way back."""
        for forward, backward in (({2, 5}, ()), ((), {2, 5})):
            with self.subTest(forward=forward), \
                    measured(impair.rules(duplicate=forward),
                             impair.rules(duplicate=backward)) as way:
                outcome = self.check(way, 20, duplicate=2)
                self.assertEqual(self.marked(outcome, "duplicate"), [2, 5])
                self.assertEqual(len(outcome.packets), 22)

    def test_reordering_counts_the_overtaken(self):
        """RFC 4737: what arrives after a later number, once each."""
        for forward, backward in (({4: 2, 10: 1, 15: 3}, {}), ({}, {4: 2, 10: 1, 15: 3})):
            with self.subTest(forward=forward), \
                    measured(impair.rules(hold=forward), impair.rules(hold=backward)) as way:
                outcome = self.check(way, 25, reordered=3)
                self.assertEqual(self.marked(outcome, "reordered"), [4, 10, 15])

    def test_a_late_reply_is_lost_and_late_and_nothing_else(self):
        """S8762-25: held back for 60 packets of 5 ms, twice the patience."""
        with measured(backward=impair.rules(hold={4: 60})) as way:
            outcome = self.check(way, 90, "-w", "150ms", received=89, lost=1, late=1)
            self.assertEqual(self.lost(outcome), [4])
            self.assertEqual(self.marked(outcome, "late"), [4])

    def test_a_reply_that_never_comes_in_time_is_no_reply(self):
        with measured(impair.rules(delay="60ms")) as way:
            # It ends when all is decided: how many it still saw come late is its own affair.
            outcome = self.check(way, 20, "-w", "30ms", received=0, lost=20, late=mock.ANY)
            self.assertEqual(self.lost(outcome), list(range(20)))

    def test_all_faults_at_once(self):
        """L-06"""
        with measured(impair.rules(drop={1}, duplicate={3}, delay="2ms"),
                      impair.rules(drop={10}, hold={20: 2}, delay="1ms")) as way:
            # Forward: 1 is lost and 3 is doubled, so backward number 10 answers 10 again.
            outcome = self.check(way, 40, received=38, lost=2, duplicate=1, reordered=1)
            self.assertEqual(self.lost(outcome), [1, 10])
            self.assertEqual(self.marked(outcome, "reordered"), [20])

    def test_a_corrupt_reply_is_counted_and_not_used(self):
        for offload in (True, False):
            with self.subTest(offload=offload), \
                    measured(backward=impair.rules(corrupt={1, 6}), offload=offload) as way:
                outcome = self.check(way, 10, received=8, lost=2, unexpected=2)
                self.assertEqual(self.lost(outcome), [1, 6])

    def test_a_corrupt_request_is_not_answered(self):
        """R8762-28"""
        for offload in (True, False):
            with self.subTest(offload=offload), \
                    measured(impair.rules(corrupt={1, 6}), offload=offload) as way:
                outcome = self.check(way, 10, received=8, lost=2)
                self.assertEqual(self.lost(outcome), [1, 6])


class Delay(unittest.TestCase):
    def test_each_direction_shows_its_own_delay(self):
        early_ns = 200_000  # the relay sends no earlier than this before the time
        for forward, backward in ((8, 2), (2, 8)):
            with self.subTest(forward=forward), \
                    measured(impair.rules(delay=f"{forward}ms"),
                             impair.rules(delay=f"{backward}ms")) as way:
                outcome = send(way.near, way.far.ipv4, "-c", 20, "-i", "5ms", "-w", "2s")
                summary = outcome.summary
                self.assertEqual(summary["received"], 20)
                for key, least_ms in (("fwd_ns", forward), ("bwd_ns", backward),
                                      ("rtt_ns", forward + backward)):
                    self.assertGreaterEqual(summary[key]["min"], least_ms * 10**6 - 2 * early_ns)
                # One kernel, one clock: the difference of the directions is that of the path.
                slow, fast = ("fwd", "bwd") if forward > backward else ("bwd", "fwd")
                self.assertGreater(summary[f"{slow}_ns"]["min"], summary[f"{fast}_ns"]["min"])

    def test_requests_are_paced_while_replies_are_late(self):
        with measured(impair.rules(delay="50ms")) as way:
            outcome = send(way.near, way.far.ipv4, "-c", 30, "-i", "5ms", "-w", "2s")
            self.assertEqual(outcome.summary["received"], 30)
            t1 = [packet["t1_ns"] for packet in outcome.packets]
            self.assertEqual(t1, sorted(t1))
            self.assertLess(t1[5], outcome.packets[0]["t4_ns"])


class OddReflectors(unittest.TestCase):
    """What other implementations send back."""

    def replies(self, answers, *options, count=1):
        """Runs a sender against us; answers(request) gives the payloads that we send back."""
        with path.direct_path() as way, Client(way.far, number=862) as service, \
                Running(way.near.host, "sender", "eth0", way.far.ipv4, "--json", "-c", count,
                        "-i", "5ms", "-w", "300ms", *options) as sender:
            for _ in range(count):
                payload, asker = service.receive()
                for answer in answers(stamp_packet.Request.parse(payload)):
                    service.send(answer, asker)
            return sender.wait()

    def test_replies_of_twamp_light_are_taken(self):
        """S8762-23, T-02, T-03, T-08"""
        for length in (38, 40, 41, 43, 44, 45, 1000):
            with self.subTest(length=length):
                outcome = self.replies(
                    lambda r, n=length: [odd_reflector.reply(r, ssid=0).ljust(n, b"\0")[:n]])
                self.assertEqual((outcome.code, outcome.summary["received"]), (0, 1))
                ttl = outcome.packets[0]["ttl"]
                self.assertEqual(ttl, 255 if length > 40 else None)

    def test_must_be_zero_fields_may_be_anything(self):
        """S8762-16, T-14"""
        outcome = self.replies(lambda r: [odd_reflector.reply(r, mbz_38=b"\xff\xff",
                                                              mbz_41=b"\xff" * 3)])
        self.assertEqual((outcome.code, outcome.summary["received"]), (0, 1))

    def test_garbage_is_ignored_and_counted(self):
        def garbage(r):
            yield b""
            yield b"hello"
            yield bytes(37)
            yield odd_reflector.reply(r, sender_seq=r.seq + 1)  # not sent yet
            yield odd_reflector.reply(r, ssid=r.ssid ^ 1)
            yield odd_reflector.reply(r)
        outcome = self.replies(garbage)
        self.assertEqual((outcome.summary["received"], outcome.summary["lost"]), (1, 0))
        self.assertEqual(outcome.summary["unexpected"], 5)

    def test_replies_match_by_the_echoed_number_and_not_by_the_reflectors(self):
        """S8762-18"""
        outcome = self.replies(lambda r: [odd_reflector.reply(r, seq=1000 + r.seq)], count=5)
        self.assertEqual(outcome.summary["received"], 5)
        self.assertEqual([(p["seq"], p["reply_seq"]) for p in outcome.packets],
                         [(n, 1000 + n) for n in range(5)])

    def test_a_clock_that_is_off_spoils_only_the_one_way_values(self):
        """S8762-21, S8762-22: an hour ahead, and behind."""
        for hours in (1, -1):
            def ahead(r, offset=hours * 3600):
                seconds = int.from_bytes(r.timestamp[:4], "big") + offset
                other = seconds.to_bytes(4, "big") + r.timestamp[4:]
                return [odd_reflector.reply(r, receive=other, timestamp=other)]
            outcome = self.replies(ahead)
            packet, = outcome.packets
            self.assertIsNone(packet["proc_ns"])
            self.assertEqual(packet["rtt_ns"], packet["t4_ns"] - packet["t1_ns"])
            self.assertEqual(packet["fwd_ns"], hours * 3600 * 10**9)
            self.assertGreater(0, packet["fwd_ns"] * packet["bwd_ns"])

    def test_a_reply_without_a_multiplier_is_taken_and_reported(self):
        """S8762-29, T-17"""
        outcome = self.replies(lambda r: [odd_reflector.reply(r, error=0x8f00)])
        self.assertEqual(outcome.summary["received"], 1)
        self.assertIn("ee_zero", [w["code"] for w in outcome.of_type("warning")])
        self.assertFalse(outcome.summary["owd_valid"])
