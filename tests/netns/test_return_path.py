# SPDX-License-Identifier: Apache-2.0
"""Return Path (RFC 9503 4) between a real sender and a real reflector: Control Codes."""

import json
import unittest

from json_schema import faults_of_line
from persistent import HOOKS, good
from stamp_client import LOSSY, QUICK
from support import path
from support.host import require_root
from support.program import Reflector, send

ALL_HOOKS = (*HOOKS, "socket")
NO_REPLY = ("--tlv", "return-path:no-reply")


def setUpModule():
    require_root()


class ReturnPath(unittest.TestCase):
    def reflected(self, way, hook, permitted, *options):
        options = ("--json", "--hook", hook, "--return-path", permitted, *options)
        return Reflector(way.far, options=options)

    def ask(self, way, target, *options, pace=QUICK):
        outcome = send(way.near, target, "-c", 5, *pace, *options)
        self.assertEqual([f for line in outcome.lines for f in faults_of_line(line)], [])
        self.assertEqual(outcome.code, 0, outcome.err)
        return outcome

    def test_no_reply_is_counted_and_no_loss_is_reported(self):
        """R9503-06 S9503-04"""
        for hook in ALL_HOOKS:
            with self.subTest(hook=hook), path.direct_path() as way, \
                    self.reflected(way, hook, "no-reply") as reflector:
                outcome = self.ask(way, way.far.ipv4, *NO_REPLY, pace=LOSSY)
                summary = outcome.summary
                self.assertEqual((summary["sent"], summary["received"]), (5, 0))
                self.assertEqual((summary["lost"], summary["loss_ratio"]), (None, None))
                self.assertEqual(summary["reason"], None)
                found, = reflector.stop().of_type("stats")[0]["interfaces"]
                verdicts = found["verdicts"]
                self.assertEqual((verdicts["no_reply"], verdicts["reflected"]), (5, 0))

    def test_its_session_counts_what_arrived(self):
        with path.direct_path() as way, self.reflected(way, "auto", "no-reply", "--stateful"):
            self.ask(way, way.far.ipv6, *NO_REPLY, pace=LOSSY)
            found = json.loads(good(way.far.host, "stats", "--json", "--sessions").stdout)
            session, = found["interfaces"][0]["sessions"]
            self.assertEqual((session["rx"], session["tx"], session["lost"]),
                             (5, 0, 0))

    def test_the_text_says_so(self):
        with path.direct_path() as way, self.reflected(way, "auto", "no-reply"):
            text = good(way.near.host, "sender", "eth0", way.far.ipv4, "-c", "3", "-i", "10ms",
                        "-w", "100ms", *NO_REPLY).stdout
            self.assertIn("3 sent, 0 received, loss unknown (no reply wanted)", text)

    def test_same_link_is_answered(self):
        """R9503-07"""
        for hook in ALL_HOOKS:
            with self.subTest(hook=hook), path.direct_path() as way, \
                    self.reflected(way, hook, "same-link"):
                outcome = self.ask(way, way.far.ipv4, "--tlv", "return-path:same-link")
                self.assertEqual(outcome.summary["received"], 5)
                self.assertEqual(outcome.summary["lost"], 0)
                self.assertEqual(outcome.summary["tlvs"]["return_path"]["answered"], 5)

    def test_what_is_not_permitted_comes_back_with_u(self):
        for permitted, asked in (("none", "no-reply"), ("none", "same-link"),
                                 ("same-link", "no-reply"), ("no-reply", "same-link")):
            with self.subTest(permitted=permitted, asked=asked), path.direct_path() as way, \
                    self.reflected(way, "auto", permitted):
                summary = self.ask(way, way.far.ipv4, "--tlv", f"return-path:{asked}").summary
                self.assertEqual(summary["received"], 5)
                self.assertEqual(summary["tlvs"]["return_path"]["unrecognised"], 5)

    def test_a_persistent_reflector_keeps_what_it_permits(self):
        with path.direct_path() as way:
            good(way.far.host, "reflector", "add", "eth0", "--return-path", "same-link")
            try:
                good(way.far.host, "reflector", "change", "eth0", "--rate", "0")
                summary = self.ask(way, way.far.ipv4, "--tlv", "return-path:same-link").summary
                self.assertEqual(summary["tlvs"]["return_path"]["answered"], 5)
                good(way.far.host, "reflector", "change", "eth0", "--return-path", "none")
                summary = self.ask(way, way.far.ipv4, "--tlv", "return-path:same-link").summary
                self.assertEqual(summary["tlvs"]["return_path"]["unrecognised"], 5)
            finally:
                good(way.far.host, "reflector", "del", "eth0")


if __name__ == "__main__":
    unittest.main()
