# SPDX-License-Identifier: Apache-2.0
"""A route or a name that changes while a sender runs is reported, and once."""

import contextlib
import time
import unittest

from support import path
from support.host import Host, require_root
from support.hosts_file import hosts_file
from support.link import link
from support.program import READY_TIMEOUT_S, Reflector, Running, stamp

RUNNING = '"type":"packet"'
PATIENCE_S = 3 * READY_TIMEOUT_S  # names are asked for every few seconds, on a busy machine


def setUpModule():
    require_root()


def warnings(outcome, code):
    return [(w.get("session"), w["detail"]) for w in outcome.of_type("warning")
            if w["code"] == code]


class Routes(unittest.TestCase):
    @contextlib.contextmanager
    def sender(self, *options):
        """Measures 192.0.2.2 and 2001:db8::2 by eth0; eth1 is there as well."""
        with Host("near") as near, Host("far") as far:
            _, end = link(near, far)
            link(near, far, ("eth1", "eth1"), ("198.51.100.1/24", "198.51.100.2/24"),
                 ("2001:db8:1::1/64", "2001:db8:1::2/64"))
            with Reflector(end), \
                    Running(near, "sender", *options, "--json", "-i", "20ms") as sender:
                sender.said(RUNNING)
                yield near, sender

    def test_a_route_that_moves_to_another_interface(self):
        for family, target, session in (("-4", "192.0.2.2", 1), ("-6", "2001:db8::2", 2)):
            reported = "is reached through eth1 now, but requests still leave by eth0"
            with self.subTest(target=target), \
                    self.sender("auto", "192.0.2.2", "2001:db8::2") as (near, sender):
                near.run("ip", family, "route", "add", target, "dev", "eth1")
                sender.said("route_changed")
                # Each change of the routes is a reason to look again; the same news is not.
                near.run("ip", family, "route", "add", "203.0.113.9" if family == "-4" else
                         "2001:db8:9::9", "dev", "eth1")
                near.run("ip", family, "route", "del", target, "dev", "eth1")
                self.look_around(sender)
                near.run("ip", family, "route", "add", target, "dev", "eth1")
                self.wait_for(lambda: sender.so_far()[0].count("route_changed") == 2)
                metrics = near.run(stamp(), "stats", "--openmetrics").stdout
                outcome = sender.stop()
                found = warnings(outcome, "route_changed")
                self.assertEqual([s for s, _ in found], [session, session])
                counted = {s["session"]: s["route_changes"] for s in outcome.of_type("summary")}
                self.assertEqual(counted, {session: 2, 3 - session: 0})
                self.assertIn(f'stamp_route_changes_total{{session="{session}",target="{target}"',
                              metrics)
                self.assertTrue(all(detail.endswith(reported) for _, detail in found), found)

    def wait_for(self, condition):
        deadline = time.monotonic() + PATIENCE_S
        while not condition():
            self.assertLess(time.monotonic(), deadline)
            time.sleep(0.01)

    def look_around(self, sender):
        """Waits for so many more lines that the sender has looked at its path meanwhile."""
        def lines():
            return len(sender.so_far()[0].splitlines())
        before = lines()
        self.wait_for(lambda: lines() > before + 80)

    def test_a_rule_that_is_added(self):
        with self.sender("auto", "192.0.2.2") as (near, sender):
            near.run("ip", "route", "add", "192.0.2.2", "dev", "eth1", "table", "7")
            near.run("ip", "rule", "add", "ipproto", "udp", "dport", "862", "table", "7")
            sender.said("route_changed")
            self.assertEqual(len(warnings(sender.stop(), "route_changed")), 1)

    def test_a_named_interface_stays_what_was_asked_for(self):
        with self.sender("eth0", "192.0.2.2") as (near, sender):
            near.run("ip", "route", "add", "192.0.2.2", "dev", "eth1")
            self.look_around(sender)
            self.assertEqual(warnings(sender.stop(), "route_changed"), [])


class Names(unittest.TestCase):
    def test_a_name_whose_address_changes(self):
        with path.direct_path() as way, Reflector(way.far), \
                hosts_file("192.0.2.2 far.test") as file, \
                Running(way.near.host, "sender", "eth0", "far.test", "--json", "-i", "20ms",
                        program=file.program) as sender:
            sender.said(RUNNING)
            file.write("192.0.2.9 far.test")
            sender.said("name_changed", PATIENCE_S)
            outcome = sender.stop()
            self.assertEqual(outcome.summary["name_changes"], 1)
            self.assertEqual(warnings(outcome, "name_changed"),
                             [(1, "far.test is 192.0.2.9 now, but requests still go to 192.0.2.2")])

    def test_a_name_that_gets_an_address_more_is_the_same(self):
        with path.direct_path() as way, Reflector(way.far), \
                hosts_file("192.0.2.2 far.test", "192.0.2.3 other.test") as file, \
                Running(way.near.host, "sender", "eth0", "far.test", "other.test", "--json",
                        "-i", "20ms", program=file.program) as sender:
            sender.said(RUNNING)
            # That the names were looked at shows by the one that did change.
            file.write("192.0.2.8 far.test", "192.0.2.2 far.test", "192.0.2.9 other.test")
            sender.said("name_changed", PATIENCE_S)
            self.assertEqual([s for s, _ in warnings(sender.stop(), "name_changed")], [2])
