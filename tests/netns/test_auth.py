# SPDX-License-Identifier: Apache-2.0
"""Authenticated mode between the programs, and against both roles written with Python's hmac."""

import tempfile
import unittest

from persistent import good
from stamp_auth import (BASE, KEY, OTHER_KEY, SIGNED, answer, key_file, reply, request)
from stamp_client import LOSSY, QUICK, Client
from support import path, stamp_packet
from support.host import require_root
from support.program import Reflector, Running, send

HOOKS = ("tcx", "clsact", "xdp")


def setUpModule():
    require_root()


class Authenticated(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.folder = folder.name
        self.key = ("--key-file", key_file(self.folder, "key", KEY))
        self.other = ("--key-file", key_file(self.folder, "other", OTHER_KEY))

    def verdicts(self, reflector):
        return reflector.stop().of_type("stats")[0]["interfaces"][0]["verdicts"]


class BothEnds(Authenticated):
    def test_a_round_trip_by_every_hook_and_family(self):
        """S8762-02, S8762-12, S8762-13, R8762-16"""
        for hook in HOOKS:
            for offload in (True, False):
                with path.direct_path(offload=offload) as way, \
                        Reflector(way.far, options=(*self.key, "--hook", hook)):
                    for target in (way.far.ipv4, way.far.ipv6):
                        for length in (112, 116, 117, 400, 1452):
                            with self.subTest(hook=hook, offload=offload, length=length):
                                done = send(way.near, target, "-c", 3, "-l", length, *self.key,
                                            *QUICK, "--hook", hook)
                                summary, start = done.summary, done.of_type("start")[0]
                                self.assertEqual((start["auth"], start["length"]), (True, length))
                                self.assertEqual((summary["received"], summary["bad_auth"],
                                                  summary["unexpected"], done.code),
                                                 (3, 0, 0, 0))
                                for packet in done.packets:
                                    self.assertGreaterEqual(packet["proc_ns"], 0)
                                    self.assertGreater(packet["rtt_ns"], 0)

    def test_another_key_is_not_answered_and_both_ends_say_so(self):
        """R8762-17"""
        for hook in HOOKS:
            with self.subTest(hook=hook), path.direct_path() as way, \
                    Reflector(way.far, options=(*self.key, "--json", "--hook", hook)) as far:
                with Running(way.near.host, "sender", "eth0", way.far.ipv4, *self.other, "-c",
                             "3", "-i", "5ms", "-w", "100ms") as sender:
                    done = sender.wait()
                self.assertEqual(done.code, 1)
                self.assertIn(", authenticated, ", done.out)
                self.assertIn("or has a different key", done.out)
                verdicts = self.verdicts(far)
                self.assertEqual((verdicts["bad_hmac"], verdicts["reflected"]), (3, 0))

    def test_unauthenticated_requests_are_not_answered_nor_the_other_way_round(self):
        """R8762-15"""
        with path.direct_path() as way, \
                Reflector(way.far, options=(*self.key, "--json")) as far:
            for length in (44, 48, 112, 300):
                self.assertEqual(send(way.near, way.far.ipv4, "-c", 1, "-w", "100ms", "-l",
                                      length).code, 1)
            far.said("unsigned requests arrive")
            outcome = far.stop()
            self.assertEqual([w["code"] for w in outcome.of_type("warning")],
                             ["unsigned_requests"])
            verdicts = outcome.of_type("stats")[0]["interfaces"][0]["verdicts"]
            self.assertEqual((verdicts["unsigned"], verdicts["reflected"]), (4, 0))

    def test_signed_requests_to_an_open_reflector_are_counted_and_reported(self):
        """R8762-15"""
        for policy in ("process", "echo"):
            with self.subTest(policy=policy), path.direct_path() as way, \
                    Reflector(way.far, options=("--json", "--tlv-policy", policy)) as far:
                for options in ((), ("-s", 5000), ("-l", 300)):
                    self.assertEqual(send(way.near, way.far.ipv4, "-c", 2, *LOSSY, *self.key,
                                          *options).code, 1)
                far.said("authenticated requests arrive")
                outcome = far.stop()
                self.assertEqual([w["code"] for w in outcome.of_type("warning")],
                                 ["auth_requests"])
                verdicts = outcome.of_type("stats")[0]["interfaces"][0]["verdicts"]
                self.assertEqual((verdicts["auth_request"], verdicts["reflected"]), (6, 0))

    def test_a_stateful_reflector_numbers_its_authenticated_replies(self):
        with path.direct_path() as way, \
                Reflector(way.far, options=(*self.key, "--stateful", "--json")):
            for _ in range(2):
                done = send(way.near, way.far.ipv4, "-c", 3, *QUICK, *self.key, "--ssid", 9,
                            "-s", 5000)
            self.assertEqual([p["reply_seq"] for p in done.packets], [3, 4, 5])

    def test_several_targets_and_a_load(self):
        with path.direct_path() as way, \
                Reflector(way.far, options=(*self.key, "--rate", "0", "-p", "862,863")):
            with Running(way.near.host, "sender", "eth0", way.far.ipv4, f"{way.far.ipv4}:863",
                         *self.key, "-c", "2000", "-i", "200us", "--force", "-w", "2s", "--json",
                         "-q") as sender:
                done = sender.wait()
            self.assertEqual([(s["sent"], s["received"], s["bad_auth"])
                              for s in done.of_type("summary")], [(2000, 2000, 0)] * 2)


class AnyClient(Authenticated):
    def test_python_and_the_reflector_agree(self):
        """R8762-16"""
        for hook in ("tcx", "clsact"):
            for offload in (True, False):
                with path.direct_path(offload=offload) as way, \
                        Reflector(way.far, options=(*self.key, "--hook", hook)):
                    for family in (4, 6):
                        to = (way.far.ipv6 if family == 6 else way.far.ipv4, 862)
                        with self.subTest(hook=hook, offload=offload, family=family), \
                                Client(way.near, family) as client:
                            self.check_agree(client, to)

    def check_agree(self, client, to):
        for tail in (b"", stamp_packet.tlv(stamp_packet.EXTRA_PADDING, bytes(33))):
            # What must be zero need not be: it is signed as it came.
            for mbz in (bytes(68), bytes(range(68))):
                asked = request(seq=0xfffffffe, mbz_28=mbz, tail=tail)
                client.send(asked, to)
                came = client.receive()[0]
                self.assertEqual(len(came), len(asked))
                fields = reply(came)
                self.assertEqual((fields["seq"], fields["sender_seq"], fields["ssid"],
                                  fields["sender_ttl"]), (0xfffffffe, 0xfffffffe, 0x1234, 64))
                self.assertEqual(fields["sender_timestamp"], asked[16:24])
                self.assertEqual(fields["sender_error"], 0x8f84)
                for name in fields:
                    if name.startswith("mbz"):
                        self.assertEqual(set(fields[name]), {0}, name)
                self.assertLessEqual(fields["receive"], fields["timestamp"])
                self.assertNotEqual(fields["receive"], bytes(8))

    def test_no_octet_may_be_another_one(self):
        """R8762-16, R8762-17: of the base packet; what is behind it is not covered."""
        with path.direct_path() as way, \
                Reflector(way.far, options=(*self.key, "--rate", "0", "--stateful",
                                            "--json")) as far, Client(way.near) as client:
            good_one = request()
            for at in range(BASE):
                broken = bytearray(good_one)
                broken[at] ^= 1 << at % 8
                client.send(bytes(broken), (way.far.ipv4, 862))
            self.assertEqual(client.hears(), [])
            stats = good(way.far.host, "stats", "--json", "--sessions").stdout
            self.assertIn('"sessions":[]', stats.replace(" ", ""))  # no state
            client.send(good_one, (way.far.ipv4, 862))
            self.assertEqual(reply(client.receive()[0])["seq"], 0)
            verdicts = self.verdicts(far)
            self.assertEqual((verdicts["bad_hmac"], verdicts["reflected"]), (BASE, 1))

    def test_a_truncated_request_is_not_answered(self):
        """R8762-15"""
        with path.direct_path() as way, \
                Reflector(way.far, options=(*self.key, "--rate", "0", "--json")) as far, \
                Client(way.near) as client:
            for length in range(BASE):
                client.send(request()[:length], (way.far.ipv4, 862))
            self.assertEqual(client.hears(), [])
            verdicts = self.verdicts(far)
            self.assertEqual(verdicts["short"] + verdicts["bad_hmac"], BASE)
            self.assertEqual(verdicts["reflected"], 0)


class AnyReflector(Authenticated):
    """The sender before a reflector of Python's."""

    def measured(self, say, count=3):
        with path.direct_path() as way, Client(way.far, number=862) as far:
            with Running(way.near.host, "sender", "eth0", way.far.ipv4, "--json", *self.key,
                         "-c", str(count), "-i", "20ms", "-w", "300ms") as sender:
                for _ in range(count):
                    asked, where = far.receive()
                    for payload in say(asked):
                        far.send(payload, where)
                return sender.wait()

    def test_a_good_reply_counts(self):
        asked_octets = []

        def say(asked):
            asked_octets.append(asked)
            return [answer(asked)]

        done = self.measured(say)
        self.assertEqual((done.code, done.summary["received"], done.summary["bad_auth"]),
                         (0, 3, 0))
        for asked in asked_octets:  # S8762-02, S8762-05, S8762-12
            self.assertEqual(len(asked), BASE)
            self.assertEqual((asked[4:16], asked[28:SIGNED]), (bytes(12), bytes(68)))
            self.assertNotEqual(asked[16:24], bytes(8))
            request_fields = reply(answer(asked))  # a sound answer to it, and it itself:
            self.assertEqual(request_fields["sender_timestamp"], asked[16:24])
            reply(asked)

    def test_a_reply_that_is_not_signed_with_the_key_counts_for_nothing(self):
        """S8762-13, S8762-14"""
        done = self.measured(lambda asked: [answer(asked, OTHER_KEY), answer(asked)[:-1],
                                            answer(asked)[:44]])
        self.assertEqual((done.code, done.summary["received"], done.summary["lost"]), (1, 0, 3))
        self.assertGreaterEqual(done.summary["bad_auth"], 3)
        self.assertEqual([p for p in done.packets if not p.get("lost")], [])

    def test_no_octet_of_a_reply_may_be_another_one(self):
        def say(asked):
            signed = answer(asked)
            broken = []
            for at in range(BASE):
                octets = bytearray(signed)
                octets[at] ^= 1 << at % 8
                broken.append(bytes(octets))
            return [*broken, signed]

        done = self.measured(say, count=1)
        self.assertEqual((done.summary["received"], done.summary["bad_auth"],
                          done.summary["duplicate"]), (1, BASE, 0))

    def test_a_replayed_reply_is_a_duplicate(self):
        done = self.measured(lambda asked: [answer(asked)] * 3)
        self.assertEqual((done.summary["received"], done.summary["bad_auth"]), (3, 0))
        # Nobody waits for those of the last request.
        self.assertGreaterEqual(done.summary["duplicate"], 4)
