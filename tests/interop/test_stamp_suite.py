# SPDX-License-Identifier: Apache-2.0
"""stamp-suite, a package of Rust: both roles, open and authenticated, TLVs."""

import json
import unittest

from peer import COUNT, Interop, Peer, Program, Row, Seen, address

PROGRAM = Program("INTEROP_STAMP_SUITE", "stamp-suite")
TLVS = ("--location", "--timestamp-info", "--direct-measurement", "--follow-up-telemetry", "--cos",
        "--dscp", "10", "--extra-padding", "20")
OUR_TLVS = ("--tlv", "location", "--tlv", "timestamp-information", "--tlv", "direct-measurement",
            "--tlv", "follow-up-telemetry", "--tlv", "class-of-service", "--tlv", "padding:20")
KINDS = {"1", "2", "3", "4", "5", "7"}
SIGNED = ("-A", "A", "--hmac-key-file", "{key}")
OUR_SIGNED = ("--key-file", "{key}")


def their_tlvs_are_good(test, seen):
    """R8972-03, R8972-13, R8972-16 ... by its opinion: no flag is set in any reply."""
    found = seen.data["measurements"]["tlv_validation"]
    test.assertEqual({k for k, v in found["by_type"].items() if v["observed"] == COUNT} & KINDS,
                     KINDS)
    test.assertEqual([found["flags"][k] for k in ("unrecognized", "malformed", "integrity_failed")],
                     [0, 0, 0])
    test.assertEqual(found["rejected_replies"], 0)


def their_tlvs_are_verified(test, seen):
    """R8972-10: it computes the HMAC TLV of our replies as we do."""
    their_tlvs_are_good(test, seen)
    test.assertEqual(seen.data["measurements"]["tlv_validation"]["hmac"]["verified"], COUNT)


def stateful_by_its_count(test, seen):
    test.assertEqual(seen.data["packets_lost"], 0)


def our_tlvs_are_good(test, outcome):
    for packet in outcome.packets:
        test.assertEqual({(tlv["flags"], tlv["state"]) for tlv in packet["tlvs"]},
                         {(0, "answered")}, packet)


def same_numbers(test, outcome):
    test.assertEqual([p["reply_seq"] for p in outcome.packets], list(range(COUNT)))


class StampSuite(Peer):
    sends = (
        Row("open"),
        Row("open, PTP", ("-K", "PTP"), ("--timestamp", "ptp")),
        Row("open, PTP to NTP", ("-K", "PTP")),
        Row("open, SSID", ("--ssid", "4660"), ("--ssid", "4660")),
        Row("open, stateful", (), ("--stateful",), check=stateful_by_its_count),
        Row("open, TLVs", TLVS, check=their_tlvs_are_good),
        Row("open, TLVs with HMAC", (*TLVS, "--hmac-key-file", "{key}"),
            ("--tlv-key-file", "{key}"), check=their_tlvs_are_verified),
        Row("open, Return Path same link", ("--return-path-cc", "1"),
            ("--return-path", "same-link")),
        Row("authenticated", SIGNED, OUR_SIGNED),
        Row("authenticated, PTP", (*SIGNED, "-K", "PTP"), (*OUR_SIGNED, "--timestamp", "ptp")),
        Row("authenticated, stateful", SIGNED, (*OUR_SIGNED, "--stateful")),
        Row("authenticated, TLVs with HMAC", (*SIGNED, *TLVS), OUR_SIGNED,
            check=their_tlvs_are_verified),
    )
    reflects = (
        Row("open", check=same_numbers),
        Row("open, PTP", ("-K", "PTP"), ("--timestamp", "ptp")),
        Row("open, stateful", ("--stateful-reflector",), ("--reflector-mode", "stateful")),
        Row("open, TLVs", (), OUR_TLVS, check=our_tlvs_are_good),
        Row("open, TLVs with HMAC", ("--hmac-key-file", "{key}", "--verify-tlv-hmac"),
            (*OUR_TLVS, "--tlv", "hmac", "--tlv-key-file", "{key}"), check=our_tlvs_are_good),
        Row("authenticated", SIGNED, OUR_SIGNED, check=same_numbers),
        Row("authenticated, PTP", (*SIGNED, "-K", "PTP"), (*OUR_SIGNED, "--timestamp", "ptp")),
        Row("authenticated, stateful", (*SIGNED, "--stateful-reflector"),
            (*OUR_SIGNED, "--reflector-mode", "stateful")),
        Row("authenticated, TLVs with HMAC", SIGNED, (*OUR_SIGNED, *OUR_TLVS),
            check=our_tlvs_are_good),
    )

    def sender_command(self, near, far, family, theirs):
        return (PROGRAM.found(), "-r", address(far, family), "-S", address(near, family), "-c",
                COUNT, "-d", "100", "-L", "2", "--output-format", "json", *theirs)

    def read_sender(self, finished):
        lines = [json.loads(line) for line in finished.stdout.splitlines() if line[:1] == "{"]
        summary = [line for line in lines if line.get("type") == "summary"]
        return Seen(summary[-1]["packets_received"] if summary else -1, summary and summary[-1])

    def reflector_command(self, far, family, theirs):
        return (PROGRAM.found(), "-i", "-S", address(far, family), *theirs)


class Test(Interop, unittest.TestCase):
    peer = StampSuite()
