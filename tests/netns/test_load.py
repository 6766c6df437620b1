# SPDX-License-Identifier: Apache-2.0
"""A sender as a load: thousands of packets a second, each accounted for. Nothing is timed."""

import pathlib
import re
import signal
import time
import unittest

from json_schema import faults_of_line
from support import path
from support.host import require_root
from support.packet_socket import Capture, Injector
from support.program import Reflector, Running, send, stamp

UNLIMITED = ("--rate", "0")
RING_OCTETS = 1 << 22
RECORD_OCTETS = 88  # with its header in the ring


def setUpModule():
    require_root()


def resident_kb(pid):
    status = pathlib.Path(f"/proc/{pid}/status").read_text(encoding="ascii")
    return int(re.search(r"VmRSS:\s+(\d+) kB", status)[1])


class Case(unittest.TestCase):
    def check(self, summary):
        self.assertEqual(summary["received"] + summary["lost"], summary["sent"], summary)
        self.assertEqual(faults_of_line(summary), [])
        self.assertLessEqual(summary["pacing_error_ns"]["n"], summary["sent"])


class Load(Case):
    def test_every_sample_of_a_load_is_accounted_for(self):
        with path.direct_path() as way, Reflector(way.far, options=UNLIMITED) as reflector:
            outcome = send(way.near, way.far.ipv4, "-i", "20us", "--force", "-c", 50000, "-q")
            summary = outcome.summary
            self.assertEqual((outcome.code, outcome.err, summary["sent"]), (0, "", 50000))
            self.check(summary)
            self.assertEqual(summary["rtt_ns"]["n"], summary["received"])
            self.assertEqual(summary["duplicate"] + summary["late"] + summary["unexpected"], 0)
            self.assertGreater(summary["pacing_error_ns"]["n"], 0)
            ended = reflector.stop()
            words = ended.out + ended.err
            answered = int(re.search(r"(\d+) answered", words)[1])
            self.assertLessEqual(summary["received"], answered)
            self.assertLessEqual(answered, 50000)

    def test_each_send_time_within_a_duration_is_used_or_missed(self):
        with path.direct_path() as way, Reflector(way.far, options=UNLIMITED):
            for interval, options in ((4, ("--force",)), (100, ("--force", "--precise")),
                                      (1000, ())):
                with self.subTest(interval=interval):
                    outcome = send(way.near, way.far.ipv4, "-i", f"{interval}us", "-t", "300ms",
                                   "-q", *options)
                    self.check(outcome.summary)
                    self.assertEqual(outcome.summary["sent"] + outcome.summary["missed_slots"],
                                     300_000 // interval)

    def test_several_targets_and_both_families(self):
        with path.direct_path() as way, Reflector(way.far, options=UNLIMITED):
            way.far.address("add", "192.0.2.3/24")
            with Running(way.near.host, "sender", "eth0", way.far.ipv4, "192.0.2.3", "--json",
                         "-q", "-i", "20us", "--force", "-c", "5000", "-l", "100") as sender:
                for summary in sender.wait().of_type("summary"):
                    self.assertEqual(summary["sent"], 5000)
                    self.check(summary)
            summary = send(way.near, way.far.ipv6, "-i", "20us", "--force", "-c", 5000,
                           "-q").summary
            self.assertEqual(summary["sent"], 5000)
            self.check(summary)

    def test_memory_stays_as_it_is(self):
        with path.direct_path() as way, Reflector(way.far, options=UNLIMITED), \
                Running(way.near.host, "sender", "eth0", way.far.ipv4, "--json", "-q", "-w",
                        "50ms", "-i", "10us", "--force") as sender:
            sender.said('"start"')
            time.sleep(0.5)  # every slot of its tables was used by then
            before = resident_kb(sender.pid)
            time.sleep(1)
            after = resident_kb(sender.pid)
            summary = sender.stop().summary
            self.assertGreater(summary["sent"], 1000)
            self.assertLess(after - before, 512)
            self.check(summary)

    def test_a_load_nobody_answers_is_lost_to_the_last_packet(self):
        with path.direct_path() as way:
            outcome = send(way.near, way.far.ipv4, "-i", "20us", "--force", "-c", 5000, "-q", "-w",
                           "50ms")
            self.assertEqual((outcome.code, outcome.summary["lost"]), (1, 5000))
            self.check(outcome.summary)

    def test_the_verbose_text_shows_how_late_requests_left(self):
        with path.direct_path() as way, Reflector(way.far, options=UNLIMITED):
            result = way.near.host.run(stamp(), "sender", "eth0", way.far.ipv4, "-c",
                                       "3", "-i", "5ms", "-q", "-v")
            self.assertRegex(result.stdout, r"\ndelay after the send time: mean \S+s, "
                             r"deviation \S+s, "
                                            r"p50 \S+s, p99 \S+s, max \S+s\n\Z")


class Ring(Case):
    def test_replies_that_find_no_room_are_counted_to_the_last_one(self):
        """The sender is stopped while more replies come in than its ring holds."""
        count = RING_OCTETS // RECORD_OCTETS + 10000
        with path.direct_path(offload=False) as way, Reflector(way.far, options=UNLIMITED), \
                Capture(way.near) as capture, Injector(way.far, bypass=True) as injector, \
                Running(way.near.host, "sender", "eth0", way.far.ipv4, "--json", "-q", "-i", "5ms",
                        "-w", "1s") as sender:
            reply = capture.wait(1, 862, outgoing=False)[0].octets
            sender.kill(signal.SIGSTOP)
            for _ in range(count):
                injector.send(reply)
            sender.kill(signal.SIGCONT)
            time.sleep(0.1)
            summary = sender.stop().summary
            self.assertGreaterEqual(summary["ring_drops"], 9000)
            # Back again, it sends before it reads: that reply may find no room either.
            self.assertIn(summary["lost"], (0, 1))
            self.assertEqual(summary["ring_drops"] + summary["duplicate"],
                             count + summary["lost"])
            self.assertEqual(summary["unexpected"], 0)
            self.check(summary)


if __name__ == "__main__":
    unittest.main()
