# SPDX-License-Identifier: Apache-2.0
"""The reflector is no weapon: what it must not answer, and frames that it must not misread."""

import collections
import contextlib
import itertools
import time
import unittest

from persistent import HOOKS
from stamp_client import LOSSY, QUICK, QUIET_S, Client, request_frame
from support import frame, path, stamp_packet
from support.host import require_root
from support.packet_socket import Capture, Injector
from support.program import Reflector, send

EVERYBODY = "ff:ff:ff:ff:ff:ff"


def setUpModule():
    require_root()


@contextlib.contextmanager
def reflecting(**options):
    """(way, reflector, injector, capture of what comes to the near side)"""
    with path.direct_path() as way, \
            Reflector(way.far, options=("--json", *options.pop("options", ()))) as reflector, \
            Injector(way.near) as injector, Capture(way.near) as capture:
        yield way, reflector, injector, capture


def verdicts(reflector):
    return reflector.stop().of_type("stats")[0]["interfaces"][0]["verdicts"]


def spoiled(octets, at):
    return octets[:at] + bytes([octets[at] ^ 1]) + octets[at + 1:]


class NotAnswered(unittest.TestCase):
    def check(self, rows):
        """rows(way) yields (name, verdict or None, frame); no frame is answered, and each counted
        under its verdict (L-06)."""
        with reflecting() as (way, reflector, injector, capture):
            wanted = collections.Counter()
            for name, verdict, octets in rows(way):
                injector.send(octets)
                wanted.update([verdict] if verdict else [])
            injector.send(request_frame(way, payload=stamp_packet.Request(99).pack()))
            seen = capture.wait(1, 862, outgoing=False)
            time.sleep(QUIET_S)
            seen = capture.udp(862, outgoing=False)
            self.assertEqual([stamp_packet.Reply.parse(f.udp.payload).seq for f in seen], [99])
            found = verdicts(reflector)
            self.assertEqual({name: found[name] for name in wanted}, dict(wanted))
            self.assertEqual(found["reflected"], 1)

    def test_wrong_checksums(self):
        """R8762-27, R8762-28"""
        def rows(way):
            for family in (4, 6):
                for length in (14, 44, 45, 300, 1452):
                    payload = bytes(length)
                    yield "UDP", "bad_checksum", request_frame(way, family, payload=payload,
                                                               sum_=0x1234)
                    good = request_frame(way, family, payload=payload)
                    yield "last octet", "bad_checksum", spoiled(good, len(good) - 1)
                yield "zero", "bad_checksum", request_frame(way, 6, sum_=0)
            yield "IPv4 header", "bad_checksum", spoiled(request_frame(way), 14 + 10)
        self.check(rows)

    def test_destinations_of_many(self):
        """R8762-22"""
        def rows(way):
            for dst, mac in (("224.0.0.1", "01:00:5e:00:00:01"), ("224.0.0.1", way.far.mac),
                             ("255.255.255.255", EVERYBODY), ("192.0.2.255", EVERYBODY),
                             ("192.0.2.255", way.far.mac), (way.far.ipv4, EVERYBODY)):
                yield dst, "multicast", request_frame(way, dst=dst, dst_mac=mac)
            for dst, mac in (("ff02::1", "33:33:00:00:00:01"), ("ff02::1", way.far.mac),
                             (way.far.ipv6, EVERYBODY)):
                yield dst, "multicast", request_frame(way, 6, dst=dst, dst_mac=mac)
        self.check(rows)

    def test_destinations_of_others(self):
        def rows(way):
            yield "address", None, request_frame(way, dst="192.0.2.200")
            yield "address", None, request_frame(way, 6, dst="2001:db8::200")
            yield "mapped", None, request_frame(way, 6, dst="::ffff:192.0.2.2")
            yield "port", None, request_frame(way, dport=863)
            yield "MAC", None, request_frame(way, dst_mac="02:00:00:00:00:77")
        self.check(rows)

    def test_sources_that_nobody_can_have(self):
        """R8762-22"""
        def rows(way):
            for src in ("0.0.0.0", "0.1.2.3", "127.0.0.1", "127.9.9.9", way.far.ipv4):
                yield src, "bad_source", request_frame(way, src=src)
            for src in ("::", "::1", way.far.ipv6, "::ffff:192.0.2.1"):
                yield src, "bad_source", request_frame(way, 6, src=src)
            for family in (4, 6):
                yield "port 0", "bad_source", request_frame(way, family, sport=0)
            for src in ("224.0.0.5", "255.255.255.255", "192.0.2.255", "240.0.0.1"):
                yield src, "multicast", request_frame(way, src=src)
            yield "ff02::5", "multicast", request_frame(way, 6, src="ff02::5")
        self.check(rows)

    def test_fragments(self):
        """R8762-30"""
        def rows(way):
            yield "first", "fragment", request_frame(way, fragment=0x2000, ident=1)
            yield "last", None, request_frame(way, fragment=20, ident=2)
        self.check(rows)

    def test_fragments_are_left_to_the_stack(self):
        """R8762-30: a service of the host on that port gets them, put together."""
        with reflecting() as (way, _, injector, _), Client(way.far, number=862) as service:
            payload = bytes(range(256)) * 3
            datagram = frame.udp(way.near.ipv4, way.far.ipv4, 5000, 862, payload)
            for offset, more in ((0, 0x2000), (400, 0)):
                part = datagram[offset:400] if more else datagram[offset:]
                packet = frame.ipv4(way.near.ipv4, way.far.ipv4, part, ident=7,
                                    fragment=more | offset // 8)
                injector.send(frame.ethernet(way.near.mac, way.far.mac, packet))
            self.assertEqual(service.receive()[0], payload)


class Provisioned(unittest.TestCase):
    """R8972-02"""

    def test_sessions_that_are_not_provisioned_get_no_answer(self):
        for hook in HOOKS:
            with self.subTest(hook=hook), path.direct_path() as way, Reflector(
                    way.far, options=("--json", "--hook", hook, "--ssid", "7,0x5a3c", "--allow",
                                      "192.0.2.0/24", "--address", way.far.ipv4, "-p",
                                      "4862")) as reflector:
                def ask(ssid, *words, target=way.far.ipv4, port="4862", way=way):
                    return send(way.near, target, "-d", port, "--ssid", ssid, "-c", "3",
                                *(words or QUICK)).summary["received"]
                self.assertEqual([ask(ssid) for ssid in ("7", "0x5a3c")], [3, 3])
                self.assertEqual([ask(ssid, *LOSSY) for ssid in ("8", "0")], [0, 0])
                self.assertEqual(ask("7", *LOSSY, target=way.far.ipv6), 0)
                self.assertEqual(ask("7", *LOSSY, port="862"), 0)
                found = verdicts(reflector)
                self.assertEqual((found["reflected"], found["no_session"]), (6, 6))


class WellRead(unittest.TestCase):
    """R8762-26, R8762-29"""

    def answer(self, capture, injector, octets):
        capture.drain()
        capture.frames.clear()
        injector.send(octets)
        seen, = capture.wait(1, 862, outgoing=False)
        self.assertTrue(seen.udp.checksum_is_right and seen.udp.header_checksum_is_right)
        self.assertEqual((seen.udp.sport, seen.udp.dport), (862, 5000))
        return seen.udp

    def test_vlan_tags_come_back(self):
        with reflecting() as (way, _, injector, capture):
            # A tag that the near side's stack knows no device for: only the capture sees it.
            for tags, family in itertools.product(
                    (((frame.VLAN, 5),), ((frame.VLAN, 6 << 13 | 4094),),
                     ((frame.SERVICE_VLAN, 7), (frame.VLAN, 5))), (4, 6)):
                with self.subTest(tags=tags, family=family):
                    plain = request_frame(way, family)
                    tagging = b"".join(tpid.to_bytes(2, "big") + tci.to_bytes(2, "big")
                                       for tpid, tci in tags)
                    reply = self.answer(capture, injector, plain[:12] + tagging + plain[12:])
                    self.assertEqual(reply.tags, tags)

    def test_ipv4_options_do_not_shift_the_packet(self):
        with reflecting() as (way, _, injector, capture):
            for words in (1, 2, 10):
                for length in (14, 44, 200):
                    with self.subTest(words=words, length=length):
                        payload = stamp_packet.Request(5).pack().ljust(length, b"\0")[:length]
                        octets = request_frame(way, payload=payload, options=b"\1" * words * 4)
                        reply = self.answer(capture, injector, octets)
                        self.assertEqual(stamp_packet.Reply.parse(reply.payload).sender_seq, 5)

    def test_link_padding_is_no_part_of_the_packet(self):
        with reflecting() as (way, _, injector, capture):
            for family, length in itertools.product((4, 6), (14, 20, 44, 100)):
                with self.subTest(family=family, length=length):
                    payload = stamp_packet.Request(6).pack().ljust(length, b"\0")[:length]
                    octets = request_frame(way, family, payload=payload) + b"\xee" * 40
                    reply = self.answer(capture, injector, octets)
                    self.assertEqual(len(reply.payload), max(length, 44))
                    self.assertNotIn(b"\xee\xee", reply.payload)

    def test_ipv6_extension_headers_are_handled_or_passed_up(self):
        with reflecting() as (way, _, injector, capture), \
                Client(way.far, 6, number=862) as service:
            options = bytes([frame.UDP, 0, 1, 4, 0, 0, 0, 0])  # PadN of six octets
            injector.send(request_frame(way, 6, first_header=60, extensions=options,
                                        payload=stamp_packet.Request(8).pack()))
            answered = capture.udp(862, outgoing=False)
            if not answered:
                self.assertEqual(service.receive()[0], stamp_packet.Request(8).pack())
            for seen in answered:
                self.assertEqual(stamp_packet.Reply.parse(seen.udp.payload).sender_seq, 8)


class Loops(unittest.TestCase):
    """L-04, R8762-22: two reflectors facing each other."""

    PAYLOADS = {
        "request": stamp_packet.Request(1, stamp_packet.ntp(time.time_ns())).pack(),
        "short request": bytes(14),
        "reply": stamp_packet.Reply(1, stamp_packet.ntp(10**18), 0x8f84, 3,
                                    stamp_packet.ntp(10**18), 1, stamp_packet.ntp(10**18), 0x8f84,
                                    bytes(2), 255, bytes(3)).pack(),
        "noise": bytes(range(1, 45)),
        "long": bytes(1000),
    }

    def test_one_spoofed_packet_gets_at_most_one_answer(self):
        cases = list(itertools.product((4, 6), self.PAYLOADS.items(), (64, 0)))
        for offload, near_port in itertools.product((True, False), (862, 20000)):
            with path.direct_path(offload=offload) as way, \
                    Reflector(way.near, options=("-p", near_port)), Reflector(way.far), \
                    Injector(way.near, bypass=True) as injector, Capture(way.far) as capture:
                for family, (name, payload), ttl in cases:
                    with self.subTest(port=near_port, family=family, payload=name, ttl=ttl,
                                      offload=offload):
                        hops = {"hop_limit" if family == 6 else "ttl": ttl}
                        capture.drain()
                        capture.frames.clear()
                        injector.send(request_frame(way, family, sport=near_port,
                                                    payload=payload, **hops))
                        if "request" in name:
                            capture.wait(2, 862)  # there would be something to loop
                        time.sleep(0.02)
                        seen = capture.udp(862)
                        self.assertEqual(sum(f.udp.dport == 862 for f in seen
                                             if not f.outgoing), 1)  # the spoofed one
                        self.assertLessEqual(sum(f.outgoing for f in seen), 1)
