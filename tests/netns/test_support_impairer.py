# SPDX-License-Identifier: Apache-2.0
"""The impairer does exactly what its rules say."""

import socket
import statistics
import time
import unittest

from support import frame, impair, path
from support.host import require_root
from support.packet_socket import Capture, Injector


def setUpModule():
    require_root()


def socket_on(port, number):
    opened = port.host.socket(socket.AF_INET, socket.SOCK_DGRAM)
    opened.setsockopt(socket.SOL_SOCKET, 33, 8 << 20)  # SO_RCVBUFFORCE
    opened.bind((port.ipv4, number))
    return opened


def received(opened, quiet_s=0.3):
    """The numbers that come until it has been quiet for a while."""
    found = []
    opened.settimeout(quiet_s)
    while True:
        try:
            found.append(int(opened.recv(100)))
        except TimeoutError:
            return found


class Impairer(unittest.TestCase):
    def numbers_after(self, rules, count=10, offload=True):
        with path.impaired_path(forward=rules, offload=offload) as way, \
                socket_on(way.near, 5000) as ask, socket_on(way.far, 862) as answer:
            for number in range(count):
                ask.sendto(b"%d" % number, (way.far.ipv4, 862))
            found = received(answer)
            return found, way.impairer.stop()["forward"]

    def test_without_rules_everything_passes_in_order(self):
        found, counts = self.numbers_after(impair.Rules(), 100)
        self.assertEqual(found, list(range(100)))
        self.assertEqual((counts["seen"], counts["sent"]), (100, 100))

    def test_loss(self):
        found, counts = self.numbers_after(impair.rules(drop={0, 4}, drop_every=5), 10)
        self.assertEqual(found, [1, 2, 3, 5, 6, 7, 8])
        self.assertEqual((counts["seen"], counts["dropped"], counts["sent"]), (10, 3, 7))

    def test_duplication_and_reordering(self):
        found, counts = self.numbers_after(impair.rules(duplicate={1}, hold={3: 2, 9: 1}), 10)
        self.assertEqual(found, [0, 1, 1, 2, 4, 5, 3, 6, 7, 8])  # nothing comes after 9
        self.assertEqual((counts["duplicated"], counts["held"], counts["sent"]), (1, 2, 10))

    def test_corruption_is_never_hidden_by_a_checksum_finished_later(self):
        for offload in (True, False):
            with self.subTest(offload=offload):
                found, counts = self.numbers_after(impair.rules(corrupt={2}), 5, offload)
                self.assertEqual(found, [0, 1, 3, 4])  # the far host's UDP drops it
                self.assertEqual((counts["corrupted"], counts["sent"]), (1, 5))

    def test_only_test_packets_are_impaired(self):
        with path.impaired_path(forward=impair.rules(drop_every=1)) as way, \
                socket_on(way.near, 5000) as ask, socket_on(way.far, 863) as other:
            ask.sendto(b"1", (way.far.ipv4, 863))
            self.assertEqual(received(other), [1])
            self.assertEqual(way.impairer.stop()["forward"]["seen"], 0)

    def test_the_directions_have_their_own_rules_and_numbers(self):
        with path.impaired_path(impair.rules(drop={0}), impair.rules(drop={1})) as way, \
                socket_on(way.near, 5000) as ask, socket_on(way.far, 862) as answer:
            for number in range(3):
                ask.sendto(b"%d" % number, (way.far.ipv4, 862))
            self.assertEqual(received(answer), [1, 2])
            for number in range(3):
                answer.sendto(b"%d" % number, (way.near.ipv4, 5000))
            self.assertEqual(received(ask), [0, 2])
            counts = way.impairer.stop()
            self.assertEqual((counts["forward"]["dropped"], counts["backward"]["dropped"]), (1, 1))

    def test_tagged_frames_pass_unchanged(self):
        with path.impaired_path() as way, Capture(way.far) as capture, \
                Injector(way.near) as injector:
            src, dst = way.near.ipv4, way.far.ipv4
            packet = frame.ipv4(src, dst, frame.udp(src, dst, 5000, 862, b"tagged"))
            sent = frame.ethernet(way.near.mac, way.far.mac, packet, ((frame.VLAN, 5),))
            for unfinished in (False, True):
                injector.send(sent, unfinished)
            whole, partial = capture.wait(2, 862)
            self.assertEqual(whole.octets, sent)
            self.assertTrue(partial.unfinished_checksum)
            self.assertEqual(partial.udp.payload, b"tagged")

    def test_two_thousand_a_second_are_delayed_none_too_little(self):
        """How much too long is printed: that is the machine's, as busy as it is."""
        count, delay_ns = 2000, 5_000_000
        with path.impaired_path(impair.rules(delay="5ms")) as way, Capture(way.near) as near, \
                Capture(way.far) as far, socket_on(way.near, 5000) as ask, \
                socket_on(way.far, 862) as answer:
            start = time.monotonic_ns()
            for number in range(count):
                while time.monotonic_ns() < start + number * 500_000:
                    time.sleep(0.0001)
                ask.sendto(b"%d" % number, (way.far.ipv4, 862))
            self.assertEqual(received(answer), list(range(count)))
            left, came = near.wait(count, 862, outgoing=True), far.wait(count, 862, outgoing=False)
            errors = [b.time_ns - a.time_ns - delay_ns for a, b in zip(left, came)]
            print(f"        error of the delay in us: min {min(errors) / 1e3:.0f}, median "
                  f"{statistics.median(errors) / 1e3:.0f}, max {max(errors) / 1e3:.0f}")
            self.assertGreater(min(errors), -100_000)
