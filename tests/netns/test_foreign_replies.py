# SPDX-License-Identifier: Apache-2.0
"""Packets to a sender's port that are no answer of this run, and what the summary says of them."""

import tempfile
import unittest

import odd_reflector
import stamp_auth
from json_schema import faults_of_line
from stamp_client import Client
from support import path, stamp_packet
from support.host import require_root
from support.program import Running

PACE = ("-i", "5ms", "-w", "2s")
REASONS = {"other_address", "bad_checksum", "too_short", "other_mode", "own_request", "wrong_ssid",
           "unknown_number", "foreign_t1", "foreign_error_estimate", "other_link"}


def setUpModule():
    require_root()


class ForeignReplies(unittest.TestCase):
    def measure(self, way, answers, *options, count=3, json=True, family=4):
        """(Outcome, Requests) of a run; answers(request): what goes back."""
        target = way.far.ipv6 if family == 6 else way.far.ipv4
        with Client(way.far, family, number=862) as service, \
                Running(way.near.host, "sender", "eth0", target, *(("--json",) if json else ()),
                        "-c", str(count), *PACE, *options) as sender:
            requests = odd_reflector.serve(service, sender, answers)
            return sender.wait(), requests

    def reasons(self, outcome, **expected):
        """The reasons of the summary are all there, and those that are not 0 are these."""
        self.assertEqual([fault for line in outcome.lines for fault in faults_of_line(line)], [])
        found = outcome.summary["unexpected_reasons"]
        self.assertEqual(set(found), REASONS)
        self.assertEqual({name: count for name, count in found.items() if count}, expected)
        self.assertEqual(sum(found.values()), outcome.summary["unexpected"])

    def test_late_replies_of_the_run_before_are_not_of_this_one(self):
        """Same port, numbers from 0, and a far side that does not return the SSID."""
        for options in ((), ("--timestamp", "ptp"), ("--ssid", "0")):
            with self.subTest(options=options), path.direct_path() as way:
                _, old = self.measure(way, lambda r: [], *options)
                self.assertEqual(len(old), 3)

                def answers(request, late=old):
                    yield odd_reflector.reply(late[request.seq], ssid=0)
                    yield odd_reflector.reply(request, ssid=0)

                outcome, _ = self.measure(way, answers, *options)
                summary = outcome.summary
                self.assertEqual((summary["received"], summary["lost"], summary["duplicate"]),
                                 (3, 0, 0))
                self.reasons(outcome, foreign_t1=3)
                # T2 and T3 are T1 here: the round trip is what the request was under way.
                self.assertTrue(all(0 <= p["rtt_ns"] < 2 * 10**9 for p in outcome.packets))

    def test_a_foreign_error_estimate_is_not_of_this_run_either(self):
        with path.direct_path() as way:
            outcome, _ = self.measure(
                way, lambda r: [odd_reflector.reply(r, sender_error=r.error ^ 1),
                                odd_reflector.reply(r)])
            self.assertEqual(outcome.summary["received"], 3)
            self.reasons(outcome, foreign_error_estimate=3)

    def test_each_reason_has_its_count(self):
        def garbage(r):
            yield b"hello"
            yield bytes(37)
            yield odd_reflector.reply(r, sender_seq=r.seq + 1000)
            yield odd_reflector.reply(r, ssid=r.ssid ^ 1)
            yield r.pack()
            yield odd_reflector.reply(r)

        with path.direct_path() as way:
            outcome, _ = self.measure(way, garbage, count=1)
            self.assertEqual(outcome.summary["received"], 1)
            self.reasons(outcome, too_short=2, unknown_number=1, wrong_ssid=1, own_request=1)
            self.assertIsNone(outcome.summary["unexpected_from"])
            outcome, _ = self.measure(way, garbage, count=1, json=False)
            self.assertIn("5 unexpected (2 too short, 1 own request, 1 wrong ssid, "
                          "1 unknown number)", outcome.out)

    def test_a_reply_of_authenticated_mode_is_reported(self):
        def signed(r):  # octets 4 to 15 and 28 to 31 are zero there
            now = stamp_packet.ntp(10**18)
            yield (r.seq.to_bytes(4, "big") + bytes(12) + now + b"\x8f\x01" + bytes(6) + now
                   + bytes(8) + r.seq.to_bytes(4, "big") + bytes(12) + r.timestamp + b"\x8f\x01"
                   + bytes(6) + b"\xff" + bytes(15) + bytes(range(16)))

        with path.direct_path() as way:
            outcome, _ = self.measure(way, signed)
            self.assertEqual((outcome.code, outcome.summary["received"]), (1, 0))
            self.reasons(outcome, other_mode=3)
            reported, = [w for w in outcome.of_type("warning") if w["code"] == "other_mode"]
            self.assertIn("--key-file", reported["detail"])

    def test_an_open_reply_to_a_signed_request_is_of_the_other_mode(self):
        with tempfile.TemporaryDirectory() as folder, path.direct_path() as way:
            key = stamp_auth.key_file(folder, "key", stamp_auth.KEY)
            outcome, _ = self.measure(way, lambda r: [odd_reflector.reply(r)], "--key-file", key)
            self.assertEqual((outcome.code, outcome.summary["received"]), (1, 0))
            self.reasons(outcome, other_mode=3)

    def test_replies_from_elsewhere_are_counted_and_the_latest_is_named(self):
        for family, other in ((4, "192.0.2.9"), (6, "2001:db8::9")):
            with self.subTest(family=family), path.direct_path() as way:
                way.far.address("add", f"{other}/{64 if family == 6 else 24}")
                ours = way.near.ipv6 if family == 6 else way.near.ipv4
                for number, source in ((862, other), (863, None)):
                    with Client(way.far, family, number=number, source=source) as elsewhere:
                        def answers(r, client=elsewhere, near=ours):
                            client.send(odd_reflector.reply(r), (near, 862))
                            return [odd_reflector.reply(r)] if r.seq == 0 else []

                        outcome, _ = self.measure(way, answers, family=family)
                        self.reasons(outcome, other_address=3)
                        self.assertEqual(outcome.summary["received"], 1)
                        asked = way.far.ipv6 if family == 6 else way.far.ipv4
                        self.assertEqual(outcome.summary["unexpected_from"],
                                         {"ip": source or asked, "port": number})
                        outcome, _ = self.measure(way, answers, family=family, json=False)
                        self.assertIn("3 unexpected (3 other address)", outcome.out)
                        where = f"[{source or asked}]" if family == 6 else source or asked
                        self.assertIn(f"the latest from {where}:{number}", outcome.out)


if __name__ == "__main__":
    unittest.main()
