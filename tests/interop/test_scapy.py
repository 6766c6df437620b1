# SPDX-License-Identifier: Apache-2.0
"""scapy's contrib layer: reads what we send field by field, builds what we read. Open, no kernel's
stamps, hence no times worth a look. $INTEROP_SCAPY is an interpreter that has it."""

import json
import os
import pathlib
import subprocess
import sys
import unittest

from peer import COUNT, Interop, Peer, Row, Seen, address

ROLE = pathlib.Path(__file__).with_name("scapy_role.py")
LOCATION, PADDING, UNKNOWN = "2:" + "00" * 4 + "80010008" + "00" * 8, "1:deadbeef", "200:01020304"


def interpreter():
    chosen = os.environ.get("INTEROP_SCAPY", sys.executable)
    if subprocess.run([chosen, "-c", "import scapy.contrib.stamp"], check=False,
                      stderr=subprocess.DEVNULL).returncode != 0:
        raise unittest.SkipTest(f"{chosen} has no scapy.contrib.stamp (set $INTEROP_SCAPY)")
    return chosen


def fields(test, seen):
    """R8762-02, R8762-05, R8762-06, R8762-10, R8972-01; scapy builds the octets that it read."""
    for number, line in enumerate(seen.data):
        test.assertEqual((line["seq"], line["sender_seq"], line["ssid"], line["ttl"], line["mbz"]),
                         (number, number, 0x1234, 64, [0, 0]))
        test.assertTrue(line["t1_is_ours"])
        test.assertTrue(line["multiplier"])
        test.assertTrue(line["same_octets"], "scapy does not build what it read")


def tlv_flags(test, seen):
    """R8972-03, R8972-04, R8972-12"""
    fields(test, seen)
    for line in seen.data:
        test.assertEqual(line["tlvs"], [[0, 2, 16], [0x80, 200, 4], [0, 1, 4]])


class Scapy(Peer):
    sends = (
        Row("open", check=fields),
        Row("open, TLVs", (LOCATION, UNKNOWN, PADDING), check=tlv_flags),
    )
    reflects = (
        Row("open"),
        Row("open, 100 octets", (), ("-l", 100)),
        Row("open, TLVs", (), ("--tlv", "location", "--tlv", "class-of-service")),
    )

    def sender_command(self, near, far, family, theirs):
        return (interpreter(), ROLE, "sender", address(far, family), COUNT, *theirs)

    def read_sender(self, finished):
        lines = [json.loads(line) for line in finished.stdout.splitlines()]
        return Seen(len(lines), lines)

    def reflector_command(self, far, family, theirs):
        return (interpreter(), ROLE, "reflector", address(far, family))


class Test(Interop, unittest.TestCase):
    peer = Scapy()
