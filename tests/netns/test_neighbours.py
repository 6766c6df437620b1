# SPDX-License-Identifier: Apache-2.0
"""stamp is no nuisance: what else lives on the interface goes on living."""

import contextlib
import itertools
import re
import threading
import unittest

from counting_program import TCX_EGRESS, TCX_INGRESS, CountingProgram
from stamp_client import QUICK, Client, eventually
from support import path, stamp_packet
from support.host import require_root
from support.packet_socket import Capture
from support.program import Reflector, Running, send

HOOKS = ("tcx", "clsact")


def setUpModule():
    require_root()


@contextlib.contextmanager
def echo_service(port, family, number=5353):
    """Answers every datagram with itself."""
    with Client(port, family, number=number) as service:
        def serve():
            while True:
                try:
                    payload, asker = service.receive()
                except OSError:  # TimeoutError: nobody asks
                    return
                if payload == b"end":
                    return
                service.send(payload, asker)
        thread = threading.Thread(target=serve)
        thread.start()
        try:
            yield
        finally:
            with Client(port, family) as stopper:
                stopper.send(b"end", (port.ipv6 if family == 6 else port.ipv4, number))
            thread.join()


class ForeignTraffic(unittest.TestCase):
    def test_another_udp_service_works_next_to_both_roles(self):
        for hook, offload in itertools.product(HOOKS, (True, False)):
            with path.direct_path(offload=offload) as way, \
                    Reflector(way.far, options=("--hook", hook)), \
                    Running(way.near.host, "sender", "eth0", way.far.ipv4, "--json", "-i", "5ms",
                            "--hook", hook) as sender:
                sender.said('"packet"')
                for family in (4, 6):
                    with self.subTest(hook=hook, offload=offload, family=family), \
                            echo_service(way.far, family), Client(way.near, family) as client:
                        to = (way.far.ipv6 if family == 6 else way.far.ipv4, 5353)
                        # What looks like ours, but for the port, and what does not.
                        for payload in (b"", b"x", stamp_packet.Request(1).pack(), bytes(14),
                                        bytes(range(256)) * 5, bytes(5000)):
                            client.send(payload, to)
                            self.assertEqual(client.receive(), (payload, to))
                self.assertEqual(sender.stop().code, 0)

    def test_a_client_of_another_reflector_on_this_host_gets_its_replies(self):
        """A reply to port 862 of a host that reflects goes up to the program that asked."""
        with path.direct_path() as way, Reflector(way.near), Reflector(way.far), \
                Client(way.near, number=20001) as client:
            self.assertEqual(client.ask(stamp_packet.Request(4).pack(),
                                        (way.far.ipv4, 862)).seq, 4)
        with path.direct_path() as way, Reflector(way.near), \
                Client(way.near, number=862) as asking, Client(way.far, number=862) as answering:
            asking.send(stamp_packet.Request(1).pack(), (way.far.ipv4, 862))
            answering.receive()
            reply = stamp_packet.Reply(1, stamp_packet.ntp(10**18), 0x8f84, 0,
                                       stamp_packet.ntp(10**18), 1, bytes(8), 0x8f84, bytes(2),
                                       64, bytes(3)).pack()
            answering.send(reply, (way.near.ipv4, 862))
            self.assertEqual(asking.receive()[0], reply)

    def test_packets_of_others_to_the_senders_port_reach_others(self):
        with path.direct_path() as way, Reflector(way.far), \
                Client(way.near, number=20000) as client, echo_service(way.far, 4), \
                Running(way.near.host, "sender", "eth0", way.far.ipv4, "--json", "-i", "5ms",
                        "-s", 20001) as sender:
            sender.said('"packet"')
            client.send(b"hello", (way.far.ipv4, 5353))
            self.assertEqual(client.receive()[0], b"hello")
            self.assertEqual(sender.stop().summary["unexpected"], 0)


