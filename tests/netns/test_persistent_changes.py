# SPDX-License-Identifier: Apache-2.0
"""A persistent reflector and a host that changes around it."""

import json
import re
import struct
from pathlib import Path

from counting_program import tcx_programs
from persistent import (ABI_VERSION, ERROR, HOOKS, UTC_MINUS_CLOCK, Persistent, codes, good, pins,
                       rewrite_about, run, shown)
from support import path
from support.host import Host, require_root
from support.link import link
from test_crash import filters


def setUpModule():
    require_root()


class Changes(Persistent):
    """What a process would follow."""

    def test_an_interface_that_was_made_again_is_detached_until_mended(self):
        for hook in HOOKS:
            for verb in ("add", "change"):
                with self.subTest(hook=hook, verb=verb), path.direct_path() as way:
                    near, far = way.near, way.far
                    good(far.host, "reflector", "add", "eth0", "--hook", hook, "--rate", "77")
                    self.check_answered(way)
                    far.delete()
                    self.assertEqual(shown(far.host)[0]["state"], "detached")
                    link(near.host, far.host)
                    reflector, = shown(far.host)
                    self.assertEqual((reflector["state"], codes(reflector)),
                                     ("detached", ["detached"]))
                    good(far.host, "reflector", verb, "eth0", "--hook", hook)
                    reflector, = shown(far.host)
                    self.assertEqual((reflector["state"], reflector["rate_pps"]),
                                     ("attached", 77 if verb == "change" else 1000))
                    self.check_answered(way)
                    stats = json.loads(good(far.host, "stats", "--json").stdout)
                    reflected = stats["interfaces"][0]["verdicts"]["reflected"]
                    self.assertEqual(reflected, 6 if verb == "change" else 3)
                    good(far.host, "reflector", "del", "eth0")

    def test_a_detached_one_can_be_deleted(self):
        with path.direct_path() as way:
            good(way.far.host, "reflector", "add", "eth0")
            way.far.delete()
            good(way.far.host, "reflector", "del", "eth0")

    def test_changed_addresses_are_reported_and_change_takes_them(self):
        with path.direct_path() as way:
            host = way.far.host
            good(host, "reflector", "add", "eth0")
            way.far.address("add", "192.0.2.77/24")
            self.assertEqual(codes(shown(host)[0]), ["addresses"])
            self.assertIn("warning: the addresses of eth0 have changed",
                          good(host, "stats").stdout)
            good(host, "reflector", "change", "eth0")
            self.assertEqual(codes(shown(host)[0]), [])
            self.check_answered(way, target="192.0.2.77")
            good(host, "reflector", "del", "eth0")

    def test_a_changed_clock_is_reported_and_change_takes_it(self):
        with path.direct_path() as way:
            host = way.far.host
            good(host, "reflector", "add", "eth0")
            self.assertEqual(codes(shown(host)[0]), [])
            # As if it had been written before the host's TAI offset grew by a second.
            rewrite_about(UTC_MINUS_CLOCK,
                          lambda octets: struct.pack("=q", struct.unpack("=q", octets)[0] + 10**9))
            rewrite_about(ERROR, lambda octets: bytes([octets[0] ^ 0x80, octets[1]]))  # S
            self.assertEqual(codes(shown(host)[0]), ["tai_offset", "clock_sync"])
            self.assertIn("timestamps are off by 1.000s: stamp reflector change eth0",
                          good(host, "stats").stdout)
            good(host, "reflector", "change", "eth0")
            self.assertEqual(codes(shown(host)[0]), [])
            good(host, "reflector", "del", "eth0")

    def test_no_change_makes_a_reflector_of_twamp_light_send_ptp(self):
        """R8762-20: nor add; what is refused changes nothing."""
        echo, process = (("--tlv-policy", policy) for policy in ("echo", "process"))
        ntp, ptp = (("--timestamp", name) for name in ("ntp", "ptp"))
        says = ("senders of TWAMP Light (--tlv-policy echo)", "try: --timestamp ntp")

        def refused(verb, *options, also=""):
            self.check_refused(run(host, "reflector", verb, "eth0", *options), 2, *says, also)

        for hook in HOOKS:
            with self.subTest(hook=hook), path.direct_path() as way:
                host = way.far.host
                refused("add", *echo, *ptp)
                good(host, "reflector", "add", "eth0", "--hook", hook, *echo)
                before = shown(host)
                refused("change", *ptp, also="and eth0 answers those\n")
                refused("change", *ptp, "--rate", "7")
                self.assertEqual(shown(host), before)
                good(host, "reflector", "change", "eth0", *process, *ptp)
                refused("change", *echo, also="and eth0 sends PTP\n")
                self.assertEqual(shown(host)[0]["timestamp"], "ptp")
                good(host, "reflector", "change", "eth0", *echo, *ntp)
                self.assertEqual(shown(host)[0]["timestamp"], "ntp")
                self.check_answered(way)
                good(host, "reflector", "del", "eth0")

    def test_two_namespaces_with_an_eth0_each_do_not_collide(self):
        with path.direct_path() as way:
            for port, rate in ((way.near, "11"), (way.far, "22")):
                good(port.host, "reflector", "add", "eth0", "--rate", rate)
            self.assertEqual([shown(port.host)[0]["rate_pps"] for port in (way.near, way.far)],
                             [11, 22])
            good(way.near.host, "reflector", "del", "--all")
            self.assertEqual([r["rate_pps"] for r in shown(way.far.host)], [22])
            self.check_answered(way)
            good(way.far.host, "reflector", "del", "eth0")

    def test_what_a_namespace_that_is_gone_left_is_stale(self):
        with path.direct_path() as way, Host("other") as other:
            good(way.far.host, "reflector", "add", "eth0")
            good(other, "reflector", "del", "--stale")  # it works: let alone
            self.check_answered(way)
            way.far.delete()
            good(other, "reflector", "del", "--stale")
            self.assertEqual(pins(), [])


class Foreign(Persistent):
    """Pinned by another version of the ABI."""

    def ours(self):
        header = Path(__file__).parents[2] / "include/stamp/abi.h"
        return int(re.search(r"STAMP_ABI_VERSION (\d+)", header.read_text("ascii"))[1])

    def test_it_is_reported_and_not_misread_and_can_be_deleted(self):
        ours, theirs = (f"version {number}" for number in (self.ours(), self.ours() + 1))
        for hook in HOOKS:
            with self.subTest(hook=hook), path.direct_path() as way:
                host = way.far.host
                good(host, "reflector", "add", "eth0", "--hook", hook)
                rewrite_about(ABI_VERSION, lambda octets: bytes([octets[0] + 1, *octets[1:]]))
                for verb in ("add", "change"):
                    self.check_refused(run(host, "reflector", verb, "eth0"), 4, theirs,
                                       f"{ours} of the ABI", "try: ")
                self.assertEqual(codes(shown(host)[0]), ["unreadable"])
                self.assertIn(theirs, run(host, "stats").stderr)
                good(host, "reflector", "del", "eth0")
                self.assertEqual((tcx_programs(way.far), "stamp_" in filters(way.far)),
                                 (0, False))
