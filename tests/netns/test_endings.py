# SPDX-License-Identifier: Apache-2.0
"""Every way out: signals, the end of a duration, a closed pipe. cli.md 2."""

import signal
import subprocess
import unittest

from stamp_client import QUICK
from support import path
from support.host import require_root
from support.program import Reflector, Running, send, stamp


def setUpModule():
    require_root()


def sender(way, *options, target="192.0.2.2"):
    return Running(way.near.host, "sender", "eth0", target, *map(str, options))


class Signals(unittest.TestCase):
    def test_the_first_signal_ends_with_a_summary_and_the_result(self):
        with path.direct_path() as way, Reflector(way.far):
            for number in (signal.SIGINT, signal.SIGTERM):
                with self.subTest(signal=number.name), \
                        sender(way, "--json", "-i", "5ms", "-w", "2s") as running:
                    running.said('"seq":3,')
                    outcome = running.stop(number)
                    summary = outcome.summary
                    self.assertEqual((outcome.code, summary["exit"], outcome.err), (0, 0, ""))
                    self.assertGreater(summary["sent"], 3)
                    self.assertEqual(summary["received"], summary["sent"])

    def test_without_any_reply_the_result_is_one(self):
        with path.direct_path() as way:
            with sender(way, "--json", "-i", "5ms", "-w", "50ms") as running:
                running.said('"lost":true')
                outcome = running.stop()
                summary = outcome.summary
                self.assertEqual((outcome.code, summary["exit"]), (1, 1))
                self.assertEqual((summary["received"], summary["lost"]), (0, summary["sent"]))

    def test_stragglers_are_waited_for_and_a_second_signal_stops_at_once(self):
        with path.direct_path() as way:
            for number, *options in ((signal.SIGINT,), (signal.SIGTERM,),
                                     (signal.SIGINT, "--precise")):
                with self.subTest(signal=number.name, options=options), \
                        sender(way, "--json", "-i", "5ms", "-w", "10m", *options) as running:
                    running.said('"start"')
                    running.kill(number)
                    with self.assertRaises(subprocess.TimeoutExpired):
                        running.process.wait(0.3)
                    outcome = running.stop(number)
                    summary = outcome.summary
                    self.assertEqual((outcome.code, summary["exit"]), (130, 130))
                    self.assertEqual(summary["lost"], summary["sent"])

    def test_sigquit_asks_for_a_line_on_stderr(self):
        with path.direct_path() as way, Reflector(way.far) as reflector:
            with sender(way, "-i", "5ms", "-q") as running:
                running.said("STAMP to")
                for count in (1, 2):
                    running.kill(signal.SIGQUIT)
                    running.said("received", 5) if count == 1 else None
                    while running.so_far()[1].count("\n") < count:
                        self.assertIsNone(running.process.poll())
                outcome = running.stop()
                self.assertEqual(outcome.code, 0)
                for line in outcome.err.splitlines():
                    self.assertRegex(line, r"^\d+ received, \d+ lost.*, p50 .*, last ")
            reflector.kill(signal.SIGQUIT)
            reflector.said("eth0: ")
            self.assertIsNone(reflector.process.poll())

    def test_a_reflector_stops_cleanly(self):
        with path.direct_path() as way:
            for number in (signal.SIGINT, signal.SIGTERM):
                with self.subTest(signal=number.name), Reflector(way.far) as reflector:
                    send(way.near, way.far.ipv4, "-c", 3, *QUICK)
                    outcome = reflector.stop(number)
                    self.assertEqual((outcome.code, outcome.out), (0, "eth0: 3 answered\n"))


class Limits(unittest.TestCase):
    def test_it_ends_by_itself_when_every_packet_is_accounted_for(self):
        with path.direct_path() as way, Reflector(way.far):
            # The patience is far longer than a test may take.
            outcome = send(way.near, way.far.ipv4, "-c", 5, "-i", "5ms", "-w", "10m", timeout=300)
            self.assertEqual((outcome.code, outcome.summary["received"]), (0, 5))

    def test_a_duration_ends_the_sending(self):
        with path.direct_path() as way, Reflector(way.far):
            outcome = send(way.near, way.far.ipv4, "-t", "100ms", *QUICK)
            summary = outcome.summary
            self.assertEqual((outcome.code, summary["lost"]), (0, 0))
            self.assertTrue(1 <= summary["sent"] <= 20, summary)
            self.assertLessEqual(summary["sent"] + summary["missed_slots"], 20)

    def test_no_reply_is_exit_one_and_says_so(self):
        with path.direct_path() as way, sender(way, "-c", 3, "-i", "5ms", "-w", "50ms") as running:
            outcome = running.wait()
            self.assertEqual(outcome.code, 1)
            self.assertIn("3 sent, 0 received, 3 lost (100.00%)", outcome.out)


class Pipes(unittest.TestCase):
    def first_line_of(self, host, *words):
        """What a reader that leaves after one line sees: (line, exit code, stderr)."""
        process = host.popen(stamp(), *words, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
                             stderr=subprocess.PIPE)
        line = process.stdout.readline()
        process.stdout.close()
        process.wait(30)
        with process.stderr:
            return line, process.returncode, process.stderr.read()

    def test_a_closed_stdout_ends_the_sender_quietly(self):
        with path.direct_path() as way, Reflector(way.far):
            for options in ((), ("--json",)):
                with self.subTest(options=options):
                    line, code, err = self.first_line_of(way.near.host, "sender", "eth0",
                                                         "192.0.2.2", "-i", "5ms", *options)
                    self.assertIn("192.0.2.2", line)
                    self.assertIn(code, (0, 1))
                    self.assertEqual(err, "")

    def test_a_closed_stdout_ends_the_reflector_quietly(self):
        with path.direct_path() as way, sender(way, "-i", "5ms", "-w", "50ms"):
            line, code, err = self.first_line_of(way.far.host, "reflector", "eth0", "--output",
                                                 "-q")
            self.assertIn("192.0.2.1:862", line)
            self.assertEqual((code, err), (0, ""))
