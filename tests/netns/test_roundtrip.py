# SPDX-License-Identifier: Apache-2.0
"""The sender against the reflector over a clean path."""

import itertools
import unittest

from json_schema import faults_of_line
from stamp_client import QUICK
from support import path, stamp_packet
from support.host import require_root
from support.packet_socket import Capture
from support.program import Reflector, Running, send

HOOKS = ("tcx", "clsact")


def setUpModule():
    require_root()


def destination(way, family):
    return way.far.ipv6 if family == 6 else way.far.ipv4


class Case(unittest.TestCase):
    def expect_all(self, outcome, count):
        self.assertEqual(outcome.code, 0, outcome.err + outcome.out)
        summary = outcome.summary
        self.assertEqual([summary[k] for k in ("sent", "received", "lost", "duplicate",
                                               "reordered", "late", "unexpected")],
                         [count, count, 0, 0, 0, 0, 0], outcome.out)
        # S8762-03 S8762-04
        self.assertEqual([p["seq"] for p in outcome.packets], list(range(count)))
        self.assertEqual((summary["exit"], summary["loss_ratio"], summary["ring_drops"]), (0, 0, 0))
        return outcome


class Matrix(Case):
    """R8762-05, R8762-27, R8762-28, S8762-30, T-20: nothing is lost, so every checksum was right on
    the way there (the reflector verifies it) and on the way back (the sender does)."""

    def test_every_family_and_offload_works(self):
        for near, far in itertools.product((True, False), repeat=2):
            with path.direct_path() as way:
                way.near.offload(near)
                way.far.offload(far)
                with Reflector(way.far):
                    for family in (4, 6):
                        with self.subTest(family=family, offload=(near, far)):
                            self.expect_all(send(way.near, destination(way, family), "-c", 5,
                                                 *QUICK), 5)

    def test_every_pair_of_hooks_works(self):
        for offload in (True, False):
            with path.direct_path(offload=offload) as way:
                for far in HOOKS:
                    with Reflector(way.far, options=("--hook", far)) as reflector:
                        self.assertIn(f", {far},", reflector.so_far()[1])
                        for near, family in itertools.product(HOOKS, (4, 6)):
                            with self.subTest(hooks=(near, far), family=family, offload=offload):
                                outcome = self.expect_all(
                                    send(way.near, destination(way, family), "-c", 3, *QUICK,
                                         "--hook", near), 3)
                                self.assertEqual(outcome.lines[0]["hook"], near)

    def test_every_length_up_to_the_mtu_works(self):
        """R8762-12: base, with padding, in several pieces of the checksum loop, and the MTU's."""
        for offload in (True, False):
            with path.direct_path(offload=offload) as way, Reflector(way.far), \
                    Capture(way.far) as capture:
                for family, headers in ((4, 28), (6, 48)):
                    for length in (44, 48, 49, 100, 173, 1000, 1500 - headers):
                        with self.subTest(family=family, length=length, offload=offload):
                            capture.drain()
                            capture.frames.clear()
                            self.expect_all(send(way.near, destination(way, family), "-c", 2,
                                                 *QUICK, "-l", length), 2)
                            seen = capture.wait(4, 862)
                            self.assertEqual({len(f.udp.payload) for f in seen}, {length})

    def test_one_octet_beyond_the_mtu_is_an_error_and_not_a_fragment(self):
        with path.direct_path() as way, Reflector(way.far), Capture(way.far) as capture:
            for family, headers in ((4, 28), (6, 48)):
                with self.subTest(family=family):
                    outcome = send(way.near, destination(way, family), "-c", 2, *QUICK,
                                   "-l", 1500 - headers + 1)
                    self.assertEqual((outcome.code, outcome.out), (2, ""))
                    self.assertRegex(outcome.err, r"\Astamp: --length: .* MTU 1500 of eth0\n"
                                                  rf"try: -l {1500 - headers}\n\Z")
            self.assertEqual(capture.udp(862), [])

    def test_an_mtu_that_shrinks_keeps_requests_here_and_ends_nothing(self):
        with path.direct_path() as way, Reflector(way.far), \
                Running(way.near.host, "sender", "eth0", way.far.ipv4, "--json", "-i", "5ms", "-w",
                        "2s", "-l", "1400") as sender:
            sender.said('"rtt_ns"')
            way.near.set("mtu", 1000)
            sender.said('"not_sent"')
            outcome = sender.stop()
            summary = outcome.summary
            self.assertEqual((outcome.code, summary["lost"]), (0, 0), outcome.err)
            self.assertEqual(summary["not_sent_reasons"]["too_long"], summary["not_sent"])