class OtherPrograms(unittest.TestCase):
    def measure(self, way):
        outcome = send(way.near, way.far.ipv4, "-c", 5, *QUICK)
        self.assertEqual((outcome.code, outcome.summary["received"]), (0, 5), outcome.err)

    def ping(self, way, count=3):
        """Foreign packets: a datagram each way."""
        with echo_service(way.far, 4), Client(way.near) as client:
            for _ in range(count):
                client.send(b"foreign", (way.far.ipv4, 5353))
                client.receive()

    def test_a_tcx_program_that_came_before_or_comes_after_sees_what_is_not_ours(self):
        for flags in (0, CountingProgram.BEFORE):
            for first in (True, False):
                with self.subTest(flags=flags, first=first), path.direct_path() as way, \
                        contextlib.ExitStack() as stack:
                    def count(kind):
                        return stack.enter_context(CountingProgram(way.far, kind, flags))
                    if first:
                        counters = [count(kind) for kind in (TCX_INGRESS, TCX_EGRESS)]
                    stack.enter_context(Reflector(way.far))
                    if not first:
                        counters = [count(kind) for kind in (TCX_INGRESS, TCX_EGRESS)]
                    before = counters[0].count
                    self.measure(way)
                    seen_of_ours = counters[0].count - before
                    # Attached before us, it sees requests too; ours is first otherwise.
                    in_front = bool(flags) and not first
                    self.assertTrue(seen_of_ours >= 5 if in_front else seen_of_ours < 5,
                                    seen_of_ours)
                    before = [counter.count for counter in counters]
                    self.ping(way)
                    for counter, was in zip(counters, before):
                        self.assertGreaterEqual(counter.count - was, 3)

    def test_a_tc_filter_goes_on_counting_and_outlives_us(self):
        for hook in HOOKS:
            with self.subTest(hook=hook), path.direct_path() as way:
                host = way.far.host
                host.run("ip", "link", "add", "sink", "type", "veth", "peer", "name", "drain")
                host.run("tc", "qdisc", "add", "dev", "eth0", "clsact")
                added = host.run("tc", "filter", "add", "dev", "eth0", "ingress", "protocol", "ip",
                                 "prio", "7", "u32", "match", "ip", "dport", "5353", "0xffff",
                                 "action", "mirred", "egress", "mirror", "dev", "sink", check=False)
                if added.returncode != 0:
                    self.skipTest(f"no u32 filter with mirred here: {added.stderr.strip()}")

                def counted():
                    shown = host.run("tc", "-s", "filter", "show", "dev", "eth0", "ingress").stdout
                    return int(re.search(r"Sent \d+ bytes (\d+) pkt", shown)[1])
                with Reflector(way.far, options=("--hook", hook)) as reflector:
                    self.ping(way)
                    self.measure(way)
                    self.assertGreaterEqual(counted(), 3)
                    before = counted()
                    reflector.stop()
                self.ping(way)
                self.assertGreaterEqual(counted() - before, 3)
                shown = host.run("tc", "filter", "show", "dev", "eth0", "ingress").stdout
                self.assertNotIn("stamp", shown)


class OtherReflectors(unittest.TestCase):
    def test_a_second_reflector_on_the_same_port_is_refused(self):
        for hook in HOOKS:
            with self.subTest(hook=hook), path.direct_path() as way, \
                    Reflector(way.far, options=("--hook", hook)), \
                    Running(way.far.host, "reflector", "eth0", "--hook", hook) as second:
                outcome = second.wait()
                self.assertEqual(outcome.code, 4, outcome.err)
                self.assertRegex(outcome.err, r"\Astamp: port 862 of eth0 has a reflector already"
                                              r".*\ntry: (?!-s).*\n\Z")
                # The first one has not noticed.
                sent = send(way.near, way.far.ipv4, "-c", 2, *QUICK)
                self.assertEqual(sent.summary["received"], 2)

    def test_a_second_reflector_on_another_port_is_welcome(self):
        for hooks in itertools.product(HOOKS, repeat=2):
            with self.subTest(hooks=hooks), path.direct_path() as way, \
                    Reflector(way.far, options=("--hook", hooks[0])), Capture(way.near):
                with Reflector(way.far, options=("--hook", hooks[1], "-p", "20000")) as second:
                    for port in (862, 20000):
                        outcome = send(way.near, way.far.ipv4, "-c", 2, *QUICK, "-d", port)
                        self.assertEqual(outcome.summary["received"], 2, port)
                    second.stop()
                outcome = send(way.near, way.far.ipv4, "-c", 2, *QUICK)
                self.assertEqual(outcome.summary["received"], 2)

    def test_a_sender_works_next_to_a_reflector(self):
        for hook in HOOKS:
            with self.subTest(hook=hook), path.direct_path() as way, \
                    Reflector(way.near, options=("--hook", hook)), \
                    Reflector(way.far, options=("--hook", hook)):
                there = send(way.near, way.far.ipv4, "-c", 3, *QUICK, "--hook", hook)
                back = send(way.far, way.near.ipv4, "-c", 3, *QUICK, "--hook", hook)
                for outcome in (there, back):
                    self.assertEqual(outcome.summary["received"], 3)
                    self.assertNotEqual(outcome.lines[0]["src"]["port"], 862)
                    warning, = outcome.of_type("warning")
                    self.assertEqual(warning["code"], "source_port")
                    self.assertIn("a reflector on eth0 has it", warning["detail"])

    def test_the_reflectors_port_is_free_again_when_it_ends(self):
        with path.direct_path() as way:
            for hook in HOOKS:
                with Reflector(way.far, options=("--hook", hook)) as first:
                    first.stop()
                with Reflector(way.far, options=("--hook", hook)):
                    eventually(lambda: send(way.near, way.far.ipv4, "-c", 1,
                                            *QUICK).summary["received"] == 1)
