# SPDX-License-Identifier: Apache-2.0
"""A reflector on an interface that has no address: a port of a bridge, an unnumbered link."""

import json
import unittest

from json_schema import faults_of_line
from persistent import HOOKS, codes, good, shown
from stamp_client import QUICK, eventually
from support import path
from support.host import require_root
from support.link import Port, introduce
from support.program import Reflector, send

OTHER_MAC = "02:00:00:00:00:77"
NOTHING = "has no address: requests are not answered"


def setUpModule():
    require_root()


def bridged(way, mac=None):
    """The far side's address is a bridge's now, whose port is eth0; the Port that br0 is."""
    host, far = way.far.host, way.far
    host.run("ip", "link", "add", "br0", "type", "bridge")
    if mac:
        host.run("ip", "link", "set", "br0", "address", mac)
    host.run("ip", "address", "del", f"{far.ipv4}/24", "dev", "eth0")
    host.run("ip", "address", "del", f"{far.ipv6}/64", "dev", "eth0")
    far.set("addrgenmode", "none")
    far.set("master", "br0")
    far.set("down")
    far.set("up")
    host.run("ip", "link", "set", "br0", "up")
    host.run("ip", "address", "add", f"{far.ipv4}/24", "dev", "br0")
    bridge = Port(host, "br0", mac or far.mac, far.ipv4, None)
    introduce(way.near, bridge)
    return bridge


class Unnumbered(unittest.TestCase):
    def check_answered(self, way):
        outcome = send(way.near, way.far.ipv4, "-c", 3, *QUICK)
        self.assertEqual((outcome.code, outcome.summary["received"]), (0, 3), outcome.err)

    def test_a_link_without_addresses_is_reported_at_once_and_its_first_address_followed(self):
        with path.direct_path(ipv4=None, ipv6=None) as way:
            with Reflector(way.far, options=("--json",)) as reflector:
                reflector.said(f"eth0 {NOTHING}; try: ip address add ADDR dev eth0")
                way.far.address("add", "192.0.2.2/24")
                way.near.address("add", "192.0.2.1/24")
                way.far.ipv4, way.near.ipv4 = "192.0.2.2", "192.0.2.1"
                introduce(way.near, way.far)
                self.check_answered(way)
                way.far.address("del", "192.0.2.2/24")
                eventually(lambda: reflector.so_far()[1].count(NOTHING) == 2)
                outcome = reflector.stop()
            warnings = outcome.of_type("warning")
            self.assertEqual([w["code"] for w in warnings], ["no_addresses"] * 2)
            self.assertEqual([f for line in outcome.lines for f in faults_of_line(line)], [])

    def test_without_a_process_it_is_reported_by_add_and_by_show(self):
        with path.direct_path(ipv4=None, ipv6=None) as way:
            done = good(way.far.host, "reflector", "add", "eth0")
            self.assertIn(NOTHING, done.stderr)
            self.assertEqual(codes(shown(way.far.host)[0]), ["no_addresses"])
            stats = json.loads(good(way.far.host, "stats", "--json").stdout)
            self.assertEqual(codes(stats["interfaces"][0]), ["no_addresses"])
            good(way.far.host, "reflector", "del", "eth0")

    def test_of_a_port_the_bridge_is_named_and_a_reflector_there_answers(self):
        for hook in HOOKS:
            with self.subTest(hook=hook), path.direct_path() as way:
                bridge = bridged(way)
                with Reflector(way.far, options=("--hook", hook)) as reflector:
                    reflector.said(f"eth0 {NOTHING}: it is a port of the bridge br0; "
                                   "try: stamp reflector br0")
                with Reflector(bridge, options=("--hook", hook)):
                    self.check_answered(way)

    def test_address_on_a_port_answers_frames_to_the_bridge_whatever_its_mac(self):
        for hook in HOOKS:
            for mac in (None, OTHER_MAC):
                with self.subTest(hook=hook, mac=mac), path.direct_path() as way:
                    bridged(way, mac)
                    with Reflector(way.far, options=("--hook", hook, "--address",
                                                     way.far.ipv4)) as reflector:
                        self.check_answered(way)
                        self.assertNotIn("no address", reflector.so_far()[1])
                    good(way.far.host, "reflector", "add", "eth0", "--hook", hook, "--address",
                         way.far.ipv4)
                    self.check_answered(way)
                    good(way.far.host, "reflector", "del", "eth0")

    def test_a_mac_that_changes_is_followed(self):
        for hook in HOOKS:
            with self.subTest(hook=hook), path.direct_path() as way:
                bridge = bridged(way)
                with Reflector(way.far, options=("--hook", hook, "--address", way.far.ipv4)):
                    self.check_answered(way)
                    way.far.host.run("ip", "link", "set", "br0", "address", OTHER_MAC)
                    bridge.mac = OTHER_MAC
                    introduce(way.near, bridge)
                    eventually(lambda: send(way.near, way.far.ipv4, "-c", 1, "-w",
                                            "200ms").code == 0)


if __name__ == "__main__":
    unittest.main()
