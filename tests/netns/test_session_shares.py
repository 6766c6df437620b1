# SPDX-License-Identifier: Apache-2.0
"""One source never takes the table of a stateful reflector; a TWAMP Light sender has one session.
R8762-23"""

import os
import struct

from persistent import HOOKS, Persistent, good, run, shown
from stamp_client import QUICK, Client, eventually, request_frame
from support import path, stamp_packet
from support.host import require_root
from support.packet_socket import Injector
from support.program import Reflector, send
from test_stats import samples, stats


def setUpModule():
    require_root()


def light(number, octets=64):
    """As RFC 5357 has it: 14 octets, and padding that is random."""
    return struct.pack("!I8sH", number, stamp_packet.ntp(1), 0x8f84) + os.urandom(octets - 14)


def fill(way, count, injector):
    """Requests of as many sessions, of one address."""
    for number in range(count):
        injector.send(request_frame(way, sport=1024 + number // 4, payload=stamp_packet.Request(
            0, ssid=number % 4 + 1).pack()))


class Shares(Persistent):
    def test_random_padding_makes_one_session_that_is_numbered(self):
        for hook in HOOKS:
            with self.subTest(hook=hook), path.direct_path() as way, \
                    Reflector(way.far, options=("--stateful", "--hook", hook)), \
                    Client(way.near) as client:
                numbers = [client.ask(light(n, 41 + n), (way.far.ipv4, 862)).seq
                           for n in range(40)]
                self.assertEqual(numbers, list(range(40)))
                found, = stats(way.far.host)[0]["sessions"]
                self.assertEqual((found["ssid"], found["rx"]), (0, 40))

    def test_with_tlv_policy_echo_no_ssid_is_read(self):
        with path.direct_path() as way, \
                Reflector(way.far, options=("--stateful", "--tlv-policy", "echo")), \
                Client(way.near) as client:
            for number, ssid in enumerate((0, 7, 0xffff, 3)):
                reply = client.ask(stamp_packet.Request(9, ssid=ssid).pack(), (way.far.ipv4, 862))
                self.assertEqual((reply.seq, reply.ssid), (number, ssid))
            self.assertEqual([s["ssid"] for s in stats(way.far.host)[0]["sessions"]], [0])

    def test_one_source_is_refused_and_counted_and_others_are_answered(self):
        options = ("--stateful", "--max-sessions", "64", "--rate", "0")
        with path.direct_path() as way, Injector(way.near) as injector:
            host = way.far.host
            way.near.address("add", "192.0.2.3/24")
            good(host, "reflector", "add", "eth0", *options, "--sessions-per-source", "8")
            for most in (8, 20, 60):  # however many are asked for: 15/16 of the table
                good(host, "reflector", "change", "eth0", "--sessions-per-source",
                     str(most if most < 60 else 1000))
                fill(way, 100, injector)
                eventually(lambda m=most: len(stats(host)[0]["sessions"]) == m)
            verdicts = stats(host)[0]["verdicts"]
            self.assertEqual(verdicts["source_full"], 300 - 60 - 8 - 20)
            self.assertEqual(verdicts["sessions_full"], 0)
            outcome = send(way.near, way.far.ipv4, "-c", 3, *QUICK, "--source", "192.0.2.3")
            self.assertEqual((outcome.code, outcome.summary["received"]), (0, 3))
            metrics = samples(good(host, "stats", "--openmetrics").stdout)
            self.assertEqual(metrics["stamp_reflector_packets_total",
                                     'iface="eth0",verdict="source_full"'], 212)
            self.assertRegex(good(host, "stats").stdout, r"(?m)^  source_full +212$")
            good(host, "reflector", "del", "eth0")

    def test_what_makes_no_sense_is_refused(self):
        with path.direct_path() as way:
            host = way.far.host
            good(host, "reflector", "add", "eth0", "--ssid", "5")
            self.check_refused(run(host, "reflector", "change", "eth0", "--tlv-policy", "echo"), 2,
                               "have only session 0, and eth0 has others", "try: --ssid 0")
            self.check_refused(run(host, "reflector", "change", "eth0", "--sessions-per-source",
                                   "5"), 2, "stateless and has no sessions")
            good(host, "reflector", "change", "eth0", "--tlv-policy", "echo", "--ssid", "all")
            self.check_refused(run(host, "reflector", "change", "eth0", "--ssid", "5"), 2,
                               "have only session 0, and eth0 answers those")
            good(host, "reflector", "del", "eth0")
