# SPDX-License-Identifier: Apache-2.0
"""ICMP errors that nobody sent for a reason: they end nothing, cost nothing and fill no log."""

import unittest

from stamp_client import eventually
from support import frame, icmp, path
from support.host import require_root
from support.packet_socket import Injector
from support.program import Reflector, Running


def setUpModule():
    require_root()


class Forged(unittest.TestCase):
    def run_under(self, way, packets, *options):
        """A sender of 40 requests; after the first reply the far side says all these things."""
        near, far = (way.near.ipv6, way.far.ipv6) if ":" in options[0] else \
            (way.near.ipv4, way.far.ipv4)
        with Reflector(way.far), Injector(way.far) as injector, \
                Running(way.near.host, "sender", "eth0", *options, "--json", "-c", "40", "-i",
                        "10ms", "-w", "5s") as sender:
            sender.said('"rtt_ns"')
            for packet in packets(near, far):
                injector.send(frame.ethernet(way.far.mac, way.near.mac, packet))
            return sender.wait()

    def check(self, outcome):
        self.assertEqual((outcome.code, outcome.err), (0, ""))
        summary = outcome.summary
        self.assertEqual((summary["sent"], summary["received"], summary["not_sent"]), (40, 40, 0))

    def test_that_the_packets_are_too_big_for_the_path(self):
        for family, mtu in ((4, 552), (6, 1280)):
            with self.subTest(family=family), path.direct_path() as way:
                target = way.far.ipv6 if family == 6 else way.far.ipv4
                outcome = self.run_under(
                    way, lambda near, far: [icmp.too_big(far, near, far, mtu)], target,
                    "-l", "1300")
                self.check(outcome)
                reported, = outcome.of_type("warning")
                self.assertEqual(reported["code"], "network")
                self.assertIn(f"MTU {mtu} (says {target})", reported["detail"])

    def test_many_of_many_kinds_are_reported_four_times(self):
        with path.direct_path() as way:
            outcome = self.run_under(
                way, lambda near, far: [icmp.too_big(far, near, far, mtu)
                                        for mtu in range(600, 900)], way.far.ipv4)
            self.check(outcome)
            self.assertLessEqual(len(outcome.of_type("warning")), 4)

    def test_a_flood_costs_no_send_time(self):
        with path.direct_path() as way, Reflector(way.far), Injector(way.far) as injector, \
                Running(way.near.host, "sender", "eth0", way.far.ipv4, "--json", "-c", "100", "-i",
                        "5ms", "-w", "5s") as sender:
            packet = frame.ethernet(way.far.mac, way.near.mac, icmp.port_unreachable(
                way.far.ipv4, way.near.ipv4, way.far.ipv4))
            sender.said('"rtt_ns"')

            def over():
                for _ in range(200):
                    injector.send(packet)
                return sender.process.poll() is not None
            eventually(over, timeout=60)
            outcome = sender.wait()
            summary = outcome.summary
            self.assertEqual((summary["received"], summary["not_sent"]), (100, 0), outcome.err)
