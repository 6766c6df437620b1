# SPDX-License-Identifier: Apache-2.0
"""Which addresses a reflector answers to: those that the kernel takes for its own. R8762-22"""

import tempfile
import unittest

from persistent import HOOKS, good, shown
from stamp_client import QUICK, Client, eventually
from support import path, stamp_packet
from support.host import Host, require_root
from support.link import Port, introduce
from support.program import Reflector, Running, send

LEASE = "10.9.0.2"  # as cloud leases set it: a /32 whose broadcast address is itself
MOST = 1024


def setUpModule():
    require_root()


def lease(way):
    way.far.address("add", f"{LEASE}/32", "brd", LEASE)
    way.near.host.run("ip", "route", "add", LEASE, "dev", "eth0")


def answers(client, address):
    client.send(stamp_packet.Request(1).pack(), (address, 862))
    return bool(client.hears(0.1))


def batch(host, lines):
    """ip(8) with many lines at once."""
    with tempfile.NamedTemporaryFile("w", encoding="ascii") as file:
        file.write("".join(line + "\n" for line in lines))
        file.flush()
        host.run("ip", "-batch", file.name)


class LocalTable(unittest.TestCase):
    def check_answered(self, way, address):
        outcome = send(way.near, address, "-c", 3, *QUICK)
        self.assertEqual((outcome.code, outcome.summary["received"]), (0, 3), outcome.err)

    def test_an_address_that_is_its_own_broadcast_is_answered(self):
        for hook in HOOKS:
            with self.subTest(hook=hook), path.direct_path() as way:
                lease(way)
                with Reflector(way.far, options=("--hook", hook)):
                    self.check_answered(way, LEASE)
                good(way.far.host, "reflector", "add", "eth0", "--hook", hook)
                self.check_answered(way, LEASE)
                self.assertIn(LEASE, shown(way.far.host)[0]["addresses"])
                self.assertEqual(shown(way.far.host)[0]["warnings"], [])
                good(way.far.host, "reflector", "del", "eth0")

    def test_a_range_that_was_made_local_is_answered_and_followed(self):
        with path.direct_path() as way, Reflector(way.far), Client(way.near) as client:
            way.near.host.run("ip", "route", "add", "198.18.0.0/16", "via", way.far.ipv4)
            self.assertFalse(answers(client, "198.18.7.9"))
            way.far.host.run("ip", "route", "add", "local", "198.18.0.0/16", "dev", "eth0")
            eventually(lambda: answers(client, "198.18.7.9"))
            self.check_answered(way, "198.18.255.1")
            way.far.host.run("ip", "route", "del", "local", "198.18.0.0/16", "dev", "eth0")
            eventually(lambda: not answers(client, "198.18.7.9"))

    def test_an_interface_of_a_vrf_answers_to_its_addresses(self):
        with path.direct_path() as way:
            made = way.far.host.run("ip", "link", "add", "blue", "type", "vrf", "table", "77",
                                    check=False)
            if made.returncode != 0:
                self.skipTest("this kernel has no VRF")
            way.far.host.run("ip", "link", "set", "blue", "up")
            with Reflector(way.far), Client(way.near) as client:
                way.far.set("master", "blue")
                introduce(way.near, way.far)
                eventually(lambda: answers(client, way.far.ipv4))
                way.far.set("nomaster")
                introduce(way.near, way.far)
                eventually(lambda: answers(client, way.far.ipv4))

    def test_on_lo_the_first_packet_finds_the_addresses(self):
        """Destination Node Address, right after the start: R9503-01"""
        with Host("alone") as host:
            lo = Port(host, "lo", "", "127.0.0.1", "::1")
            for target in ("127.0.0.1", "127.5.6.7"):
                with Running(host, "sender", "lo", target, "--json", "-i", "1ms", "-w", "1s",
                             "-s", 5000, "--tlv", f"destination-node-address:{target}") as sender:
                    sender.said('"packet"')
                    with Reflector(lo):
                        sender.said('"rtt_ns"')
                        before = sender.so_far()[0].count('"rtt_ns"')
                        eventually(lambda n=before: sender.so_far()[0].count('"rtt_ns"') > n + 20)
                    reported = sender.stop().summary["tlvs"]["destination_node_address"]
                self.assertGreater(reported["answered"], 20)
                self.assertEqual(reported["unrecognised"], 0)


    def test_with_an_address_that_one_alone_is_answered(self):
        """The kernel takes all of 127.0.0.0/8 for its own."""
        with Host("alone") as host:
            lo = Port(host, "lo", "", "127.0.0.1", "::1")
            for hook in (*HOOKS, "xdp"):
                options = ("--address", "127.0.0.1", "--hook", hook)
                with self.subTest(hook=hook):
                    with Reflector(lo, options=options):
                        self.check_alone(lo)
                    good(host, "reflector", "add", "lo", *options)
                    self.check_alone(lo)
                    good(host, "reflector", "change", "lo", "--rate", "2000")
                    self.check_alone(lo)
                    good(host, "reflector", "del", "lo")

    def check_alone(self, port):
        for address, answered in (("127.0.0.1", True), ("127.0.0.2", False), ("::1", False)):
            family = 6 if ":" in address else 4
            with Client(port, family, source="::1" if family == 6 else "127.0.0.1") as client:
                self.assertEqual(answers(client, address), answered, address)


class VeryMany(unittest.TestCase):
    def many(self, count):
        return [f"10.{64 + n // 250}.0.{n % 250 + 1}/16" for n in range(count)]

    def test_of_as_many_as_there_is_room_for_each_can_be_exchanged(self):
        with path.direct_path() as way:
            host = way.far.host
            own = self.many(MOST - 2)  # next to 192.0.2.2 and a link-local one
            way.far.address("del", f"{way.far.ipv6}/64")
            batch(host, [f"address add {address} dev eth0" for address in own])
            way.near.host.run("ip", "route", "add", "10.0.0.0/8", "via", way.far.ipv4)
            with Reflector(way.far) as reflector, Client(way.near) as client:
                for address in (own[0], own[-1]):
                    self.assertTrue(answers(client, address.split("/")[0]))
                way.far.address("del", own[1])  # one that takes no others with it
                way.far.address("add", "10.200.0.1/16")
                eventually(lambda: answers(client, "10.200.0.1"))
                eventually(lambda: not answers(client, own[1].split("/")[0]))
                self.assertTrue(answers(client, own[-1].split("/")[0]))
                self.assertNotIn("at most\n", reflector.so_far()[1])
                # One more than can be answered: reported, and the others go on.
                batch(host, [f"address add 10.201.0.{n}/16 dev eth0" for n in range(1, 9)])
                reflector.said("can be answered at most")
                self.assertTrue(answers(client, "10.200.0.1"))

    def test_more_than_that_is_an_error_with_a_cure(self):
        with path.direct_path() as way:
            batch(way.far.host, [f"address add {a} dev eth0" for a in self.many(MOST)])
            for words in (("reflector", "eth0"), ("reflector", "add", "eth0")):
                with Running(way.far.host, *words) as reflector:
                    outcome = reflector.wait()
                self.assertEqual(outcome.code, 4)
                self.assertIn("1024 can be answered at most", outcome.err)
                self.assertIn("\ntry: --address", outcome.err)
            with Reflector(way.far, options=("--address", way.far.ipv4)):
                self.assertEqual(send(way.near, way.far.ipv4, "-c", 3, *QUICK).code, 0)


if __name__ == "__main__":
    unittest.main()
