# SPDX-License-Identifier: Apache-2.0
"""Both twamp-lights: that of Domos (1.3), and the one that CUJO made of it (1.4). Open."""

import csv
import unittest

from peer import COUNT, PORT, Interop, Peer, Program, Row, Seen, address


def times_make_sense(test, seen):
    """The round trip is longer than nothing, and the reflector takes no negative time."""
    for line in seen.data:
        test.assertGreater(float(line["RTT"]), 0, line)
        test.assertGreaterEqual(float(line["IntD"]), 0, line)


def times_are_swapped(test, seen):
    """It reads T3 where T1 is and T1 where T3 is (R8762-05): the reflector's time comes out
    negative. Once it reads replies as RFC 5357 has them, this row fails, and the table is old."""
    test.assertTrue(all(float(line["IntD"]) < 0 for line in seen.data), seen.data)


class TwampLight(Peer):
    """-l is the payload; times in ms."""
    client, server = Program("INTEROP_TWAMP_LIGHT_CUJO_CLIENT"), \
        Program("INTEROP_TWAMP_LIGHT_CUJO_SERVER")
    sends = (
        Row("50 octets", ("-l", "50"), families=(4,), check=times_make_sense),
        Row("400 octets", ("-l", "400"), families=(4,), check=times_make_sense),
        Row("400 octets to --tlv-policy echo", ("-l", "400"), ("--tlv-policy", "echo"),
            families=(4,), check=times_make_sense),
        Row("stateful", ("-l", "50"), ("--stateful",), families=(4,), check=times_make_sense),
    )
    reflects = (Row("44 octets"), Row("400 octets", (), ("-l", 400)))

    def sender_command(self, near, far, family, theirs):
        return (self.client.found(), f"{address(far, family)}:{PORT}", "-n", COUNT, "-i", "100",
                "-t", "2", *theirs)

    def read_sender(self, finished):
        lines = [line for line in csv.DictReader(finished.stdout.splitlines())
                 if (line.get("Snd#") or "").isdigit()]
        return Seen(len(lines), lines)

    def reflector_command(self, far, family, theirs):
        return (self.server.found(), "-P", PORT, "--ip", family, *theirs)


class TwampLightDomos(TwampLight):
    client, server = Program("INTEROP_TWAMP_LIGHT_CLIENT", "twamp-light-client"), \
        Program("INTEROP_TWAMP_LIGHT_SERVER", "twamp-light-server")
    sends = (Row("50 octets", ("-l", "50"), families=(4,), check=times_are_swapped),)
    # Its reply has T1 where T3 belongs: our sender takes none for an answer (R8762-05).
    reflects = (Row("44 octets", received=0),)


class Cujo(Interop, unittest.TestCase):
    peer = TwampLight()


class Domos(Interop, unittest.TestCase):
    peer = TwampLightDomos()
