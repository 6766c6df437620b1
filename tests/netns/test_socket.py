# SPDX-License-Identifier: Apache-2.0
"""The datapath of sockets: no BPF program, no capability, the same packets."""

import itertools
import re
import tempfile
import time
import unittest

import stamp_auth
from json_schema import faults_of_line
from stamp_client import QUICK, Client
from support import path, stamp_packet
from support.host import require_root
from support.program import Reflector, Running, send, stamp
from test_privilege import as_nobody, everybodys_stamp

SOCKET = ("--hook", "socket")
# Why, what it costs and the cure, without the kernel's words behind ours.
ONE_SENTENCE = ("missing CAP_BPF and CAP_NET_ADMIN: packets are stamped at a socket, so delays "
                "include part of the network stack and the process; try: .+")
HIGH = ("-p", "8620"), ("-d", "8620")  # a port that anybody may have, of either role


def setUpModule():
    require_root()


def address(port, family):
    return port.ipv6 if family == 6 else port.ipv4


class Case(unittest.TestCase):
    def check_all_received(self, outcome, count):
        self.assertEqual(outcome.code, 0, outcome.err + outcome.out)
        summary = outcome.summary
        self.assertEqual([summary[key] for key in ("sent", "received", "lost", "duplicate",
                                                   "unexpected", "not_sent")],
                         [count, count, 0, 0, 0, 0], outcome.out)
        for line in outcome.lines:
            self.assertEqual(faults_of_line(line), [])

    def check_times(self, outcome):
        """T1 to T4 in their order: both hosts have one clock."""
        for packet in outcome.packets:
            times = [packet[f"t{n}_ns"] for n in (1, 2, 3, 4)]
            self.assertEqual(times, sorted(times), outcome.out)
            self.assertGreater(packet["rtt_ns"], 0)


class Matrix(Case):
    def test_each_role_works_with_each_other_kind(self):
        """Both roles, IPv4 and IPv6, open and signed, stateless and stateful."""
        with tempfile.TemporaryDirectory() as folder, path.direct_path() as way:
            key = ("--key-file", stamp_auth.key_file(folder, "key", stamp_auth.KEY))
            for far, signed, stateful in itertools.product(("socket", "auto"), (False, True),
                                                           (False, True)):
                options = ("--hook", far, *(key if signed else ()),
                           *(("--stateful",) if stateful else ()))
                with Reflector(way.far, options=options) as reflector:
                    for near, family in itertools.product(("socket", "auto"), (4, 6)):
                        if (near, far) == ("auto", "auto"):
                            continue  # both by programs: tested elsewhere
                        with self.subTest(near=near, far=far, family=family, signed=signed,
                                          stateful=stateful):
                            outcome = send(way.near, address(way.far, family), "-c", 5, *QUICK,
                                           "--hook", near, *(key if signed else ()))
                            self.check_all_received(outcome, 5)
                            self.check_times(outcome)
                            start = outcome.lines[0]
                            self.assertEqual(start["hook"] == "socket", near == "socket")
                            numbers = [packet["reply_seq"] for packet in outcome.packets]
                            self.assertEqual(numbers, list(range(5)))
                    self.assertEqual(", socket" in reflector.so_far()[1], far == "socket")

    def test_one_run_of_both_families(self):
        with path.direct_path() as way, Reflector(way.far, options=SOCKET), \
                Running(way.near.host, "sender", "eth0", way.far.ipv4, way.far.ipv6, "--json",
                        "-c", 4, *QUICK, *SOCKET) as sender:
            outcome = sender.wait()
            self.assertEqual(outcome.code, 0, outcome.err)
            self.assertEqual([line["received"] for line in outcome.of_type("summary")], [4, 4])

    def test_the_headers_of_requests_and_replies(self):
        with path.direct_path() as way, Reflector(way.far, options=SOCKET):
            for family in (4, 6):
                with self.subTest(family=family):
                    outcome = send(way.near, address(way.far, family), "-c", 2, *QUICK, *SOCKET,
                                   "--ttl", 61, "--dscp", 46)
                    self.check_all_received(outcome, 2)
                    for packet in outcome.packets:
                        self.assertEqual((packet["ttl"], packet["reply_ttl"], packet["dscp"]),
                                         (61, 255, 46))

    def test_a_load(self):
        with path.direct_path() as way, Reflector(way.far, options=(*SOCKET, "--rate", "0")):
            outcome = send(way.near, way.far.ipv4, "-c", 2000, "-i", "200us", "-w", "5s",
                           "--force", "-q", *SOCKET)
            self.assertEqual(outcome.code, 0, outcome.err)
            summary = outcome.summary
            self.assertEqual(summary["received"] + summary["lost"], summary["sent"])
            self.assertGreater(summary["received"], 0)

    def test_loopback(self):
        with path.direct_path() as way:
            host = way.near.host
            with Running(host, "reflector", "lo", *SOCKET) as reflector:
                reflector.said("STAMP reflector on lo")
                for target in ("127.0.0.1", "::1"):
                    with self.subTest(target=target), \
                            Running(host, "sender", "lo", target, "--json", "-c", 3, "-s",
                                    "auto", *QUICK, *SOCKET) as sender:
                        self.check_all_received(sender.wait(), 3)


