# SPDX-License-Identifier: Apache-2.0
"""twampy of Nokia: TWAMP Light, open."""

import re
import unittest

from peer import COUNT, PORT, Interop, Peer, Program, Row, Seen, bracketed

PROGRAM = Program("INTEROP_TWAMPY", "twampy")
LOSS = re.compile(r"Roundtrip:.*?([\d.]+)%")


def without_processing_time(test, outcome):
    """T-03: 38 octets, one time for T2 and T3, no TTL."""
    for packet in outcome.packets:
        test.assertEqual((packet["proc_ns"], packet["ttl"]), (0, None))


class Twampy(Peer):
    sends = (
        Row("14 octets"),  # T-01, R8762-13
        Row("padding 100", ("--padding", "100")),
        Row("padding 100 to --tlv-policy echo", ("--padding", "100"), ("--tlv-policy", "echo")),
        Row("stateful", (), ("--stateful",)),
    )
    reflects = (
        Row("44 octets", check=without_processing_time),
        Row("100 octets", (), ("-l", 100), check=without_processing_time),
    )

    def sender_command(self, near, far, family, theirs):
        return (PROGRAM.found(), "sender", f"{bracketed(far, family)}:{PORT}",
                f"{bracketed(near, family)}:20001", "-c", COUNT, "-i", "100", *theirs)

    def read_sender(self, finished):
        lost = LOSS.search(finished.stdout)
        return Seen(round(COUNT * (1 - float(lost[1]) / 100)) if lost else -1)

    def reflector_command(self, far, family, theirs):
        return (PROGRAM.found(), "responder", f"{bracketed(far, family)}:{PORT}", *theirs)


class Test(Interop, unittest.TestCase):
    peer = Twampy()
