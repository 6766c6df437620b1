# SPDX-License-Identifier: Apache-2.0
"""TLVs between a real sender and a real reflector: what each of them comes back with."""

import hashlib
import hmac
import json
import pathlib
import tempfile
import unittest

from json_schema import faults_of_line
from persistent import HOOKS, good
from odd_reflector import reply
import stamp_auth
from stamp_client import Client, LOSSY, QUICK
from support import impair, path, stamp_packet
from support.host import require_root
from support.program import Reflector, Running, send

KEY = "00112233445566778899aabbccddeeff"


def setUpModule():
    require_root()


class Tlvs(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.key = pathlib.Path(folder.name) / "key"
        self.key.write_text(KEY, encoding="ascii")
        self.key.chmod(0o600)

    def ask(self, way, *options, count=5, pace=QUICK, target=None):
        outcome = send(way.near, target or way.far.ipv4, "-c", count, *pace, *options)
        self.assertEqual(outcome.code, 0, outcome.err)
        self.assertEqual([fault for line in outcome.lines for fault in faults_of_line(line)], [])
        return outcome

    def tally(self, way, name, *options, **more):
        """What the summary says of a TLV that every reply answered."""
        outcome = self.ask(way, "--tlv", *options, **more)
        tally = outcome.summary["tlvs"][name]
        self.assertEqual(tally["answered"], outcome.summary["received"], tally)
        return tally

    def test_class_of_service_in_both_directions(self):
        with path.direct_path() as way, Reflector(way.far, options=("--dscp-allow", "10")):
            tally = self.tally(way, "class_of_service", "class-of-service:10", "--dscp", "46",
                             "--ecn", "1")
            self.assertEqual((tally["arrived_dscp"], tally["arrived_ecn"], tally["reply_dscp"]),
                             (46, 1, 10))
            self.assertEqual((tally["dscp_changed"], tally["ecn_changed"], tally["refused"],
                              tally["reply_changed"]), (0, 0, 0, 0))
            tally = self.tally(way, "class_of_service", "class-of-service:11", "--dscp", "46")
            self.assertEqual((tally["refused"], tally["reply_dscp"]), (5, 46))

    def test_direct_measurement_tells_the_loss_in_each_direction(self):
        rules = impair.rules(drop={3}), impair.rules(drop={5, 6})
        with path.impaired_path(*rules) as way, Reflector(way.far, options=("--stateful",)):
            tally = self.tally(way, "direct_measurement", "direct-measurement", count=20,
                             pace=LOSSY)
            self.assertEqual((tally["sent"], tally["lost_fwd"], tally["lost_bwd"]), (19, 1, 2))

    def test_follow_up_corrects_the_reply_before(self):
        with path.direct_path() as way, Reflector(way.far, options=("--stateful",)):
            tally = self.tally(way, "follow_up_telemetry", "follow-up-telemetry", count=10)
            self.assertEqual((tally["corrected"], tally["method"]), (9, 2))
            self.assertGreaterEqual(tally["max_ns"], tally["mean_ns"])
        with path.direct_path() as way, Reflector(way.far):
            tally = self.tally(way, "follow_up_telemetry", "follow-up-telemetry")
            self.assertEqual((tally["corrected"], tally["max_ns"]), (0, None))

    def test_timestamp_information(self):
        with path.direct_path() as way, Reflector(way.far):
            tally = self.tally(way, "timestamp_information", "timestamp-information")
            self.assertIn(tally["source_in"], (1, 2, 5))
            self.assertEqual((tally["source_out"], tally["method_in"], tally["method_out"],
                              tally["changed"]), (tally["source_in"], 2, 2, False))

    def test_location_is_what_we_are(self):
        with path.direct_path() as way, Reflector(way.far):
            for near, far in ((way.near.ipv4, way.far.ipv4), (way.near.ipv6, way.far.ipv6)):
                tally = self.tally(way, "location", "location", "-s", "5000", target=far)
                self.assertEqual((tally["source"], tally["source_port"]), (near, 5000))
                self.assertEqual((tally["destination"], tally["destination_port"]), (far, 862))
                self.assertRegex(tally["source_mac"], "^([0-9a-f]{2}:){5}[0-9a-f]{2}$")
                self.assertFalse(tally["source_translated"] or tally["destination_translated"])

    def test_an_access_report_is_sent_until_it_is_echoed(self):
        with path.direct_path() as way, Reflector(way.far):
            outcome = self.ask(way, "--tlv", "access-report:non-3gpp,unavailable")
            tally = outcome.summary["tlvs"]["access_report"]
            self.assertEqual((tally["answered"], tally["transmissions"], tally["acknowledged"]),
                             (1, 1, True))
            first, second = (packet["tlvs"][0] for packet in outcome.packets[:2])
            self.assertEqual((first["id"], first["return_code"]), (2, 2))
            self.assertEqual(second["name"], "padding")

    def test_an_access_report_whose_echo_is_lost_is_sent_again(self):
        with path.impaired_path(impair.rules(drop={0})) as way, Reflector(way.far):
            tally = self.ask(way, "--tlv", "access-report", "--access-report-timer", "20ms",
                            count=20, pace=LOSSY).summary["tlvs"]["access_report"]
            self.assertEqual((tally["transmissions"], tally["acknowledged"]), (2, True))

    def test_a_destination_node_address_is_taken_or_not(self):
        with path.direct_path() as way, Reflector(way.far):
            for target in (way.far.ipv4, way.far.ipv6):
                self.tally(way, "destination_node_address", "destination-node-address",
                          target=target)
            outcome = self.ask(way, "--tlv", "destination-node-address:203.0.113.9")
            tally = outcome.summary["tlvs"]["destination_node_address"]
            self.assertEqual((tally["answered"], tally["unrecognised"]), (0, 5))

    def test_a_reflector_without_a_member_link_returns_the_sender_s_micro_session(self):
        with path.direct_path() as way, Reflector(way.far):
            tally = self.tally(way, "micro_session_id", "micro-session-id:7")
            self.assertEqual((tally["sender"], tally["unrecognised"], tally["wrong"]), (7, 0, 0))
            tally = self.ask(way, "--tlv", "micro-session-id:7,9").summary["tlvs"]
            self.assertEqual(tally["micro_session_id"]["unrecognised"], 5)

    def test_by_default_a_reply_may_have_the_dscp_of_its_request_or_best_effort(self):
        with path.direct_path() as way, Reflector(way.far):
            for asked, refused in (("46", 0), ("0", 0), ("10", 5)):
                tally = self.tally(way, "class_of_service", f"class-of-service:{asked}", "--dscp",
                                 "46")
                self.assertEqual((tally["refused"], tally["reply_dscp"]),
                                 (refused, 46 if refused else int(asked)))

    def test_the_micro_session_of_a_member_link_is_answered_and_no_other(self):
        for hook in HOOKS:
            with self.subTest(hook=hook), path.direct_path() as way, Reflector(
                    way.far, options=("--json", "--hook", hook, "--micro-session-id",
                                      "9")) as reflector:
                for wanted in ("micro-session-id:7", "micro-session-id:7,9"):
                    tally = self.tally(way, "micro_session_id", wanted)
                    self.assertEqual((tally["sender"], tally["reflector"], tally["wrong"]),
                                     (7, 9, 0))
                other = send(way.near, way.far.ipv4, "-c", 5, *LOSSY, "--tlv",
                             "micro-session-id:7,8")
                self.assertEqual((other.code, other.summary["received"]), (1, 0))
                found = reflector.stop().of_type("stats")[0]["interfaces"][0]["verdicts"]
                self.assertEqual((found["reflected"], found["no_session"]), (10, 5))

    def test_padding_and_types_that_nobody_knows(self):
        with path.direct_path() as way, Reflector(way.far):
            self.tally(way, "padding", "padding:1000,zero")
            outcome = self.ask(way, "--tlv", "type=252:00007a69ff", "--tlv", "location",
                               "-l", "400")
            found, = json.loads(good(way.far.host, "stats", "--json").stdout)["interfaces"]
            self.assertEqual(found["tlvs"], {"unknown": 5, "malformed": 0, "bad_hmac": 0,
                                             "stray": 0, "too_many": 0, "cut": 0,
                                             "disobeyed": 0})
            self.assertRegex(good(way.far.host, "stats").stdout, r"(?m)^  tlv_unknown +5$")
            self.assertIn('stamp_reflector_tlvs_total{iface="eth0",note="unknown"} 5\n',
                          good(way.far.host, "stats", "--openmetrics").stdout)
            self.assertEqual(outcome.of_type("start")[0]["length"], 400)
            self.assertEqual([(t["name"], t["flags"], t["state"])
                              for t in outcome.packets[0]["tlvs"]],
                             [("type_252", 0x80, "unrecognised"), ("location", 0, "answered"),
                              ("padding", 0, "answered")])

    def test_signed_tlvs(self):
        for option in ("--tlv-key-file", "--key-file"):
            with self.subTest(option), path.direct_path() as way, \
                    Reflector(way.far, options=(option, self.key)):
                tally = self.tally(way, "hmac", "timestamp-information", option, self.key)
                self.assertEqual(tally["integrity"], 0)

    def test_padding_that_came_back_is_not_called_absent(self):
        with path.direct_path() as way, Reflector(way.far):
            for octets in (8, 1000, 1300):
                words = ("--tlv", "direct-measurement", "--tlv", f"padding:{octets}")
                tally = self.ask(way, *words).summary["tlvs"]
                for name in ("direct_measurement", "padding"):
                    self.assertEqual((tally[name]["answered"], tally[name]["missing"],
                                      tally[name]["unread"]), (5, 0, 0), (name, octets))
                with Running(way.near.host, "sender", "eth0", way.far.ipv4, "-c", "3", *QUICK,
                             *words) as sender:
                    self.assertNotIn("absent", sender.wait().out)

    def test_a_reflector_that_signs_its_tlvs_in_another_order(self):
        """Extra Padding before the HMAC TLV, where the request has it behind."""
        key = bytes.fromhex(KEY)

        def reordered(asked):
            """The octets that go back, of a request in either mode."""
            is_signed = asked[44:48] != b"\x80\x05\x00\x0c"
            base = stamp_auth.answer(asked, key)[:112] if is_signed else \
                reply(stamp_packet.Request.parse(asked))
            tail = stamp_packet.tlvs(asked[len(base):])
            padding = b"".join(stamp_packet.tlv(1, value, 0) for _, kind, value in tail
                               if kind == 1)
            sent = next(value for _, kind, value in tail if kind == 5)
            covered = stamp_packet.tlv(5, sent[:4] + sent[:4] + sent[:4], 0) + padding
            tag = hmac.new(key, base[:4] + covered, hashlib.sha256).digest()[:16]
            return base + covered + stamp_packet.tlv(8, tag, 0)

        for option in ("--tlv-key-file", "--key-file"):
            for octets in (8, 700, 1200):
                with self.subTest(option, octets=octets), path.direct_path() as way, \
                        Client(way.far, number=862) as service, \
                        Running(way.near.host, "sender", "eth0", way.far.ipv4, "--json", "-c",
                                "5", *QUICK, option, self.key, "--tlv", "direct-measurement",
                                "--tlv", f"padding:{octets}") as sender:
                    for _ in range(5):
                        payload, asker = service.receive()
                        service.send(reordered(payload), asker)
                    tally = sender.wait().summary["tlvs"]
                    for name in ("direct_measurement", "padding", "hmac"):
                        self.assertEqual((tally[name]["answered"], tally[name]["integrity"],
                                          tally[name]["missing"], tally[name]["unread"]),
                                         (5, 0, 0, 0), name)

    def test_tlvs_that_are_not_signed_as_they_have_to_be_are_discarded(self):
        with path.direct_path() as way, Reflector(way.far):  # without the key: it signs nothing
            outcome = self.ask(way, "--tlv", "location", "--tlv-key-file", self.key)
            tally = outcome.summary["tlvs"]["location"]
            self.assertEqual((tally["answered"], tally["integrity"]), (0, 5))
            self.assertEqual(outcome.summary["received"], 5)

    def test_each_tlv_has_a_sentence(self):
        names = ("class_of_service", "location", "timestamp_information", "direct_measurement",
                 "follow_up_telemetry")
        words = [word for name in names for word in ("--tlv", name)]
        with path.direct_path() as way, Reflector(way.far, options=("--stateful",)), \
                Running(way.near.host, "sender", "eth0", way.far.ipv4, "-c", "5", *QUICK,
                        *words) as sender:
            outcome = sender.wait()
            self.assertEqual(outcome.code, 0, outcome.err)
            for name in names:
                self.assertRegex(outcome.out, f"(?m)^{name}: [^(]")
                self.assertNotRegex(outcome.out, f"(?m)^{name}: reflector does not")


if __name__ == "__main__":
    unittest.main()
