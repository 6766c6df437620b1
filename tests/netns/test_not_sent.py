# SPDX-License-Identifier: Apache-2.0
"""What does not leave this host is no loss of the path, and every bounded run ends."""

import unittest

from json_schema import faults_of_line
from support import path
from support.host import require_root
from support.program import Reflector, Running, send

FEW = ("-c", "5", "-i", "20ms", "-w", "200ms")
SOCKET = ("--hook", "socket")
NOBODY = "192.0.2.99"
BEHIND = "203.0.113.7"  # an address of the far host that is not on the link

DROP_OUTPUT = ("add table ip t; add chain ip t o { type filter hook output priority 0; }; "
               "add rule ip t o udp dport 862 drop")
DROP_EGRESS = ("add table netdev t; add chain netdev t e "
               "{ type filter hook egress device eth0 priority 0; }; "
               "add rule netdev t e udp dport 862 drop")
OTHER_PORT = ("add table ip t; add chain ip t p { type nat hook postrouting priority 100; }; "
              "add rule ip t p udp dport 862 masquerade to :30000-40000 random")
OTHER_TARGET = ("add table ip t; add chain ip t o { type nat hook output priority -100; }; "
                "add rule ip t o udp dport 862 dnat to 192.0.2.2:4000")


def setUpModule():
    require_root()


class Case(unittest.TestCase):
    def filter(self, port, rules):
        done = port.host.run("nft", rules, check=False)
        if done.returncode != 0:
            self.skipTest(f"nft: {done.stderr.strip()}")

    def check_lines(self, outcome):
        self.assertEqual([fault for line in outcome.lines for fault in faults_of_line(line)], [])

    def check_nothing_left(self, outcome, reason, code=None):
        self.check_lines(outcome)
        summary = outcome.summary
        self.assertEqual((outcome.code, summary["exit"]), (7, 7), outcome.err)
        self.assertEqual([summary[key] for key in ("sent", "received", "lost", "not_sent")],
                         [0, 0, 0, 5])
        self.assertEqual(summary["not_sent_reasons"][reason], 5)
        self.assertEqual(summary["reason"], code or reason)
        self.assertEqual([packet.get("not_sent") for packet in outcome.packets], [True] * 5)
        # A socket has nothing to pin, and says so.
        reported, = [w for w in outcome.of_type("warning") if w["code"] != "pin_failed"]
        self.assertEqual(reported["code"], "send_failed")
        self.assertRegex(outcome.err, r"\Astamp: no request left this host: .*\ntry: .*\n\Z")


class NothingLeaves(Case):
    def test_a_packet_filter_refuses_it(self):
        with path.direct_path() as way:
            self.filter(way.near, DROP_OUTPUT)
            self.check_nothing_left(send(way.near, way.far.ipv4, *FEW), "filtered")

    def test_a_filter_at_the_egress_hook_drops_it_and_no_queue_is_full(self):
        with path.direct_path() as way:
            self.filter(way.near, DROP_EGRESS)
            self.check_nothing_left(send(way.near, way.far.ipv4, *FEW), "egress_dropped")

    def test_no_neighbour_answers(self):
        for target in (NOBODY, "2001:db8::99"):
            with self.subTest(target=target), path.direct_path() as way:
                outcome = send(way.near, target, *FEW)
                self.check_nothing_left(outcome, "neighbour_unresolved")
                self.assertIn(f"neighbour {target}", outcome.err)

    def test_the_route_goes_by_another_interface(self):
        with path.direct_path() as way:
            host = way.near.host
            host.run("ip", "link", "add", "eth1", "type", "veth", "peer", "name", "peer1")
            for name in ("eth1", "peer1"):
                host.run("ip", "link", "set", name, "up")
            host.run("ip", "address", "add", "198.51.100.1/24", "dev", "eth1")
            with Running(host, "sender", "eth1", way.far.ipv4, "--json", *FEW) as sender:
                outcome = sender.wait()
            self.check_nothing_left(outcome, "no_route", "other_interface")
            self.assertIn("goes through eth0, not by eth1", outcome.err)

    def test_in_text(self):
        with path.direct_path() as way:
            self.filter(way.near, DROP_OUTPUT)
            with Running(way.near.host, "sender", "eth0", way.far.ipv4, *FEW) as sender:
                outcome = sender.wait()
            self.assertEqual(outcome.out.count("warning: send_failed: "), 1)
            self.assertIn("seq=4 not sent (filtered)\n", outcome.out)
            self.assertIn("0 sent, 0 received, 0 lost,", outcome.out)
            self.assertIn(", 5 not sent (filtered)", outcome.out)
            # The reason is an error, and reported as such alone.
            self.assertNotIn("no reply", outcome.out)
            self.assertEqual(outcome.err.count("no request left this host"), 1)

    def test_no_target_can_be_reached(self):
        """Each has its reason in the summary, and the error repeats none."""
        with path.direct_path() as way, \
                Running(way.near.host, "sender", "eth0", NOBODY, "192.0.2.98", *FEW) as sender:
            outcome = sender.wait()
            self.assertEqual(outcome.code, 7)
            for target in (NOBODY, "192.0.2.98"):
                self.assertEqual(outcome.out.count(
                    f"{target}: no reply: no request left this host: "), 1, outcome.out)
            self.assertRegex(outcome.err,
                             r"\Astamp: no request left this host, to any of the targets\n"
                             r"try: .*\n\Z")

    def test_one_bad_target_among_good_ones_ends_as_well(self):
        with path.direct_path() as way, Reflector(way.far), \
                Running(way.near.host, "sender", "eth0", way.far.ipv4, NOBODY, "--json",
                        *FEW) as sender:
            outcome = sender.wait()
            good, bad = outcome.of_type("summary")
            self.assertEqual((outcome.code, good["received"], good["reason"]), (0, 5, None))
            self.assertEqual((bad["sent"], bad["lost"], bad["not_sent"]), (0, 0, 5))
            self.assertEqual(bad["reason"], "neighbour_unresolved")


