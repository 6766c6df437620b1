# SPDX-License-Identifier: Apache-2.0
"""stamp sender against stamp reflector over a path whose faults are known to the packet."""

import contextlib
import unittest

from support import impair, path
from support.host import require_root
from support.packet_socket import Capture
from support.program import Reflector, send


def setUpModule():
    require_root()


@contextlib.contextmanager
def measured(forward=impair.Rules(), backward=impair.Rules(), **options):
    with path.impaired_path(forward, backward, **options) as way, Reflector(way.far):
        yield way


def counts(summary):
    return {name: summary[name] for name in
            ("sent", "received", "lost", "duplicate", "reordered", "late", "ring_drops")}


class Measurement(unittest.TestCase):
    def check(self, way, packets, *options, family="ipv4", **expected):
        outcome = send(way.near, getattr(way.far, family), "-c", packets, "-i", "5ms", *options)
        wanted = dict.fromkeys(counts(outcome.summary), 0)
        wanted |= {"sent": packets, "received": packets} | expected
        self.assertEqual(counts(outcome.summary), wanted)
        return outcome

    def test_every_packet_is_answered_and_checksums_are_right_in_every_world(self):
        for offload in (True, False):
            for family in ("ipv4", "ipv6"):
                with self.subTest(offload=offload, family=family), \
                        path.direct_path(offload=offload) as way, Reflector(way.far), \
                        Capture(way.near) as capture:
                    outcome = self.check(way, 20, family=family)
                    self.assertEqual(outcome.code, 0)
                    for seen in capture.wait(40, 862):
                        self.assertTrue(seen.udp.header_checksum_is_right)
                        self.assertTrue(seen.unfinished_checksum or seen.udp.checksum_is_right)

    def test_the_directions_are_told_apart(self):
        with measured(impair.rules(delay="5ms"), impair.rules(delay="9ms")) as way:
            summary = self.check(way, 40).summary
        for key, delay_ms in (("fwd_ns", 5), ("bwd_ns", 9), ("rtt_ns", 14)):
            self.assertGreaterEqual(summary[key]["min"], delay_ms * 10**6 - 10**5, key)
            self.assertLess(summary[key]["p50"], (delay_ms + 2) * 10**6, key)

    def test_loss_in_either_direction(self):
        with measured(impair.rules(drop={0, 7})) as way:
            outcome = self.check(way, 20, "-w", "300ms", received=18, lost=2)
        self.assertEqual([p["seq"] for p in outcome.packets if p.get("lost")], [0, 7])
        with measured(backward=impair.rules(drop={3, 19})) as way:
            outcome = self.check(way, 20, "-w", "300ms", received=18, lost=2)
        self.assertEqual([p["seq"] for p in outcome.packets if p.get("lost")], [3, 19])

    def test_nothing_comes_back(self):
        with measured(impair.rules(drop_every=1)) as way:
            outcome = self.check(way, 5, "-w", "200ms", received=0, lost=5)
        self.assertEqual(outcome.code, 1)

    def test_duplication_counts_once_as_received(self):
        with measured(backward=impair.rules(duplicate={2, 5})) as way:
            self.check(way, 20, duplicate=2)

    def test_reordering_is_counted_per_overtaken_packet(self):
        with measured(backward=impair.rules(hold={4: 2, 10: 1})) as way:
            self.check(way, 20, reordered=2)

    def test_a_late_reply_is_late_and_lost_and_nothing_else(self):
        with measured(backward=impair.rules(hold={4: 40})) as way:
            self.check(way, 60, "-w", "50ms", received=59, lost=1, late=1)

    def test_a_corrupted_request_is_never_answered(self):
        for offload in (True, False):
            with self.subTest(offload=offload), \
                    measured(impair.rules(corrupt={1}), offload=offload) as way:
                self.check(way, 10, "-w", "200ms", received=9, lost=1)
