# SPDX-License-Identifier: Apache-2.0
"""A plain UDP client, written in whatever language, gets correct answers from the reflector."""

import time
import unittest

from stamp_client import Client, eventually
from support import path, stamp_packet
from support.host import Host, require_root
from support.link import Port, link
from support.packet_socket import Capture
from support.program import Reflector

NOW_TOLERANCE_NS = 5 * 10**9


def setUpModule():
    require_root()


def request(seq=7, length=stamp_packet.BASE, **fields):
    """So many octets of a request, with a tail of zeros when it is longer than the base."""
    fields.setdefault("timestamp", stamp_packet.ntp(time.time_ns()))
    return stamp_packet.Request(seq, **fields).pack().ljust(length, b"\0")[:length]


class Case(unittest.TestCase):
    def check_reply(self, reply, asked, seq=7, ttl=64):
        """What is in any reply, whatever was asked."""
        self.assertEqual((reply.seq, reply.sender_seq, reply.sender_ttl), (seq, seq, ttl))
        self.assertEqual(reply.sender_timestamp, asked[4:12])
        self.assertEqual((reply.mbz_38, reply.mbz_41), (bytes(2), bytes(3)))  # R8762-10
        self.assertNotEqual(reply.error & 0xff, 0)
        t2, t3 = (stamp_packet.to_unix_ns(t, reply.error, time.time_ns())
                  for t in (reply.receive, reply.timestamp))
        self.assertLessEqual(t2, t3)  # R8762-08
        self.assertLess(abs(time.time_ns() - t3), NOW_TOLERANCE_NS)


class Lengths(Case):
    def test_every_length_is_answered_with_its_own_or_the_base(self):
        """R8762-12, R8762-13, R8762-14"""
        for offload in (True, False):
            with path.direct_path(offload=offload) as way, Reflector(way.far):
                for family in (4, 6):
                    to = (way.far.ipv6 if family == 6 else way.far.ipv4, 862)
                    with Client(way.near, family) as client:
                        for length in (*range(14, 61), 172, 173, 999, 1400, 1452):
                            with self.subTest(length=length, family=family, offload=offload):
                                asked = request(length=length, ssid=0x1234)
                                reply = client.ask(asked, to)
                                self.check_reply(reply, asked)
                                self.assertEqual(len(reply.tail), max(length, 44) - 44)
                                if length != 15:  # which holds half of an SSID
                                    self.assertEqual(reply.ssid, 0x1234 if length > 15 else 0)

    def test_less_than_fourteen_octets_get_no_answer(self):
        """R8762-14"""
        with path.direct_path() as way, Reflector(way.far, options=("--json",)) as reflector, \
                Client(way.near) as client:
            for length in range(0, 14):
                client.send(request(length=length), (way.far.ipv4, 862))
            self.assertEqual(client.hears(), [])
            verdicts = reflector.stop().of_type("stats")[0]["interfaces"][0]["verdicts"]
            self.assertEqual((verdicts["short"], verdicts["reflected"]), (14, 0))

    def test_a_tail_comes_back_to_the_octet(self):
        """R8972-12, R8972-27"""
        with path.direct_path() as way, Reflector(way.far), Client(way.near) as client:
            for tail in (stamp_packet.tlv(stamp_packet.EXTRA_PADDING, bytes(range(200))),
                         bytes(333)):
                asked = request(tail=tail, length=44 + len(tail))
                reply = client.ask(asked, (way.far.ipv4, 862))
                self.assertEqual(len(reply.tail), len(tail))
                self.assertEqual(reply.tail[4:], tail[4:])


class Styles(Case):
    def test_a_twamp_light_request_with_a_random_tail_is_answered(self):
        """R8762-11, R8762-13, T-01: 14 octets of header, then padding of any content."""
        with path.direct_path() as way, Reflector(way.far), Client(way.near) as client:
            for padding in (b"\xff" * 27, bytes(range(1, 28)), b"\xaa\x55" * 100):
                asked = request(length=14) + padding
                reply = client.ask(asked, (way.far.ipv4, 862))
                self.check_reply(reply, asked)
                self.assertEqual(len(reply.pack()), max(44, len(asked)))

    def test_what_must_be_zero_may_be_anything_from_another_port(self):
        """R8762-11"""
        with path.direct_path() as way, Reflector(way.far), Client(way.near) as client:
            for mbz in (b"\xff" * 28, bytes(27) + b"\1", bytes(range(28))):
                asked = request(mbz=mbz)
                self.check_reply(client.ask(asked, (way.far.ipv4, 862)), asked)

    def test_a_true_sender_on_the_reflectors_port_is_answered(self):
        """R8762-22"""
        with path.direct_path() as way, Reflector(way.far):
            for family, to in ((4, way.far.ipv4), (6, way.far.ipv6)):
                with Client(way.near, family, number=862) as client:
                    asked = request()
                    self.check_reply(client.ask(asked, (to, 862)), asked)

    def test_a_client_without_checksums_is_answered_with_one_over_ipv4_only(self):
        """R8762-27"""
        for offload in (True, False):
            with path.direct_path(offload=offload) as way, Reflector(way.far), \
                    Capture(way.near) as capture:
                with Client(way.near, checksum=False) as client:
                    for length in (14, 44, 45, 1400):
                        with self.subTest(length=length, offload=offload):
                            asked = request(length=length)
                            self.check_reply(client.ask(asked, (way.far.ipv4, 862)), asked)
                    out, back = (capture.udp(862, outgoing=o) for o in (True, False))
                    self.assertEqual({f.udp.datagram[6:8] for f in out}, {b"\0\0"})
                    for answer in back:
                        self.assertNotEqual(answer.udp.datagram[6:8], b"\0\0")
                        self.assertTrue(answer.udp.checksum_is_right)

    def test_dscp_is_copied_and_ecn_is_not(self):
        with path.direct_path() as way, Reflector(way.far):
            for family, to in ((4, way.far.ipv4), (6, way.far.ipv6)):
                for tos in (0, 46 << 2 | 1, 10 << 2 | 2, 63 << 2 | 3):
                    with self.subTest(family=family, tos=tos), \
                            Client(way.near, family, tos=tos) as client:
                        client.send(request(), (to, 862))
                        _, header = client.receive_with_header()
                        self.assertEqual(header, {"tos": tos & ~3, "ttl": 255})  # R8762-19

    def test_the_ttl_of_the_request_is_reported(self):
        """R8762-06"""
        with path.direct_path() as way, Reflector(way.far):
            for family, to in ((4, way.far.ipv4), (6, way.far.ipv6)):
                for ttl in (1, 64, 255):
                    with Client(way.near, family, ttl=ttl) as client:
                        self.assertEqual(client.ask(request(), (to, 862)).sender_ttl, ttl)

    def test_sequence_numbers_are_the_clients_own(self):
        """R8762-02"""
        with path.direct_path() as way, Reflector(way.far), Client(way.near) as client:
            for seq in (0, 5, 5, 0xffffffff, 0, 1 << 31):
                asked = request(seq)
                self.check_reply(client.ask(asked, (way.far.ipv4, 862)), asked, seq)


