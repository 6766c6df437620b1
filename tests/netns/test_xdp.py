# SPDX-License-Identifier: Apache-2.0
"""Both roles at XDP. What XDP_TX sends over a veth pair arrives only where the other end has an XDP
program, so the other end of a reflector at XDP is a sender at XDP here."""

import itertools
import json
import signal
import unittest

from stamp_client import QUICK, Client
from support import path, stamp_packet
from support.host import Host, require_root
from support.program import Reflector, Running, send
from test_attached import stopped
from test_roundtrip import Case, destination

XDP = ("--hook", "xdp")


def setUpModule():
    require_root()


class Native(Case):
    def test_every_family_offload_and_length(self):
        for near, far in itertools.product((True, False), repeat=2):
            with path.direct_path() as way:
                way.near.offload(near)
                way.far.offload(far)
                with Reflector(way.far, options=XDP) as reflector:
                    self.assertIn(", xdp,", reflector.so_far()[1])
                    for family, length in itertools.product((4, 6), (44, 48, 1400)):
                        with self.subTest(family=family, length=length, offload=(near, far)):
                            outcome = self.expect_all(
                                send(way.near, destination(way, family), "-c", 5, "-l", length,
                                     *XDP, *QUICK), 5)
                            self.assertEqual(outcome.lines[0]["hook"], "xdp")
                            for packet in outcome.packets:
                                self.assertGreaterEqual(packet["proc_ns"], 0)
                                self.assertGreater(packet["rtt_ns"], 0)

    def test_the_veth_trap_is_reported(self):
        with path.direct_path() as way, Reflector(way.far, options=XDP) as reflector:
            self.assertIn("peer has an XDP program", reflector.so_far()[1])

    def test_what_xdp_leaves_is_answered_behind_it(self):
        """R8762-18: a packet that XDP passes up (here: all, the MAC is not the one it knows,
        since its process does not run)."""
        with path.direct_path() as way, Reflector(way.far, options=XDP) as reflector:
            stopped(reflector)
            way.far.host.run("ip", "link", "set", "eth0", "address", "02:00:00:00:00:77")
            way.near.host.run("ip", "neigh", "replace", way.far.ipv4, "lladdr",
                              "02:00:00:00:00:77", "dev", "eth0")
            self.expect_all(send(way.near, way.far.ipv4, "-c", 3, *QUICK), 3)
            reflector.kill(signal.SIGCONT)


class Generic(Case):
    def test_loopback_takes_it_generic_and_says_so(self):
        with path.direct_path() as way:
            host = way.far.host
            with Running(host, "reflector", "lo", *XDP) as reflector:
                reflector.said(", xdp-generic,")
                with Running(host, "sender", "lo", "127.0.0.1", "--json", "-c", "3",
                             *QUICK) as sender:
                    self.expect_all(sender.wait(), 3)


class LargeMtu(Case):
    """The programs take frames in several buffers: veth does 9000 octets natively."""

    def test_frames_of_9000_octets_natively(self):
        with path.direct_path(mtu=9000) as way, Reflector(way.far, options=XDP) as reflector:
            self.assertIn(", xdp,", reflector.so_far()[1])
            for family, length in itertools.product((4, 6), (44, 5000, 8900)):
                with self.subTest(family=family, length=length):
                    outcome = self.expect_all(send(way.near, destination(way, family), "-c", 5,
                                                   "-l", length, *XDP, *QUICK), 5)
                    self.assertEqual(outcome.lines[0]["hook"], "xdp")

    def test_a_driver_that_refuses_gets_generic_xdp_and_that_is_reported(self):
        """veth refuses an end that has fewer receive queues than its peer transmit queues."""
        with Host("near") as near, Host("far") as far:
            far.run("ip", "link", "add", "eth0", "mtu", 9000, "numrxqueues", 1, "numtxqueues", 1,
                    "type", "veth", "peer", "name", "eth0", "mtu", 9000, "numrxqueues", 4,
                    "numtxqueues", 4, "netns", near.path)
            for host, address in ((near, "192.0.2.1/24"), (far, "192.0.2.2/24")):
                host.run("ip", "address", "add", address, "dev", "eth0")
                host.run("ip", "link", "set", "eth0", "up")
            with Running(far, "reflector", "eth0", *XDP) as reflector:
                reflector.said(", xdp-generic,")
                self.assertRegex(reflector.so_far()[1],
                                 r"eth0: the driver refused native XDP at MTU 9000 \(.+\): "
                                 "using generic XDP")
                for length in (44, 1400, 8000):
                    with self.subTest(length=length), Running(
                            near, "sender", "eth0", "192.0.2.2", "--json", "-c", "5", "-l",
                            length, *QUICK) as sender:
                        self.expect_all(sender.wait(), 5)


