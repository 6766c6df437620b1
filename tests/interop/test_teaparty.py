# SPDX-License-Identifier: Apache-2.0
"""teaparty, in Rust. Its sender sends one packet a run, with number 34, and logs what it reads."""

import re
import tempfile
import unittest

from peer import COUNT, PORT, Interop, Peer, Program, Row, Seen, address
from stamp_auth import KEY

PROGRAM = Program("INTEROP_TEAPARTY", "teaparty")
REPLY = re.compile(r"Deserialized response: (.*)")
CONFIGURATION = """-
  - general:
      stateless: {stateless}
      listen:
        ip: "{address}"
        port: {port}
"""
TLVS = ("tlvs", "location", "--", "time", "--", "class-of-service", "--", "followup", "--",
        "access-report", "--", "padding")
OUR_TLVS = ("--tlv", "timestamp-information", "--tlv", "class-of-service", "--tlv",
            "direct-measurement", "--tlv", "follow-up-telemetry", "--tlv", "padding:20")


def every_tlv_is_recognised(test, seen):
    test.assertIn("type: Location", seen.data)
    test.assertNotIn("Unrecognized: true", seen.data)
    test.assertNotIn("Malformed: true", seen.data)


def all_but_direct_measurement(test, outcome):
    """It does not know type 5, and says so (R8972-04); what follows is processed."""
    for packet in outcome.packets:
        states = {tlv["name"]: tlv["state"] for tlv in packet["tlvs"]}
        test.assertEqual(states.pop("direct_measurement"), "unrecognised", packet)
        test.assertEqual(set(states.values()), {"answered"}, packet)


class Teaparty(Peer):
    sends = (
        Row("open", received=1),
        Row("open, SSID", ("--ssid", "4660"), received=1),
        Row("open, stateful", (), ("--stateful",), received=1),
        Row("open, TLVs", TLVS, received=1, check=every_tlv_is_recognised),
        Row("authenticated", ("--authenticated", KEY.hex()), ("--key-file", "{letters}"),
            received=1),
    )
    reflects = (
        Row("open", ("true",)),
        Row("open, stateful", ("false",), ("--reflector-mode", "stateful")),
        Row("open, TLVs", ("true",), OUR_TLVS, check=all_but_direct_measurement),
        # Its thread ends with "Ipv6 is not yet supported" at a Location TLV over IPv6.
        Row("open, TLVs with Location", ("true",), ("--tlv", "location", *OUR_TLVS), families=(4,),
            check=all_but_direct_measurement),
    )

    def __init__(self):
        self.folder = tempfile.TemporaryDirectory()

    def sender_command(self, near, far, family, theirs):
        options, tlvs = theirs, ()
        if "tlvs" in theirs:
            options, tlvs = theirs[:theirs.index("tlvs")], theirs[theirs.index("tlvs"):]
        return (PROGRAM.found(), "-d", "sender", *options, address(far, family), PORT, *tlvs)

    def read_sender(self, finished):
        found = REPLY.findall(finished.stdout)
        return Seen(len(found), found[0] if found else None)

    def reflector_command(self, far, family, theirs):
        name = f"{self.folder.name}/reflector.yaml"
        with open(name, "w", encoding="ascii") as file:
            file.write(CONFIGURATION.format(stateless=theirs[0], port=PORT,
                                            address=address(far, family)))
        return (PROGRAM.found(), "reflector", "--config", name)


class Test(Interop, unittest.TestCase):
    peer = Teaparty()
