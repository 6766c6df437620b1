# SPDX-License-Identifier: Apache-2.0
"""Which address of a name the sender takes, and which way the kernel has for its packets."""

import unittest

from stamp_client import LOSSY, QUICK
from support import path
from support.host import Host, require_root, write_sysctl
from support.hosts_file import hosts_file
from support.link import Port, link
from support.program import Reflector, Running, send, stamp

IPV4, IPV6 = "192.0.2.2", "2001:db8::2"


def setUpModule():
    require_root()


class Names(unittest.TestCase):
    def start_to(self, port, file, *options):
        outcome = send(port, "far.test", "-c", 3, *QUICK, *options, program=file.program)
        self.assertEqual((outcome.code, outcome.summary["received"]), (0, 3),
                         outcome.err + outcome.out)
        return outcome.lines[0]

    def test_an_interface_of_one_family_takes_the_address_that_it_reaches(self):
        for family, only in (("ipv4", IPV4), ("ipv6", IPV6)):
            other = {"ipv4": "ipv6", "ipv6": "ipv4"}[family]
            with path.direct_path(**{other: None}) as way, Reflector(way.far):
                # getaddrinfo(3) may name either first, whatever the file says.
                for lines in ((IPV4, IPV6), (IPV6, IPV4)):
                    with self.subTest(family=family, lines=lines), \
                            hosts_file(*(f"{a} far.test" for a in lines)) as file:
                        start = self.start_to(way.near, file)
                        self.assertEqual(start["dst"]["ip"], only)
                        self.assertEqual(start["dst"]["host"], "far.test")

    def test_the_other_family_has_a_way_by_another_interface(self):
        """getaddrinfo(3) sorts by all routes of the host and puts IPv6 first."""
        with Host("near") as near, Host("far") as far:
            eth0, end = link(near, far, ipv6=None)
            link(near, far, ("eth1", "eth1"), None, ("2001:db8::1/64", "2001:db8::2/64"))
            with Reflector(end), hosts_file(f"{IPV6} far.test", f"{IPV4} far.test") as file:
                self.assertEqual(self.start_to(eth0, file)["dst"]["ip"], IPV4)

    def test_auto_takes_the_address_that_these_packets_get_to(self):
        """A rule for the port refuses what getaddrinfo(3) takes for the best way."""
        with path.direct_path() as way, Reflector(way.far), \
                hosts_file(f"{IPV6} far.test", f"{IPV4} far.test") as file:
            way.near.host.run("ip", "-6", "rule", "add", "ipproto", "udp", "dport", "862",
                              "prohibit")
            auto = Port(way.near.host, "auto", "", None, None)
            self.assertEqual(self.start_to(auto, file)["dst"]["ip"], IPV4)

    def test_auto_takes_the_address_that_has_a_route(self):
        with path.direct_path() as way, Reflector(way.far):
            auto = Port(way.near.host, "auto", "", None, None)
            for lines in (("203.0.113.9", IPV4), ("2001:db8:77::9", IPV4), ("203.0.113.9", IPV6)):
                with self.subTest(lines=lines), \
                        hosts_file(*(f"{a} far.test" for a in lines)) as file:
                    self.assertEqual(self.start_to(auto, file)["dst"]["ip"], lines[1])

    def test_two_addresses_of_one_family_the_reachable_one_is_taken(self):
        with Host("near") as near, Host("far") as far:
            link(near, far)
            _, behind = link(near, far, ("eth1", "eth1"), ("198.51.100.1/24", "198.51.100.2/24"),
                             None)
            with Reflector(behind), \
                    hosts_file("192.0.2.2 far.test", "198.51.100.2 far.test") as file:
                eth1 = Port(near, "eth1", "", None, None)
                self.assertEqual(self.start_to(eth1, file)["dst"]["ip"], "198.51.100.2")

    def test_with_no_way_to_any_of_them_the_first_is_named(self):
        with path.direct_path(ipv6=None) as way, \
                hosts_file("2001:db8::2 far.test") as file:
            outcome = send(way.near, "far.test", "-c", 1, program=file.program)
            self.assertEqual(outcome.code, 4)
            self.assertIn("find a route to 2001:db8::2: ", outcome.err)


