# SPDX-License-Identifier: Apache-2.0
"""How the sender finds its target: by name, by scope, by route; on any device."""

import unittest

from stamp_client import QUICK
from support import path
from support.host import Host, require_root
from support.link import Port, link
from support.program import Reflector, Running, send

LINK_LOCAL = "fe80::2"


def setUpModule():
    require_root()


class Addressing(unittest.TestCase):
    def expect_three(self, outcome):
        self.assertEqual((outcome.code, outcome.summary["received"]), (0, 3),
                         outcome.err + outcome.out)
        return outcome.lines[0]

    def test_the_loopback_device_works(self):
        with Host("alone") as host:
            lo = Port(host, "lo", "", "127.0.0.1", "::1")
            for hook in ("tcx", "clsact"):
                with Reflector(lo, options=("--hook", hook)):
                    for target in ("127.0.0.1", "127.0.0.9", "::1"):
                        with self.subTest(target=target, hook=hook):
                            start = self.expect_three(send(lo, target, "-c", 3, *QUICK))
                            self.assertEqual(start["dst"]["ip"], target)

    def test_where_no_reflector_is_our_own_requests_are_no_replies(self):
        """On lo they come in at the port of the replies, with octets 24-27 that say number 0."""
        with Host("alone") as host:
            lo = Port(host, "lo", "", "127.0.0.1", "::1")
            for target in ("127.0.0.1", "::1"):
                with self.subTest(target=target):
                    outcome = send(lo, target, "-c", 3, *QUICK)
                    self.assertEqual([outcome.summary[k] for k in ("sent", "received", "lost",
                                                                   "duplicate", "unexpected")],
                                     [3, 0, 3, 0, 3], outcome.out)
                    self.assertEqual(outcome.code, 1)

    def test_a_name_of_etc_hosts_is_a_host(self):
        with Host("alone") as host:
            lo = Port(host, "lo", "", "127.0.0.1", "::1")
            with Reflector(lo):
                start = self.expect_three(send(lo, "localhost", "-4", "-c", 3, *QUICK))
                self.assertEqual(start["dst"], {"ip": "127.0.0.1", "port": 862,
                                                "host": "localhost"})

    def test_a_link_local_address_works_with_and_without_its_scope(self):
        with path.direct_path() as way:
            way.far.address("add", f"{LINK_LOCAL}/64")
            way.near.address("add", "fe80::1/64")
            with Reflector(way.far):
                for target in (f"{LINK_LOCAL}%eth0", LINK_LOCAL, f"[{LINK_LOCAL}%eth0]:862"):
                    with self.subTest(target=target):
                        self.expect_three(send(way.near, target, "-c", 3, *QUICK))

    def test_the_route_chooses_the_interface(self):
        with Host("near") as near, Host("far") as far:
            link(near, far)
            _, behind = link(near, far, ("eth1", "eth1"), ("198.51.100.1/24", "198.51.100.2/24"),
                             ("2001:db8:1::1/64", "2001:db8:1::2/64"))
            auto = Port(near, "auto", "", None, None)
            with Reflector(behind):
                for target in (behind.ipv4, behind.ipv6):
                    with self.subTest(target=target):
                        start = self.expect_three(send(auto, target, "-c", 3, *QUICK))
                        self.assertEqual(start["iface"], "eth1")
            behind.address("add", f"{LINK_LOCAL}/64")
            with Reflector(behind):
                start = self.expect_three(send(auto, f"{LINK_LOCAL}%eth1", "-c", 3, *QUICK))
                self.assertEqual(start["iface"], "eth1")

    def test_source_address_and_ports_are_as_asked(self):
        """S8762-07, S8762-27, R8762-18, R8762-21"""
        with path.direct_path() as way:
            way.near.address("add", "192.0.2.77/24")
            with Reflector(way.far, options=("-p", 20000, "-p", 862)):
                for options, source in ((("--source", "192.0.2.77", "-d", 20000, "-s", 40000),
                                         {"ip": "192.0.2.77", "port": 40000}),
                                        (("-d", 20000), {"ip": "192.0.2.1", "port": 862})):
                    start = self.expect_three(send(way.near, way.far.ipv4, "-c", 3, *QUICK,
                                                   *options))
                    self.assertEqual(start["src"], source)
                    self.assertEqual(start["dst"]["port"], 20000)
                start = self.expect_three(send(way.near, way.far.ipv4, "-c", 3, *QUICK, "-s",
                                               "auto"))
                self.assertNotIn(start["src"]["port"], (0, 862))

    def test_two_targets_are_two_sessions_of_one_run(self):
        with path.direct_path() as way:
            way.far.address("add", "192.0.2.3/24")
            with Reflector(way.far), Running(way.near.host, "sender", "eth0", "192.0.2.2",
                                             "192.0.2.3:862", "--json", "-c", 4, *QUICK) as sender:
                outcome = sender.wait()
            self.assertEqual(outcome.code, 0, outcome.err)
            summaries = outcome.of_type("summary")
            self.assertEqual([(s["session"], s["received"]) for s in summaries], [(1, 4), (2, 4)])
            starts = outcome.of_type("start")
            self.assertEqual([s["dst"]["ip"] for s in starts], ["192.0.2.2", "192.0.2.3"])
            self.assertNotEqual(starts[0]["ssid"], starts[1]["ssid"])  # S8972-02
