# SPDX-License-Identifier: Apache-2.0
"""Who may ask, and how fast: R8762-23, R8762-24."""

import contextlib
import math
import re
import time
import unittest

from stamp_client import QUIET_S, Client, request_frame
from support import path, stamp_packet
from support.host import require_root
from support.packet_socket import Capture, Injector
from support.program import Reflector


def setUpModule():
    require_root()


@contextlib.contextmanager
def limited(*options):
    with path.direct_path() as way, \
            Reflector(way.far, options=("--json", *map(str, options))) as reflector:
        yield way, reflector


def verdicts(reflector):
    return reflector.stop().of_type("stats")[0]["interfaces"][0]["verdicts"]


def flood(way, frames):
    """(answers by address of the client, seconds from the first question to the last)"""
    with Injector(way.near) as injector, Capture(way.near) as capture:
        begin = time.monotonic()
        for octets in frames:
            injector.send(octets)
        seconds = time.monotonic() - begin
        time.sleep(QUIET_S)
        answers = {}
        for seen in capture.udp(862, outgoing=False):
            answers[seen.udp.dst] = answers.get(seen.udp.dst, 0) + 1
        return answers, seconds


class Rate(unittest.TestCase):
    def bound(self, answers, burst, rate, seconds):
        """A burst, and what the rate allows meanwhile. The reflector is not asked later than the
        packets were sent, but may see the last of them a moment after that."""
        self.assertGreaterEqual(answers, burst)
        self.assertLessEqual(answers, burst + math.ceil(rate * (seconds + QUIET_S)))

    def test_a_source_is_limited_by_default(self):
        with limited() as (way, reflector):
            answers, seconds = flood(way, [request_frame(way)] * 900)
            self.bound(answers[way.near.ipv4], 200, 1000, seconds)
            if seconds > 0.5:
                self.skipTest("this machine is too busy to exceed the rate")
            reflector.said("exceeded the rate and were dropped")
            reflector.said(f"{way.near.ipv4} sends about ")
            self.assertEqual(reflector.so_far()[1].count(" are answered (--rate)"), 1)
            ended = reflector.stop()
            found = ended.of_type("stats")[0]["interfaces"][0]["verdicts"]
            limited_ones = 900 - answers[way.near.ipv4]
            self.assertEqual((found["reflected"], found["rate_limited"]),
                             (answers[way.near.ipv4], limited_ones))
            counts = [warning["detail"] for warning in ended.of_type("warning")
                      if warning["code"] == "rate_limited"]
            self.assertEqual(sum(int(re.search(r": (\d+) requests exceeded", one)[1])
                                 for one in counts), limited_ones)

    def test_what_was_limited_last_is_in_the_text_and_in_the_summary(self):
        with path.direct_path() as way, Reflector(way.far, options=("--rate", "10")) as reflector:
            answers, _ = flood(way, [request_frame(way)] * 60)
            limited_ones = 60 - answers[way.near.ipv4]
            ended = reflector.stop()
            self.assertIn(f"{answers[way.near.ipv4]} answered, {limited_ones} rate_limited",
                          ended.out)
            logged = re.findall(r": (\d+) requests exceeded the rate", ended.err)
            self.assertEqual(sum(map(int, logged)), limited_ones)

    def test_the_rate_is_as_asked_and_each_source_has_its_own(self):
        with limited("--rate", 10) as (way, reflector):
            sources = [f"192.0.2.{n}" for n in (101, 102, 103)]
            one = [request_frame(way, src=src, src_mac=way.near.mac) for src in sources]
            for src in sources:
                way.far.host.run("ip", "neighbour", "replace", src, "lladdr", way.near.mac, "dev",
                                 "eth0", "nud", "permanent")
            answers, seconds = flood(way, one * 50)
            self.assertEqual(set(answers), set(sources))
            for src in sources:
                self.bound(answers[src], 10, 10, seconds)
            self.assertEqual(verdicts(reflector)["rate_limited"], 150 - sum(answers.values()))

    def test_the_total_rate_is_for_all_together(self):
        with limited("--rate", 0, "--total-rate", 10) as (way, reflector):
            frames = [request_frame(way, src=f"192.0.2.{n}") for n in range(100, 200)]
            frames += [request_frame(way, 6)] * 20
            answers, seconds = flood(way, frames)
            self.bound(sum(answers.values()), 10, 10, seconds)
            self.assertEqual(verdicts(reflector)["rate_limited"], 120 - sum(answers.values()))

    def test_zero_is_no_limit(self):
        with limited("--rate", 0) as (way, _):
            answers, _ = flood(way, [request_frame(way)] * 600)
            self.assertEqual(answers[way.near.ipv4], 600)

    def test_a_source_recovers(self):
        with limited("--rate", 20) as (way, _), Client(way.near) as client:
            asked = stamp_packet.Request(3).pack()
            for _ in range(40):
                client.send(asked, (way.far.ipv4, 862))
            self.assertLess(len(client.hears()), 40)
            self.assertEqual(client.ask(asked, (way.far.ipv4, 862)).seq, 3)


class Allowed(unittest.TestCase):
    def answered(self, way, source):
        family = 6 if ":" in source else 4
        with Client(way.near, family, source=source) as client:
            to = way.far.ipv6 if family == 6 else way.far.ipv4
            client.send(stamp_packet.Request(1).pack(), (to, 862))
            return bool(client.hears())

    def test_only_who_may_ask_is_answered(self):
        with limited("--allow", "192.0.2.64/26", "--allow", "2001:db8::70/124",
                     "--allow", "192.0.2.9") as (way, reflector):
            for address in ("192.0.2.9/24", "192.0.2.8/24", "192.0.2.64/24", "192.0.2.127/24",
                            "192.0.2.128/24", "2001:db8::7f/64", "2001:db8::80/64"):
                way.near.address("add", address)
            rows = {"192.0.2.1": False, "192.0.2.8": False, "192.0.2.9": True, "192.0.2.64": True,
                    "192.0.2.127": True, "192.0.2.128": False, "2001:db8::1": False,
                    "2001:db8::7f": True, "2001:db8::80": False}
            self.assertEqual({source: self.answered(way, source) for source in rows}, rows)
            found = verdicts(reflector)
            self.assertEqual((found["not_allowed"], found["reflected"]), (5, 4))

    def test_a_prefix_of_one_family_does_not_let_in_the_other(self):
        with limited("--allow", "0.0.0.0/0") as (way, _):
            self.assertTrue(self.answered(way, way.near.ipv4))
            self.assertFalse(self.answered(way, way.near.ipv6))
        with limited("--allow", "::/0") as (way, _):
            self.assertTrue(self.answered(way, way.near.ipv6))
            self.assertFalse(self.answered(way, way.near.ipv4))