class Fields(Case):
    def test_octets_of_a_request_and_its_reply_are_those_of_the_rfcs(self):
        """S8762-01 S8762-05 S8762-06 S8762-08 S8762-10; R8762-01 R8762-02 R8762-05
        R8762-06 R8762-09 R8762-10 R8762-19 R8972-01"""
        with path.direct_path(offload=False) as way, Reflector(way.far), \
                Capture(way.near) as capture:
            for family in (4, 6):
                capture.drain()
                capture.frames.clear()
                outcome = self.expect_all(send(way.near, destination(way, family), "-c", 3, *QUICK,
                                               "--ssid", 4711, "--dscp", "ef", "--ttl", 77), 3)
                frames = [f.udp for f in capture.wait(6, 862)]
                asked, answered = frames[0::2], frames[1::2]
                for number, (out, back) in enumerate(zip(asked, answered)):
                    self.assertEqual((out.sport, out.dport), (862, 862))
                    self.assertEqual((out.ttl, out.tos), (77, 46 << 2))
                    self.assertTrue(out.checksum_is_right and back.checksum_is_right)
                    self.assertTrue(back.header_checksum_is_right)
                    request = stamp_packet.Request.parse(out.payload)
                    self.assertEqual((request.seq, request.ssid, request.mbz, request.tail),
                                     (number, 4711, bytes(28), b""))
                    self.assertFalse(request.error & stamp_packet.PTP_FORMAT)
                    self.assertNotEqual(request.error & 0xff, 0)
                    reply = stamp_packet.Reply.parse(back.payload)
                    self.assertEqual((reply.seq, reply.sender_seq, reply.ssid, reply.sender_ttl),
                                     (number, number, 4711, 77))
                    self.assertEqual((reply.sender_timestamp, reply.sender_error),
                                     (request.timestamp, request.error))
                    self.assertEqual((reply.mbz_38, reply.mbz_41), (bytes(2), bytes(3)))
                    self.assertNotEqual(reply.error & 0xff, 0)
                    self.assertEqual((back.ttl, back.tos, len(back.payload)), (255, 46 << 2, 44))
                for packet in outcome.packets:
                    self.assertEqual((packet["ttl"], packet["reply_ttl"], packet["dscp"],
                                      packet["reply_seq"]), (77, 255, 46, packet["seq"]))
                self.assertEqual((outcome.lines[0]["ssid"], outcome.lines[0]["dscp"]), (4711, 46))

    def test_by_default_a_request_leaves_with_the_largest_ttl(self):
        """S8762-17"""
        with path.direct_path() as way, Reflector(way.far), Capture(way.near) as capture:
            for family in (4, 6):
                self.expect_all(send(way.near, destination(way, family), "-c", 2, *QUICK), 2)
            frames = capture.wait(8, 862)
            self.assertEqual([f.udp.ttl for f in frames if f.outgoing], [255] * 4)

    def test_the_default_ssid_is_random_and_not_zero(self):
        """S8972-02"""
        with path.direct_path() as way, Reflector(way.far):
            ssids = [send(way.near, way.far.ipv4, "-c", 1, *QUICK).lines[0]["ssid"]
                     for _ in range(5)]
            self.assertNotIn(0, ssids)
            self.assertGreater(len(set(ssids)), 1)

    def test_padding_is_a_tlv_that_comes_back_as_it_was(self):
        """S8972-01, R8972-12"""
        with path.direct_path() as way, Reflector(way.far), Capture(way.near) as capture:
            self.expect_all(send(way.near, way.far.ipv4, "-c", 1, *QUICK, "-l", 100), 1)
            out, back = (f.udp.payload[stamp_packet.BASE:] for f in capture.wait(2, 862))
            (flags, kind, _), = stamp_packet.tlvs(out)
            self.assertEqual((flags, kind), (0x80, stamp_packet.EXTRA_PADDING))
            self.assertEqual(back[4:], out[4:])

    def test_every_line_of_json_follows_the_schema(self):
        with path.direct_path() as way, Reflector(way.far, options=("--json", "--output")) as far:
            outcome = self.expect_all(send(way.near, way.far.ipv4, "-c", 3, *QUICK), 3)
            silent = send(way.near, "192.0.2.2:863", "-c", 2, "-i", "5ms", "-w", "50ms")
            stats = [line for line in far.stop().lines if line["type"] == "stats"]
            for line in outcome.lines + silent.lines + stats:
                with self.subTest(line=line):
                    self.assertEqual(faults_of_line(line), [])
            self.assertEqual(stats[0]["interfaces"][0]["verdicts"]["reflected"], 3)
            quiet = send(way.near, "192.0.2.2:863", "-c", 1, "-w", "20ms", "-q")
            self.assertEqual((quiet.packets, quiet.summary["sent"]), ([], 1))