class AtASocket(Case):
    """Without a program at egress it is the kernel's word that counts, and it is as good."""

    def test_a_packet_filter_refuses_it(self):
        with path.direct_path() as way:
            self.filter(way.near, DROP_OUTPUT)
            self.check_nothing_left(send(way.near, way.far.ipv4, *FEW, *SOCKET), "filtered")

    def test_a_filter_at_the_egress_hook_drops_it(self):
        with path.direct_path() as way:
            self.filter(way.near, DROP_EGRESS)
            self.check_nothing_left(send(way.near, way.far.ipv4, *FEW, *SOCKET),
                                    "egress_dropped")

    def test_no_neighbour_answers(self):
        for target in (NOBODY, "2001:db8::99"):
            with self.subTest(target=target), path.direct_path() as way:
                outcome = send(way.near, target, *FEW, *SOCKET)
                self.check_nothing_left(outcome, "neighbour_unresolved")
                self.assertIn(f"neighbour {target}", outcome.err)

    def test_one_bad_target_among_good_ones(self):
        with path.direct_path() as way, Reflector(way.far), \
                Running(way.near.host, "sender", "eth0", way.far.ipv4, NOBODY, "--json", *FEW,
                        *SOCKET) as sender:
            outcome = sender.wait()
            good, bad = outcome.of_type("summary")
            self.assertEqual((outcome.code, good["sent"], good["received"]), (0, 5, 5))
            self.assertEqual((bad["sent"], bad["lost"], bad["not_sent"]), (0, 0, 5))

    def test_what_leaves_and_is_not_answered_is_lost(self):
        with path.direct_path() as way:
            outcome = send(way.near, way.far.ipv4, *FEW, *SOCKET)
            summary = outcome.summary
            self.assertEqual([summary[key] for key in ("sent", "lost", "not_sent")], [5, 5, 0])

    def test_a_request_that_waited_for_its_neighbour_is_sent(self):
        """The first is held back until the neighbour has been found."""
        with path.direct_path() as way, Reflector(way.far):
            way.near.host.run("ip", "neigh", "flush", "dev", "eth0")
            outcome = send(way.near, way.far.ipv4, *FEW, *SOCKET)
            summary = outcome.summary
            self.assertEqual([summary[key] for key in ("sent", "received", "not_sent")],
                             [5, 5, 0])

    def test_a_load_knows_of_none_but_those_that_are_refused(self):
        with path.direct_path() as way:
            outcome = send(way.near, NOBODY, "-c", "20", "-i", "500us", "-w", "200ms", "--force",
                           *SOCKET)
            summary = outcome.summary
            self.assertEqual(summary["sent"] + summary["not_sent"], 20)
            self.assertEqual(summary["received"], 0)
            self.filter(way.near, DROP_OUTPUT)
            outcome = send(way.near, way.far.ipv4, "-c", "20", "-i", "500us", "-w", "200ms",
                           "--force", *SOCKET)
            self.assertEqual((outcome.code, outcome.summary["not_sent_reasons"]["filtered"]),
                             (7, outcome.summary["not_sent"]))