class Octets(Case):
    def test_a_reply_to_anybody_who_asks(self):
        """R8762-08 to R8762-14: whatever the length, and with its own DSCP."""
        with path.direct_path() as way, Reflector(way.far, options=SOCKET):
            for family in (4, 6):
                with Client(way.near, family, tos=46 << 2 | 1, ttl=77) as client:
                    for length in (14, 16, 43, 44, 45, 100, 1400):
                        with self.subTest(family=family, length=length):
                            asked = stamp_packet.Request(
                                7, timestamp=stamp_packet.ntp(time.time_ns())).pack()
                            asked = asked.ljust(length, b"\0")[:length]
                            client.send(asked, (address(way.far, family), 862))
                            octets, header = client.receive_with_header()
                            self.assertEqual(header, {"tos": 46 << 2, "ttl": 255})
                            self.assertEqual(len(octets), max(length, 44))
                            reply = stamp_packet.Reply.parse(octets)
                            self.assertEqual((reply.seq, reply.sender_seq, reply.sender_ttl),
                                             (7, 7, 77))
                            self.assertEqual(reply.sender_timestamp, asked[4:12])

    def test_tlvs_come_back_the_same_from_both_kinds(self):
        """But for times, and for the MAC address, of which a socket knows nothing."""
        tlvs = []
        for tlv in ("location", "class-of-service:af11", "timestamp-information",
                    "direct-measurement", "padding:20"):
            tlvs += ["--tlv", tlv]
        answers = []
        for hook in ("socket", "auto"):
            with path.direct_path() as way, \
                    Reflector(way.far, options=("--hook", hook, "--location-blank", "mac")):
                outcome = send(way.near, way.far.ipv4, "-c", 2, *QUICK, *SOCKET, *tlvs)
                self.check_all_received(outcome, 2)
                answers.append([packet.get("tlvs") for packet in outcome.packets])
        self.assertTrue(answers[0][0])
        self.assertEqual(answers[0], answers[1])

    def test_what_must_not_be_answered_is_counted_alike(self):
        with path.direct_path() as way, \
                Reflector(way.far, options=(*SOCKET, "--json", "--allow", "198.51.100.0/24")) \
                as reflector, Client(way.near) as client:
            client.send(stamp_packet.Request(1).pack(), (way.far.ipv4, 862))
            client.send(b"short", (way.far.ipv4, 862))
            self.assertEqual(client.hears(), [])
            verdicts = reflector.stop().of_type("stats")[0]["interfaces"][0]["verdicts"]
            self.assertEqual((verdicts["not_allowed"], verdicts["short"], verdicts["reflected"]),
                             (1, 1, 0))

    def test_a_forged_request_gets_no_answer(self):
        with tempfile.TemporaryDirectory() as folder, path.direct_path() as way:
            key = ("--key-file", stamp_auth.key_file(folder, "key", stamp_auth.KEY))
            with Reflector(way.far, options=(*SOCKET, *key)), Client(way.near) as client:
                client.send(stamp_auth.request(stamp_auth.OTHER_KEY), (way.far.ipv4, 862))
                client.send(stamp_auth.request(), (way.far.ipv4, 862))
                answers = client.hears()
                self.assertEqual(len(answers), 1)
                self.assertEqual(stamp_auth.reply(answers[0][0])["sender_seq"], 7)