class Source(Case):
    """--timestamp-source where no card has a clock; what goes on with one is in tests/bpf."""

    def test_auto_takes_the_kernels_clock_and_says_why_with_v(self):
        why = ("eth0: receive timestamps come from the kernel clock: "
               "the device has no hardware clock")
        with path.direct_path() as way:
            for options, reported in ((("-v", "--timestamp-source", "auto"), True),
                                  (("--timestamp-source", "auto"), False), (("-v",), False)):
                with self.subTest(options=options), \
                        Reflector(way.far, options=(*XDP, *options)) as reflector:
                    outcome = self.expect_all(send(way.near, way.far.ipv4, "-c", 3, *XDP, *options,
                                                   *QUICK), 3)
                    self.assertEqual(outcome.lines[0]["timestamp_source"], "sw")
                    self.assertNotIn("hardware_times", outcome.summary)
                    for said in (outcome.err, reflector.so_far()[1]):
                        self.assertEqual(why in said, reported, said)

    def test_hw_is_refused_with_the_reason_and_a_cure(self):
        with path.direct_path() as way:
            for role in (("reflector", "eth0"), ("sender", "eth0", way.near.ipv4)):
                with self.subTest(role=role), Running(
                        way.far.host, *role, *XDP, "--timestamp-source", "hw") as refused:
                    outcome = refused.wait()
                self.assertEqual((outcome.code, outcome.out), (4, ""), outcome.err)
                self.assertRegex(outcome.err,
                                 r"\Astamp: receive timestamps of the network card on eth0: "
                                 r"the device has no hardware clock: .*\n"
                                 r"try: --timestamp-source sw; .*\n\Z")
            self.assertNotIn("xdp", way.far.host.run("ip", "link", "show", "eth0").stdout)

    def test_version_says_what_an_interface_offers(self):
        with path.direct_path() as way, Running(way.far.host, "version", "--json") as version:
            outcome = version.wait()
        self.assertEqual(json.loads(outcome.out)["cards"],
                         [{"iface": "eth0", "receive_times": False, "on": False,
                           "why_not": "the device has no hardware clock"}])


class Taken(unittest.TestCase):
    def test_another_program_is_named_and_the_cure(self):
        with path.direct_path() as way, Reflector(way.far, options=XDP):
            with Running(way.far.host, "reflector", "eth0", "-p", "4000", *XDP) as second:
                outcome = second.wait()
        self.assertEqual(outcome.code, 4)
        self.assertRegex(outcome.err, r"^stamp: .*\(xdp\): XDP program \d+ \(stamp_refl_xdp\) is "
                                      r"there.*\ntry: --hook tcx, .*\n$")

    def test_of_two_senders_the_second_is_refused_or_takes_tcx(self):
        """An interface has room for one XDP program; the first sender loses nothing."""
        with path.direct_path() as way, Reflector(way.far, options=XDP), \
                Running(way.near.host, "sender", "eth0", way.far.ipv4, "-i", "20ms", "--json",
                        *XDP) as first:
            first.said('"seq":0,')
            second = send(way.near, way.far.ipv4, "-c", 3, "--source-port", 40862, *XDP, *QUICK)
            self.assertEqual(second.code, 4)
            self.assertRegex(second.err, r"\(xdp\): XDP program \d+ \(stamp_send_xdp\) is there")
            other = send(way.near, way.far.ipv4, "-c", 3, "--source-port", 40862, *QUICK)
            self.assertEqual((other.code, other.lines[0]["hook"]), (0, "tcx"))
            first.kill(signal.SIGINT)
            outcome = first.wait()
        self.assertEqual(outcome.code, 0, outcome.err)
        self.assertEqual(json.loads(outcome.out.splitlines()[-1])["lost"], 0)

    def test_nothing_stays(self):
        with path.direct_path() as way:
            with Reflector(way.far, options=XDP) as reflector:
                self.assertIn("xdp", way.far.host.run("ip", "link", "show", "eth0").stdout)
                reflector.stop()
            self.assertNotIn("xdp", way.far.host.run("ip", "link", "show", "eth0").stdout)


class PlainClient(unittest.TestCase):
    def test_a_short_request_is_answered_by_a_base_packet(self):
        """R8762-13; the client's end has an XDP program for the answers to arrive: a sender's."""
        with path.direct_path() as way, Reflector(way.far, options=XDP), \
                Running(way.near.host, "sender", "eth0", way.far.ipv4, "-i", "100ms",
                        *XDP) as ours, Client(way.near) as client:
            ours.said("seq=0")
            for octets in (14, 20, 43, 44, 300):
                with self.subTest(octets=octets):
                    request = stamp_packet.Request().pack() + bytes(300)
                    client.send(request[:octets], (way.far.ipv4, 862))
                    payload, sender = client.receive()
                    self.assertEqual(len(payload), max(44, octets))
                    self.assertEqual(sender, (way.far.ipv4, 862))


if __name__ == "__main__":
    unittest.main()
