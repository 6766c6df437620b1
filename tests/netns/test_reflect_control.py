# SPDX-License-Identifier: Apache-2.0
"""Reflected Test Packet Control (RFC 10052) between real programs: several replies to a request."""

import json
import struct
import tempfile
import unittest

import stamp_auth
from json_schema import faults_of_line
from persistent import HOOKS
from stamp_client import QUICK, Client
from support import path
from support.host import require_root
from support.program import Reflector, send, stamp

PATIENT = ("-i", "200ms", "-w", "5s")
PORT = 862
BASE_OCTETS = 44


def setUpModule():
    require_root()


def control(length, number, interval_ns=0):
    """The TLV."""
    return struct.pack(">BBHHHII", 0x80, 12, 12, length, number, interval_ns, 0)


def request(seq, *tlvs):
    return struct.pack(">I", seq).ljust(BASE_OCTETS, b"\0") + b"".join(tlvs)


class ReflectControl(unittest.TestCase):
    def reflected(self, way, *options, limits="1M"):
        return Reflector(way.far, options=("--json", "--reflect-control", limits, *options))

    def ask(self, way, target, asked, *options, count=5, pace=PATIENT):
        outcome = send(way.near, target, "-c", count, *pace, "--tlv", f"reflect-control:{asked}",
                       *options)
        self.assertEqual([f for line in outcome.lines for f in faults_of_line(line)], [])
        self.assertEqual(outcome.code, 0, outcome.err)
        return outcome

    def counted(self, reflector):
        found, = reflector.stop().of_type("stats")[0]["interfaces"]
        return found["verdicts"], found["tlvs"]

    def check_burst(self, outcome, requests, replies, octets):
        summary = outcome.summary
        self.assertEqual([summary[key] for key in ("sent", "received", "lost", "duplicate",
                                                   "unexpected", "further_replies")],
                         [requests, requests, 0, 0, 0, requests * (replies - 1)], outcome.out)
        self.assertEqual(sorted((p["seq"], p["reply"]) for p in outcome.packets),
                         [(seq, n) for seq in range(requests) for n in range(1, replies + 1)])
        tlv = summary["tlvs"]["reflect_control"]
        self.assertEqual((tlv["replies_expected"], tlv["replies_received"], tlv["reply_octets"]),
                         (requests * replies, requests * replies, requests * replies * octets))
        self.assertEqual((tlv["cut_by_mtu"], tlv["cut_by_limit"]), (0, 0))

    def test_every_reply_that_was_asked_for_comes_at_its_time(self):
        """R10052-02 R10052-05: both families, open and signed, either kind of sender"""
        with tempfile.TemporaryDirectory() as folder, path.direct_path() as way:
            key = ("--key-file", stamp_auth.key_file(folder, "key", stamp_auth.KEY))
            for signed, stateful, sender in ((False, False, "auto"), (False, True, "socket"),
                                             (True, True, "auto")):
                keys = key if signed else ()
                options = (*keys, *(("--stateful",) if stateful else ()))
                with self.reflected(way, *options) as reflector:
                    for target in (way.far.ipv4, way.far.ipv6):
                        with self.subTest(signed=signed, stateful=stateful, target=target):
                            outcome = self.ask(way, target, "1000,4,10ms", "--hook", sender, *keys)
                            self.check_burst(outcome, 5, 4, 1000)
                            self.check_times(outcome)
                            self.check_numbers(outcome, stateful)
                    verdicts, tlvs = self.counted(reflector)
                    self.assertEqual([verdicts[name] for name in ("reflected", "further",
                                                                  "stamped", "over_budget")],
                                     [10, 30, 40, 0])
                    self.assertEqual((tlvs["cut"], tlvs["disobeyed"]), (0, 0))

    def check_times(self, outcome):
        """One clock: each reply leaves at its time or later, never earlier."""
        for packet in outcome.packets:
            times = [packet[f"t{n}_ns"] for n in (1, 2, 3, 4)]
            self.assertEqual(times, sorted(times), packet)
            after = packet["t3_ns"] - packet["t2_ns"]
            self.assertGreaterEqual(after, (packet["reply"] - 1) * 10_000_000)

    def check_numbers(self, outcome, stateful):
        for packet in outcome.packets:
            if not stateful:
                self.assertEqual(packet["reply_seq"], packet["seq"])
        if stateful:
            self.assertEqual(sorted(p["reply_seq"] for p in outcome.packets), list(range(20)))

    def test_a_train_without_intervals(self):
        with path.direct_path() as way, self.reflected(way):
            self.check_burst(self.ask(way, way.far.ipv4, "1400,100"), 5, 100, 1400)

    def test_a_shorter_reply(self):
        """R10052-02"""
        with path.direct_path() as way, self.reflected(way):
            outcome = self.ask(way, way.far.ipv4, "60", "--tlv", "padding:1000")
            tlv = outcome.summary["tlvs"]["reflect_control"]
            self.assertEqual(tlv["reply_octets"], 5 * 60)
            self.assertNotIn("reply", outcome.packets[0])

    def test_the_mtu_cuts(self):
        """R10052-04"""
        with path.direct_path(mtu=1400) as way, self.reflected(way) as reflector:
            for target, headers in ((way.far.ipv4, 28), (way.far.ipv6, 48)):
                tlv = self.ask(way, target, "1401,3").summary["tlvs"]["reflect_control"]
                self.assertEqual((tlv["cut_by_mtu"], tlv["cut_by_limit"]), (5, 0))
                self.assertEqual(tlv["reply_octets"], 5 * (1400 - headers))
            self.assertEqual(self.counted(reflector)[1]["cut"], 10)

    def test_a_limit_cuts(self):
        """R10052-06"""
        with path.direct_path() as way, self.reflected(way, limits="10k"):
            tlv = self.ask(way, way.far.ipv4, "1000,11").summary["tlvs"]["reflect_control"]
            self.assertEqual((tlv["cut_by_mtu"], tlv["cut_by_limit"]), (0, 5))
            self.assertEqual(tlv["replies_received"], 5)

    def test_no_reply(self):
        """R10052-07"""
        with path.direct_path() as way, self.reflected(way) as reflector:
            outcome = self.ask(way, way.far.ipv4, "100,0", pace=("-i", "5ms", "-w", "200ms"))
            self.assertEqual((outcome.summary["received"], outcome.summary["lost"]), (0, None))
            self.assertEqual(self.counted(reflector)[0]["no_reply"], 5)

    def test_without_the_option_it_is_unknown(self):
        """R10052-01"""
        for hook in (*HOOKS, "socket"):
            with self.subTest(hook=hook), path.direct_path() as way, \
                    Reflector(way.far, options=("--hook", hook)):
                outcome = self.ask(way, way.far.ipv4, "1000,4,1ms", pace=QUICK[:2] + ("-w", "1s"))
                tlv = outcome.summary["tlvs"]["reflect_control"]
                self.assertEqual(tlv["unrecognised"], 5)
                self.assertEqual((outcome.summary["received"],
                                  outcome.summary["further_replies"]), (5, 0))

    def test_a_flood_gets_no_more_than_the_budget(self):
        """R10052-06, with requests of a sender that waits for nothing"""
        limits = 20_000
        with path.direct_path() as way, self.reflected(way, limits=str(limits)) as reflector:
            sent = 399
            first = way.near.host.run("cat", "/proc/uptime").stdout.split()[0]
            with Client(way.near) as client:
                for seq in range(1, sent + 1):
                    client.send(request(seq, control(1400, 5)), (way.far.ipv4, PORT))
                heard = client.hears(quiet_s=1.5)
            last = way.near.host.run("cat", "/proc/uptime").stdout.split()[0]
            got = sum(len(payload) for payload, _ in heard)
            seconds = float(last) - float(first)
            self.assertLessEqual(got, limits * (1 + seconds))
            self.assertGreaterEqual(got, 14 * 1400)
            verdicts, _ = self.counted(reflector)
            self.assertEqual(verdicts["reflected"] + verdicts["over_budget"]
                             + verdicts["rate_limited"], sent)
            self.assertGreater(verdicts["over_budget"], 0)

    def test_what_waits_is_dropped_at_the_end(self):
        with path.direct_path() as way, self.reflected(way) as reflector, \
                Client(way.near) as client:
            client.send(request(1, control(100, 10, 4_000_000_000)), (way.far.ipv4, PORT))
            client.receive()
            verdicts, _ = self.counted(reflector)
            self.assertEqual((verdicts["reflected"], verdicts["further"]), (1, 0))
            self.assertEqual(client.hears(), [])

    def test_an_interval_that_is_long_keeps_the_sender_until_the_last_reply(self):
        with path.direct_path() as way, self.reflected(way):
            outcome = self.ask(way, way.far.ipv4, "100,3,300ms", count=1, pace=("-w", "5s"))
            self.check_burst(outcome, 1, 3, 100)

    def test_the_text_says_so(self):
        with path.direct_path() as way, self.reflected(way):
            done = way.near.host.run(stamp(), "sender", "eth0", way.far.ipv4, "-c", "2",
                                     "-i", "10ms", "--tlv", "reflect-control:100,3")
            self.assertIn("4 further replies", done.stdout)
            self.assertIn("reply=3", done.stdout)
            self.assertIn("6 of 6 replies received, 600 octets", done.stdout)

    def test_programs_do_not_send_several(self):
        with path.direct_path() as way:
            for words in (("--hook", "tcx"), ("--hook", "xdp")):
                done = way.far.host.run(stamp(), "reflector", "eth0", "--reflect-control", "1M",
                                        *words, check=False)
                self.assertEqual(done.returncode, 2)
                self.assertIn("try: --hook socket", done.stderr)
            done = way.far.host.run(stamp(), "reflector", "add", "eth0", "--reflect-control", "1M",
                                    check=False)
            self.assertEqual(done.returncode, 2)
            self.assertIn("a persistent reflector cannot send several replies", done.stderr)

    def test_it_is_in_json(self):
        with path.direct_path() as way, self.reflected(way):
            outcome = self.ask(way, way.far.ipv4, "100,2")
            tlv, = outcome.packets[-1]["tlvs"][:1]
            self.assertEqual({key: tlv[key] for key in ("type", "name", "reply_length", "replies",
                                                        "interval_ns", "cut", "state")},
                             json.loads('{"type": 12, "name": "reflect_control", '
                                        '"reply_length": 100, "replies": 2, "interval_ns": 0, '
                                        '"cut": false, "state": "answered"}'))


if __name__ == "__main__":
    unittest.main()
