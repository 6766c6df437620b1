# SPDX-License-Identifier: Apache-2.0
"""stamp-bpf, in Go and BPF: IPv4, open, stateless."""

import re
import unittest

from peer import COUNT, PATIENCE_S, Interop, Peer, Program, Row, Seen, address

SENDER, REFLECTOR = Program("INTEROP_STAMP_BPF_SENDER"), Program("INTEROP_STAMP_BPF_REFLECTOR")
RECEIVED = re.compile(r"received (\d+)")
TAI_S = 37


def ahead_by_tai(test, outcome):
    """T-10: TAI in NTP timestamps, found out and taken off; what is left is a delay."""
    test.assertEqual(outcome.summary["reflector_utc_offset_s"], TAI_S, outcome.summary)
    for packet in outcome.packets:
        test.assertLess(abs(packet["fwd_ns"]), 10**9, packet)


class StampBpf(Peer):
    sends = (
        # It leaves the checksum as it was before T1: right only if the device computes it (T-20).
        Row("port 20001", ("-s", "20001"), families=(4,), without_offload=0, misses=True),
        Row("port 862", (), families=(4,), without_offload=0, misses=True),  # T-22
    )
    reflects = (
        Row("44 octets", (), ("--reflector-utc-offset", "auto"), families=(4,), without_offload=0,
            check=ahead_by_tai),
    )

    def sender_command(self, near, far, family, theirs):
        return (SENDER.found(), near.name, address(far, family), "-c", COUNT, "-i", "0.1", *theirs)

    def read_sender(self, finished):
        found = RECEIVED.findall(finished.stdout)
        return Seen(int(found[-1]) if found else -1)

    def reflector_command(self, far, family, theirs):
        return (REFLECTOR.found(), far.name, *theirs)

    def wait_until_ready(self, running, host, family):
        running.said("successfully loaded", PATIENCE_S)


class Test(Interop, unittest.TestCase):
    peer = StampBpf()
