# SPDX-License-Identifier: Apache-2.0
"""An interface goes down, up, away and comes back under either role."""

import itertools
import unittest

from stamp_client import QUICK, Client, eventually
from support import path, stamp_packet
from support.host import require_root
from support.link import introduce, link, wait_until_up
from support.program import Reflector, Running, send

HOOKS = ("tcx", "clsact")


def setUpModule():
    require_root()


def down_and_up(way, port):
    port.set("down")
    port.set("up")
    wait_until_up(port)
    introduce(way.near, way.far)  # an interface that goes down forgets its neighbours


class DownAndUp(unittest.TestCase):
    def test_the_reflector_survives(self):
        for hook in HOOKS:
            with self.subTest(hook=hook), path.direct_path() as way, \
                    Reflector(way.far, options=("--hook", hook)) as reflector:
                down_and_up(way, way.far)
                outcome = send(way.near, way.far.ipv4, "-c", 3, *QUICK)
                self.assertEqual(outcome.summary["received"], 3)
                # Its IPv6 address went with the link, and comes back by hand.
                way.far.address("add", f"{way.far.ipv6}/64")
                asked = stamp_packet.Request(1).pack()
                with Client(way.near, 6) as client:
                    def answered():
                        client.send(asked, (way.far.ipv6, 862))
                        return client.hears(0.05)
                    eventually(answered)
                self.assertIsNone(reflector.process.poll())

    def test_the_sender_survives_and_counts_right(self):
        for hook, side in itertools.product(HOOKS, ("near", "far")):
            with self.subTest(hook=hook, side=side), path.direct_path() as way, \
                    Reflector(way.far), \
                    Running(way.near.host, "sender", "eth0", way.far.ipv4, "--json", "-i", "5ms",
                            "-w", "200ms", "--hook", hook) as sender:
                sender.said('"packet"')
                down_and_up(way, getattr(way, side))
                before = sender.so_far()[0].count('"rtt_ns"')
                eventually(lambda: sender.so_far()[0].count('"rtt_ns"') > before + 3)
                outcome = sender.stop()
                summary = outcome.summary
                self.assertEqual(outcome.code, 0)
                self.assertEqual(summary["received"] + summary["lost"], summary["sent"])
                self.assertEqual(len(outcome.packets), sum(
                    summary[key] for key in ("sent", "not_sent", "duplicate", "late")))


class Deleted(unittest.TestCase):
    def test_under_the_reflector_it_is_said_and_the_return_is_followed(self):
        for hook in HOOKS:
            with self.subTest(hook=hook), path.direct_path() as way, \
                    Reflector(way.far, options=("--hook", hook)) as reflector:
                for times in (1, 2):
                    way.far.delete()
                    eventually(lambda n=times: reflector.so_far()[1].count(
                        "interface eth0 was removed") == n)
                    near, far = link(way.near.host, way.far.host)
                    eventually(lambda n=times: reflector.so_far()[1].count(
                        "STAMP reflector on eth0") == n + 1)
                    with Client(near) as client:
                        def answered():
                            client.send(stamp_packet.Request(1).pack(), (far.ipv4, 862))
                            return client.hears(0.05)
                        eventually(answered)
                    self.assertEqual(send(near, far.ipv6, "-c", 3, *QUICK).summary["received"], 3)
                ended = reflector.stop()
                self.assertEqual(ended.code, 0)
                self.assertNotIn("No such device", ended.err)

    def test_one_of_two_does_not_disturb_the_other(self):
        with path.direct_path() as way:
            near, far = link(way.near.host, way.far.host, ("eth1", "eth1"),
                             ("198.51.100.1/24", "198.51.100.2/24"), None)
            with Reflector([way.far, far]) as reflector:
                way.far.delete()
                reflector.said("interface eth0 was removed")
                self.assertEqual(send(near, far.ipv4, "-c", 3, *QUICK).summary["received"], 3)

    def test_under_the_sender_it_ends_with_seven_and_a_summary(self):
        for hook in HOOKS:
            with self.subTest(hook=hook), path.direct_path() as way, Reflector(way.far), \
                    Running(way.near.host, "sender", "eth0", way.far.ipv4, "--json", "-i", "5ms",
                            "-w", "10m", "--hook", hook) as sender:
                sender.said('"packet"')
                way.near.delete()
                outcome = sender.wait()
                summary = outcome.summary
                self.assertEqual((outcome.code, summary["exit"]), (7, 7))
                self.assertRegex(outcome.err, "^stamp: .*interface eth0.*: No such device\n")
                self.assertGreater(summary["received"], 0)
                self.assertEqual(summary["received"] + summary["lost"], summary["sent"])

    def test_an_interface_that_is_down_is_reported_before_anything_is_sent(self):
        with path.direct_path() as way:
            way.near.set("down")
            outcome = send(way.near, way.far.ipv4, "-c", 1)
            self.assertEqual((outcome.code, outcome.out), (4, ""))
            self.assertEqual(outcome.err, "stamp: interface eth0: Network is down\n"
                                          "try: ip link set eth0 up\n")