class Rules(unittest.TestCase):
    """`auto`, where eth1 is the way of what a rule names, and eth0 that of all else."""

    def setUp(self):
        self.near, self.far = (self.enterContext(Host(name)) for name in ("near", "far"))
        self.ports = [self.enterContext(self.reflector(number)) for number in (0, 1)]
        for family, prefix in (("-4", "192.0.2.0/24"), ("-6", "2001:db8::/64")):
            self.near.run("ip", family, "route", "add", prefix, "dev", "eth1", "table", "7")

    def reflector(self, number):
        """The same addresses at the end of either link."""
        names = (f"eth{number}", f"eth{number}")
        source = number + 10
        near, far = link(self.near, self.far, names,
                         (f"192.0.2.{source}/24", "192.0.2.2/24"),
                         (f"2001:db8::{source}/64", "2001:db8::2/64"))
        if number == 1:  # what is not said otherwise goes by eth0
            for family, prefix in (("-4", "192.0.2.0/24"), ("-6", "2001:db8::/64")):
                near.host.run("ip", family, "route", "del", prefix, "dev", "eth1")
        return Reflector(far)

    def interface(self, target, *options):
        outcome = send(Port(self.near, "auto", "", None, None), target, "-c", 2, *QUICK, *options)
        self.assertEqual((outcome.code, outcome.summary["received"]), (0, 2),
                         outcome.err + outcome.out)
        return outcome.lines[0]["iface"]

    def check_rule(self, rule, *options):
        for family, target in (("-4", IPV4), ("-6", IPV6)):
            with self.subTest(rule=rule, target=target):
                self.near.run("ip", family, "rule", "add", *rule.split(), "table", "7")
                self.assertEqual(self.interface(target, *options), "eth1")
                self.near.run("ip", family, "rule", "del", *rule.split(), "table", "7")
                self.assertEqual(self.interface(target, *options), "eth0")

    def test_of_dscp(self):
        self.check_rule("tos 0x10", "--dscp", "4")

    def test_of_the_destination_port(self):
        self.check_rule("ipproto udp dport 862")

    def test_of_the_source_port(self):
        self.check_rule("ipproto udp sport 40000", "-s", 40000)

    def test_of_the_source_port_that_is_found_late(self):
        """An ephemeral port is known once it is bound: the way is asked for again."""
        self.check_rule("ipproto udp sport 32768-60999", "-s", "auto")

    def test_of_the_mark(self):
        self.check_rule("fwmark 0x2a", "--mark", 42)


class NoHost(unittest.TestCase):
    def refused(self, port, target, code, text):
        outcome = send(port, target, "-c", 1)
        with self.subTest(port=port.name, target=target):
            self.assertEqual(outcome.code, code, outcome.err)
            self.assertIn(text, outcome.err)
            self.assertEqual(outcome.out, "")
            self.assertNotIn("Permission denied", outcome.err)

    def test_a_broadcast_address(self):
        with path.direct_path() as way:
            auto = Port(way.near.host, "auto", "", None, None)
            for port in (auto, way.near):
                self.refused(port, "192.0.2.255", 2, "a broadcast address, not a host")
            self.refused(way.near, "255.255.255.255", 2, "a broadcast address, not a host")

    def test_a_route_that_refuses(self):
        with path.direct_path() as way:
            auto = Port(way.near.host, "auto", "", None, None)
            for number, (kind, text) in enumerate((("blackhole", "discard such packets"),
                                                   ("prohibit", "forbid such packets"),
                                                   ("unreachable", "No route to host"))):
                for family, target in (("-4", f"203.0.113.{number}"),
                                       ("-6", f"2001:db8:9::{number}")):
                    way.near.host.run("ip", family, "route", "add", kind, target)
                    for port in (auto, way.near):
                        self.refused(port, target, 4, text)

    def test_a_neighbour_without_a_route_is_measured_where_the_interface_is_named(self):
        """As the kernel has it for a socket that is bound to a device, IPv4 only."""
        with path.direct_path() as way:
            way.far.address("add", "203.0.113.2/24")
            way.far.host.run("ip", "route", "add", "192.0.2.1/32", "dev", "eth0")
            with Reflector(way.far):
                outcome = send(way.near, "203.0.113.2", "-c", 3, *QUICK)
            self.assertEqual((outcome.code, outcome.summary["received"]), (0, 3), outcome.err)