class Unprivileged(Case):
    def start(self, host, program, *words):
        return Running(host, *as_nobody()[1:], program, *words, program="setpriv")

    def test_auto_measures_without_any_capability_and_says_how(self):
        with everybodys_stamp() as program, path.direct_path() as way, \
                self.start(way.far.host, program, "reflector", "eth0", *HIGH[0]) as reflector:
            reflector.said("STAMP reflector on eth0")
            for family in (4, 6):
                with self.subTest(family=family), \
                        self.start(way.near.host, program, "sender", "eth0",
                                   address(way.far, family), "--json", "-c", "3", *QUICK,
                                   *HIGH[1]) as sender:
                    outcome = sender.wait()
                    self.check_all_received(outcome, 3)
                    self.check_times(outcome)
                    self.assertEqual(outcome.lines[0]["hook"], "socket")
                    notes = outcome.of_type("warning")
                    self.assertEqual([note["code"] for note in notes],
                                     ["hook_socket", "source_port"])
                    self.assertRegex(notes[0]["detail"], ONE_SENTENCE)
            self.assertIn(", socket,", reflector.so_far()[1])
            self.assertEqual(len(re.findall(ONE_SENTENCE, reflector.so_far()[1])), 1)
            self.assertNotIn("stamp stats", reflector.so_far()[1])

    def test_in_a_user_namespace(self):
        """Root there may make a network, and may load no program."""
        script = (f"ip link set lo up; {stamp()} reflector lo -p 8620 >/dev/null & "
                  f"reflector=$!; while ! ss -Huln | grep -q 8620; do sleep 0.05; done; "
                  f"{stamp()} sender lo 127.0.0.1 -d 8620 -s auto -c 3 -i 5ms --json; code=$?; "
                  f"kill -INT $reflector; wait $reflector; exit $code")
        with path.direct_path() as way, \
                Running(way.near.host, "--map-root-user", "--net", "sh", "-c", script,
                        program="unshare") as running:
            outcome = running.wait()
            if "unshare" in outcome.err:
                self.skipTest("no user namespaces here: " + outcome.err)
            self.check_all_received(outcome, 3)
            self.assertEqual(outcome.lines[0]["hook"], "socket")

    def test_a_low_port_is_refused_with_its_cure(self):
        with everybodys_stamp() as program, path.direct_path() as way, \
                self.start(way.far.host, program, "reflector", "eth0") as reflector:
            outcome = reflector.wait()
            self.assertEqual((outcome.code, outcome.out), (3, ""))
            self.assertRegex(outcome.err, "(?m)^stamp: .*CAP_NET_BIND_SERVICE is missing\n"
                                          "try: .*-p PORT of 1024 or more\n")

    def test_what_was_asked_for_is_not_replaced(self):
        with everybodys_stamp() as program, path.direct_path() as way, \
                self.start(way.near.host, program, "sender", "eth0", way.far.ipv4, "--hook",
                           "tcx") as sender:
            outcome = sender.wait()
            self.assertEqual((outcome.code, outcome.out), (3, ""))
            self.assertIn("missing CAP_BPF and CAP_NET_ADMIN", outcome.err)


class Life(Case):
    def test_an_interface_that_comes_back_is_answered_again(self):
        with path.direct_path() as way, Reflector(way.far, options=SOCKET) as reflector:
            way.far.host.run("ip", "link", "set", "eth0", "down")
            way.far.host.run("ip", "link", "set", "eth0", "name", "eth1")
            way.far.host.run("ip", "link", "set", "eth1", "name", "eth0")
            way.far.host.run("ip", "link", "set", "eth0", "up")
            self.check_all_received(send(way.near, way.far.ipv4, "-c", 3, *QUICK, *SOCKET), 3)
            self.assertIsNone(reflector.process.poll())

    def test_two_reflectors_do_not_share_a_port(self):
        with path.direct_path() as way, Reflector(way.far, options=SOCKET), \
                Running(way.far.host, "reflector", "eth0", *SOCKET) as second:
            outcome = second.wait()
            self.assertEqual(outcome.code, 4, outcome.err)
            self.assertIn("port 862 of eth0 has a reflector already", outcome.err)

    def test_a_persistent_reflector_needs_programs(self):
        with path.direct_path() as way:
            outcome = way.far.host.run(stamp(), "reflector", "add", "eth0", *SOCKET, check=False)
            self.assertEqual(outcome.returncode, 2)
            self.assertIn("a persistent reflector needs BPF programs", outcome.stderr)

    def test_new_keys_at_sighup(self):
        with tempfile.TemporaryDirectory() as folder, path.direct_path() as way:
            name = stamp_auth.key_file(folder, "key", stamp_auth.KEY)
            with Reflector(way.far, options=(*SOCKET, "--key-file", name, "-v")) as reflector, \
                    Client(way.near) as client:
                stamp_auth.key_file(folder, "key", stamp_auth.OTHER_KEY)
                reflector.kill(1)
                reflector.said("the key files were read again")
                client.send(stamp_auth.request(stamp_auth.OTHER_KEY), (way.far.ipv4, 862))
                octets, _ = client.receive()
                self.assertEqual(stamp_auth.reply(octets, stamp_auth.OTHER_KEY)["sender_seq"], 7)