class Places(Case):
    def test_the_answer_comes_from_where_the_question_went(self):
        """R8762-21"""
        with path.direct_path() as way:
            way.far.address("add", "192.0.2.99/24")
            with Reflector(way.far, options=("-p", 862, "-p", 20000)):
                for to in ((way.far.ipv4, 862), ("192.0.2.99", 862), (way.far.ipv4, 20000)):
                    with Client(way.near) as client:
                        client.send(request(), to)
                        self.assertEqual(client.receive()[1], to)

    def test_two_clients_at_once_get_their_own_answers(self):
        with path.direct_path() as way, Reflector(way.far), Client(way.near) as one, \
                Client(way.near) as other:
            for seq in range(20):
                for client, ssid in ((one, 1), (other, 2)):
                    client.send(request(seq, ssid=ssid), (way.far.ipv4, 862))
            for client, ssid in ((one, 1), (other, 2)):
                replies = [stamp_packet.Reply.parse(client.receive()[0]) for _ in range(20)]
                self.assertEqual([(r.seq, r.ssid) for r in replies],
                                 [(seq, ssid) for seq in range(20)])

    def test_several_interfaces_are_one_process(self):
        with Host("near") as near, Host("far") as far:
            ports = [link(near, far)]
            ports.append(link(near, far, ("eth1", "eth1"), ("198.51.100.1/24", "198.51.100.2/24"),
                              ("2001:db8:1::1/64", "2001:db8:1::2/64")))
            with Reflector([there for _, there in ports]):
                for here, there in ports:
                    with Client(here) as client:
                        asked = request()
                        self.check_reply(client.ask(asked, (there.ipv4, 862)), asked)
                # An address of the other interface is not this one's to answer for.
                with Client(ports[0][0]) as client:
                    near.run("ip", "route", "replace", "198.51.100.2/32", "via", "192.0.2.2")
                    client.send(request(), ("198.51.100.2", 862))
                    self.assertEqual(client.hears(), [])

    def test_only_the_addresses_that_were_given_are_answered(self):
        with path.direct_path() as way:
            way.far.address("add", "192.0.2.99/24")
            with Reflector(way.far, options=("--address", "192.0.2.99")), \
                    Client(way.near) as client:
                asked = request()
                self.check_reply(client.ask(asked, ("192.0.2.99", 862)), asked)
                client.send(asked, (way.far.ipv4, 862))
                self.assertEqual(client.hears(), [])

    def test_addresses_are_followed_as_they_change(self):
        with path.direct_path() as way, Reflector(way.far):
            for family, added in ((4, "192.0.2.50"), (6, "2001:db8::50")):
                prefix = f"{added}/{24 if family == 4 else 64}"
                with self.subTest(family=family), Client(way.near, family) as client:
                    way.near.host.run("ip", "neighbour", "replace", added, "lladdr", way.far.mac,
                                      "dev", "eth0", "nud", "permanent")

                    def answered():
                        client.send(request(), (added, 862))
                        return client.hears(0.05)
                    self.assertEqual(answered(), [])
                    way.far.address("add", prefix)
                    eventually(answered)
                    way.far.address("delete", prefix)
                    eventually(lambda: not answered())
                    # The others are as before.
                    asked = request()
                    to = way.far.ipv6 if family == 6 else way.far.ipv4
                    self.check_reply(client.ask(asked, (to, 862)), asked)

    def test_the_loopback_device_answers_a_plain_client(self):
        with Host("alone") as host:
            lo = Port(host, "lo", "", "127.0.0.1", "::1")
            with Reflector(lo):
                for family, to in ((4, "127.0.0.1"), (4, "127.1.2.3"), (6, "::1")):
                    with Client(lo, family) as client:
                        asked = request()
                        self.check_reply(client.ask(asked, (to, 862)), asked)