class BothFamilies(unittest.TestCase):
    def test_ipv4_and_ipv6_targets_are_measured_in_one_run(self):
        with path.direct_path() as way, Reflector(way.far):
            for options in ((), ("--tlv", "destination-node-address", "--tlv", "padding:8")):
                with self.subTest(options=options), \
                        Running(way.near.host, "sender", "eth0", IPV4, IPV6, "--json", "-c", 5,
                                "--dscp", "ef", "--ttl", 77, *QUICK, *options) as sender:
                    outcome = sender.wait()
                    self.assertEqual(outcome.code, 0, outcome.err)
                    self.assertEqual([s["received"] for s in outcome.of_type("summary")], [5, 5])
                    starts = outcome.of_type("start")
                    self.assertEqual([s["dst"]["ip"] for s in starts], [IPV4, IPV6])
                    self.assertEqual([s["src"]["ip"] for s in starts],
                                     [way.near.ipv4, way.near.ipv6])
                    self.assertEqual([s["src"]["port"] for s in starts], [862, 862])
                    self.assertEqual({(p["session"], p["ttl"], p["dscp"])
                                      for p in outcome.packets}, {(1, 77, 46), (2, 77, 46)})

    def test_what_the_network_says_is_of_the_right_target(self):
        with path.direct_path() as way:
            way.far.address("add", "192.0.2.3/24")
            with Running(way.near.host, "sender", "eth0", IPV4, IPV6, "192.0.2.3", "--json", "-c",
                         3, *LOSSY) as sender:
                outcome = sender.wait()
            reported = {w["session"]: w["detail"] for w in outcome.of_type("warning")
                        if w["code"] == "network"}
            for session, host in ((1, IPV4), (2, IPV6), (3, "192.0.2.3")):
                self.assertEqual(reported.get(session), f"port unreachable (says {host})",
                                 outcome.out)

    def test_an_interface_without_ipv6_measures_ipv4_targets(self):
        with path.direct_path(ipv6=None) as way, Reflector(way.far):
            way.near.host.call(write_sysctl, "net.ipv6.conf.all.disable_ipv6", 1)
            outcome = send(way.near, IPV4, "-c", 3, *QUICK)
            self.assertEqual((outcome.code, outcome.summary["received"]), (0, 3), outcome.err)

    def test_targets_by_two_interfaces_are_two_runs(self):
        with Host("near") as near, Host("far") as far:
            link(near, far)
            link(near, far, ("eth1", "eth1"), ("198.51.100.1/24", "198.51.100.2/24"), None)
            outcome = near.run(stamp(), "sender", "auto", IPV4, "198.51.100.2", check=False)
            self.assertEqual(outcome.returncode, 2)
            self.assertEqual(outcome.stderr,
                             "stamp: sender: one run uses one interface: 192.0.2.2:862 is "
                             "reached through eth0 and 198.51.100.2:862 through eth1\n"
                             "try: a run for each interface\n")


class ThisHost(unittest.TestCase):
    def test_auto_reaches_every_address_of_it(self):
        with path.direct_path() as way:
            way.near.address("add", "fe80::77/64")
            auto = Port(way.near.host, "auto", "", None, None)
            own = ("192.0.2.1", "2001:db8::1", "fe80::77%eth0", "127.0.0.1", "::1")
            lo = Port(way.near.host, "lo", "", None, None)
            options = [word for address in own for word in ("--address", address.split("%")[0])]
            with Reflector(lo, options=options):
                for target in own:
                    with self.subTest(target=target):
                        outcome = send(auto, target, "-c", 3, *QUICK)
                        self.assertEqual((outcome.code, outcome.summary["received"]), (0, 3),
                                         outcome.err + outcome.out)
                        self.assertEqual(outcome.lines[0]["iface"], "lo")