class InMidRun(Case):
    """All is well, and then it is not."""

    def measure(self, way, target, change, *options):
        with Running(way.near.host, "sender", "eth0", target, "--json", "-i", "20ms", "-w",
                     "300ms", *options) as sender:
            sender.said('"rtt_ns"')
            change()
            sender.said('"send_failed"')
            outcome = sender.stop()
        self.check_lines(outcome)
        summary = outcome.summary
        self.assertEqual(summary["received"] + summary["lost"], summary["sent"])
        self.assertEqual(len(outcome.packets), summary["sent"] + summary["not_sent"])
        self.assertGreater(summary["not_sent"], 0)
        return outcome

    def check(self, outcome, reason):
        summary = outcome.summary
        self.assertEqual((outcome.code, summary["lost"]), (0, 0), summary)
        self.assertEqual(summary["not_sent_reasons"][reason], summary["not_sent"])
        self.assertIsNone(summary["reason"])

    def test_a_filter_comes(self):
        for options in ((), SOCKET):
            with self.subTest(options=options), path.direct_path() as way, Reflector(way.far):
                self.check(self.measure(way, way.far.ipv4,
                                        lambda w=way: self.filter(w.near, DROP_OUTPUT),
                                        *options), "filtered")

    def test_the_address_is_flushed(self):
        for family in (4, 6):
            with self.subTest(family=family), path.direct_path() as way, Reflector(way.far):
                target = way.far.ipv6 if family == 6 else way.far.ipv4
                outcome = self.measure(way, target, lambda w=way: w.near.host.run(
                    "ip", "address", "flush", "dev", "eth0"))
                reasons = outcome.summary["not_sent_reasons"]
                self.assertEqual(outcome.summary["lost"], 0)
                self.assertEqual(reasons["no_address"] + reasons["no_route"],
                                 outcome.summary["not_sent"])

    def test_the_route_is_withdrawn(self):
        with path.direct_path() as way:
            far = way.far.host
            far.run("ip", "address", "add", BEHIND, "dev", "lo")
            far.run("sysctl", "-qw", "net.ipv4.conf.all.arp_ignore=1")
            for options in ((), SOCKET):
                way.near.host.run("ip", "route", "add", BEHIND, "via", way.far.ipv4)
                with self.subTest(options=options), \
                        Reflector(way.far, options=("--address", BEHIND)):
                    self.check(self.measure(way, BEHIND, lambda: way.near.host.run(
                        "ip", "route", "del", BEHIND), *options), "no_route")

    def test_a_rule_comes_that_refuses_what_only_these_packets_have(self):
        """Nothing is in the way of any other packet to the target. From a socket that is bound to
        its interface IPv4 sends all the same, as if to a neighbour."""
        for target, rule in (
                (BEHIND, ("-4", "ipproto", "udp", "dport", "862")), (BEHIND, ("-4", "fwmark", "7")),
                (BEHIND, ("-4", "tos", "0x10")),
                ("2001:db8::2", ("-6", "ipproto", "udp", "dport", "862")),
                ("2001:db8::2", ("-6", "fwmark", "7")), ("2001:db8::2", ("-6", "tos", "0x10"))):
            family, *what = rule
            with self.subTest(rule=rule), path.direct_path() as way:
                far, near = way.far.host, way.near.host
                far.run("ip", "address", "add", BEHIND, "dev", "lo")
                far.run("sysctl", "-qw", "net.ipv4.conf.all.arp_ignore=1")
                near.run("ip", "route", "add", BEHIND, "via", way.far.ipv4)
                with Reflector(way.far, options=("--address", target)):
                    outcome = self.measure(
                        way, target,
                        lambda: near.run("ip", family, "rule", "add", *what, "prohibit"),
                        "--mark", "7", "--dscp", "4")
                self.check(outcome, "no_route")
                reported = [w["detail"] for w in outcome.of_type("warning")
                        if w["code"] == "send_failed"]
                self.assertIn("this host's routes or rules forbid such packets (prohibit)",
                              "".join(reported))

    def test_the_mtu_falls(self):
        with path.direct_path() as way, Reflector(way.far):
            self.check(self.measure(way, way.far.ipv4, lambda: way.near.set("mtu", 1000),
                                    "-l", "1400"), "too_long")

    def test_the_carrier_goes(self):
        """What was on the wire meanwhile is lost; what comes behind it is not."""
        with path.direct_path() as way, Reflector(way.far):
            outcome = self.measure(way, way.far.ipv4, lambda: way.far.set("down"))
            self.assertEqual(outcome.summary["not_sent_reasons"]["link_down"],
                             outcome.summary["not_sent"])


class Translated(Case):
    def test_requests_that_leave_by_another_port_or_to_another_target_are_reported(self):
        for rules in (OTHER_PORT, OTHER_TARGET):
            with self.subTest(rules=rules), path.direct_path() as way, Reflector(way.far):
                self.filter(way.near, rules)
                outcome = send(way.near, way.far.ipv4, *FEW)
                self.check_lines(outcome)
                summary = outcome.summary
                self.assertEqual((outcome.code, summary["sent"], summary["lost"],
                                  summary["not_sent"]), (1, 5, 5, 0))
                self.assertEqual(summary["reason"], "address_translation")
                codes = [reported["code"] for reported in outcome.of_type("warning")]
                self.assertEqual(codes.count("address_translation"), 1)
                self.assertNotIn("send_failed", codes)
