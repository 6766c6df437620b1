# SPDX-License-Identifier: Apache-2.0
"""The packet oracle and the frame builder against vectors worked out elsewhere."""

import unittest

from support import frame, impair, stamp_packet
from support.stamp_packet import Reply, Request

T1_NS = 1767225600_500000000  # 2026-01-01 00:00:00.5 UTC
TAI_MINUS_UTC_S = 37

REQUEST = bytes.fromhex("00000001 ed003780 80000000 8f841234" + " 00000000" * 7)
REPLY_NTP = bytes.fromhex("00000007 ed003780 80110a13 8a011234 ed003780 8010624d"
                          "00000001 ed003780 80000000 8f840000 fd000000")
REPLY_PTP = bytes.fromhex("00000001 6955b925 1dd15ca0 ca011234 6955b925 1dd13590"
                          "00000001 ed003780 80000000 8f840000 fd000000")


class StampPackets(unittest.TestCase):
    def test_a_request_is_built_to_the_octet(self):
        request = Request(seq=1, timestamp=stamp_packet.ntp(T1_NS), error=0x8f84, ssid=0x1234)
        self.assertEqual(request.pack(), REQUEST)
        self.assertEqual(Request.parse(REQUEST), request)

    def test_a_reply_is_taken_apart_and_put_together(self):
        for octets in (REPLY_NTP, REPLY_PTP):
            self.assertEqual(Reply.parse(octets).pack(), octets)

    def test_the_delays_of_the_golden_replies(self):
        for octets in (REPLY_NTP, REPLY_PTP):
            reply = Reply.parse(octets)
            t1 = stamp_packet.to_unix_ns(reply.sender_timestamp, reply.sender_error, T1_NS)
            t2, t3 = (stamp_packet.to_unix_ns(field, reply.error, T1_NS, TAI_MINUS_UTC_S)
                      for field in (reply.receive, reply.timestamp))
            self.assertEqual((t1, t2 - t1, t3 - t2), (T1_NS, 250_000, 10_000))
            self.assertEqual(reply.sender_ttl, 253)

    def test_timestamps_survive_there_and_back(self):
        for now in (T1_NS, 4294967296_123456789 + T1_NS, 2085978495_999999999, 1):
            self.assertEqual(stamp_packet.to_unix_ns(stamp_packet.ntp(now), 1, now), now)
            self.assertEqual(stamp_packet.to_unix_ns(stamp_packet.ptp(now, 9), 0x4001, now, 9), now)

    def test_error_estimates(self):
        self.assertAlmostEqual(stamp_packet.error_seconds(0x8f84), 0.0010071, 7)
        self.assertAlmostEqual(stamp_packet.error_seconds(0x1fff), 127.5)

    def test_tlvs_there_and_back(self):
        tail = stamp_packet.tlv(1, b"abc") + stamp_packet.tlv(200, b"", 0)
        self.assertEqual(stamp_packet.tlvs(tail), [(0x80, 1, b"abc"), (0, 200, b"")])
        with self.assertRaises(ValueError):
            stamp_packet.tlvs(tail[:-5])


class Frames(unittest.TestCase):
    MACS = "02:00:00:00:00:01", "02:00:00:00:00:02"

    def test_a_known_ipv4_header_checksum(self):
        # The header that textbooks show: 192.168.0.1 to 192.168.0.199, checksum b861.
        header = bytes.fromhex("45000073000040004011 0000 c0a80001c0a800c7")
        self.assertEqual(frame.checksum(header), 0xb861)

    def test_a_frame_of_either_family_reads_back(self):
        hop_by_hop = bytes([frame.UDP, 0, 1, 4, 0, 0, 0, 0])
        packets = [
            ("192.0.2.1", frame.ipv4("192.0.2.1", "192.0.2.2", frame.udp(
                "192.0.2.1", "192.0.2.2", 4000, 862, b"odd"), ttl=61, tos=0xb9,
                options=b"\1\1\1\0")),
            ("2001:db8::1", frame.ipv6("2001:db8::1", "2001:db8::2", frame.udp(
                "2001:db8::1", "2001:db8::2", 4000, 862, b"odd"), hop_limit=61, tos=0xb9,
                first_header=0, extensions=hop_by_hop)),
        ]
        for src, packet in packets:
            for tags in ((), ((frame.VLAN, 5),), ((frame.SERVICE_VLAN, 7), (frame.VLAN, 5))):
                with self.subTest(src=src, tags=tags):
                    built = frame.ethernet(*self.MACS, packet, tags) + bytes(9)  # padding
                    udp = frame.parse_udp(built)
                    self.assertEqual((udp.src, udp.ttl, udp.tos, udp.dport, udp.payload, udp.tags),
                                     (src, 61, 0xb9, 862, b"odd", tags))
                    self.assertEqual((udp.src_mac, udp.dst_mac), self.MACS)
                    self.assertTrue(udp.checksum_is_right and udp.header_checksum_is_right)

    def test_a_wrong_checksum_is_seen_and_none_is_for_ipv4_only(self):
        for src, dst in (("192.0.2.1", "192.0.2.2"), ("2001:db8::1", "2001:db8::2")):
            good = frame.udp(src, dst, 1, 2, b"payload")
            self.assertTrue(frame.udp_checksum_is_right(src, dst, good))
            self.assertFalse(frame.udp_checksum_is_right(src, dst, good[:-1] + b"!"))
            none = frame.udp(src, dst, 1, 2, b"payload", sum_=0)
            self.assertEqual(frame.udp_checksum_is_right(src, dst, none), ":" not in src)

    def test_what_is_no_udp_is_none(self):
        fragment = frame.ipv4("192.0.2.1", "192.0.2.2", bytes(16), fragment=0x2000)
        for octets in (b"", bytes(13), frame.ethernet(*self.MACS, fragment), b"\xff" * 60):
            self.assertIsNone(frame.parse_udp(octets))


class Rules(unittest.TestCase):
    def test_rules_read_back_as_written(self):
        rules = impair.rules(delay="1.5ms", drop={3, 4}, drop_every=50, duplicate={5},
                             corrupt={6}, hold={7: 2})
        self.assertEqual(impair.parse(rules.text), rules)
        self.assertEqual(impair.parse(impair.Rules().text), impair.Rules())
        self.assertEqual(impair.parse("drop=1,4-6").drop, {1, 4, 5, 6})

    def test_an_unknown_rule_is_refused(self):
        for text in ("lose=1", "delay=5", "drop=x"):
            with self.assertRaises(ValueError):
                impair.parse(text)

    def test_every_nth_is_the_last_of_its_group(self):
        dropped = [n for n in range(100) if impair.rules(drop_every=50).drops(n)]
        self.assertEqual(dropped, [49, 99])