class Times(Case):
    def test_numbers_agree_with_a_packet_capture(self):
        """R8762-08, S8762-15, S8762-18, S8762-21: what is in the packets, and when they passed."""
        tolerance_ns = 2_000_000  # two clocks of one kernel; a wrong format is off by seconds
        for wire, family in itertools.product(("ntp", "ptp"), (4, 6)):
            with self.subTest(timestamp=wire, family=family), path.direct_path() as way, \
                    Reflector(way.far, options=("--timestamp", wire)), \
                    Capture(way.near) as near, Capture(way.far) as far:
                outcome = self.expect_all(send(way.near, destination(way, family), "-c", 10,
                                               *QUICK, "--timestamp", wire), 10)
                tai = outcome.lines[0]["clock"]["tai_offset_s"] or 0
                out, back = (near.wait(10, 862, outgoing=o) for o in (True, False))
                came, left = (far.wait(10, 862, outgoing=o) for o in (False, True))
                rows = zip(outcome.packets, out, came, left, back)
                for packet, request, arrived, departed, answer in rows:
                    sent = stamp_packet.Request.parse(request.udp.payload)
                    reply = stamp_packet.Reply.parse(answer.udp.payload)
                    t1, t2, t3, t4 = (packet[f"t{n}_ns"] for n in (1, 2, 3, 4))
                    self.assertEqual(bool(reply.error & stamp_packet.PTP_FORMAT), wire == "ptp")
                    for field, error, t in ((sent.timestamp, sent.error, t1),
                                            (reply.sender_timestamp, reply.sender_error, t1),
                                            (reply.receive, reply.error, t2),
                                            (reply.timestamp, reply.error, t3)):
                        self.assertEqual(stamp_packet.to_unix_ns(field, error, t4, tai), t)
                    self.assertEqual((sent.seq, reply.sender_seq), (packet["seq"],) * 2)
                    self.assertTrue(t1 <= t2 <= t3 <= t4, packet)
                    # The capture sees a packet behind egress and before ingress programs.
                    self.assertLess(t1, request.time_ns + tolerance_ns)
                    self.assertGreater(t2, arrived.time_ns - tolerance_ns)
                    self.assertLess(t3, departed.time_ns + tolerance_ns)
                    self.assertGreater(t4, answer.time_ns - tolerance_ns)
                    self.assertGreater(t4 - t1, answer.time_ns - request.time_ns - tolerance_ns)
                    self.assertEqual((packet["fwd_ns"], packet["bwd_ns"], packet["proc_ns"]),
                                     (t2 - t1, t4 - t3, t3 - t2))
                    self.assertEqual(packet["rtt_ns"], (t4 - t1) - (t3 - t2))

    def test_the_summary_is_that_of_its_packets(self):
        with path.direct_path() as way, Reflector(way.far):
            outcome = self.expect_all(send(way.near, way.far.ipv4, "-c", 20, *QUICK), 20)
            for key in ("rtt_ns", "fwd_ns", "bwd_ns", "proc_ns"):
                values = [packet[key] for packet in outcome.packets]
                found = outcome.summary[key]
                self.assertEqual((found["n"], found["min"], found["max"]),
                                 (20, min(values), max(values)))
                self.assertAlmostEqual(found["mean"], sum(values) / 20, delta=1)
                variation = [abs(b - a) for a, b in zip(values, values[1:])]
                self.assertAlmostEqual(found["jitter"], sum(variation) / 19, delta=1)
                low, high = sorted(values)[9:11]
                self.assertGreaterEqual(found["p50"], low * 127 / 128 - 1)
                self.assertLessEqual(found["p50"], high * 129 / 128 + 1)
