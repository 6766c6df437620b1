# SPDX-License-Identifier: Apache-2.0
"""A reflector that does not return the SSID, for it does not know RFC 8972: S8972-03."""

import unittest

from json_schema import faults_of_line
from odd_reflector import reply, serve
from stamp_client import Client
from support import path
from support.host import require_root
from support.program import Reflector, Running

STOP = ("--zero-ssid", "stop")
WAIT = "300ms"


def setUpModule():
    require_root()


def nameless(request):
    return [reply(request, ssid=0)]


def measure(way, *options, family=4, answers=nameless):
    """(Outcome of the sender, Requests that the reflector got)"""
    target = way.far.ipv6 if family == 6 else way.far.ipv4
    with Client(way.far, family, number=862) as service, \
            Running(way.near.host, "sender", "eth0", target, "-i", "5ms", "-w", WAIT,
                    *map(str, options)) as sender:
        requests = serve(service, sender, answers)
        return sender.wait(), requests


class ZeroSsid(unittest.TestCase):
    def warning(self, outcome):
        """Of the one line about it, in JSON."""
        self.assertEqual([fault for line in outcome.lines for fault in faults_of_line(line)], [])
        warning, = [w for w in outcome.of_type("warning") if w["code"] == "ssid_zero"]
        return warning

    def test_by_default_it_goes_on_and_says_so(self):
        """S8972-03"""
        with path.direct_path() as way:
            for family, options in ((4, ()), (6, ()), (4, ("--zero-ssid", "continue"))):
                with self.subTest(family=family, options=options):
                    outcome, requests = measure(way, "--json", "-c", 5, *options, family=family)
                    self.assertEqual((outcome.code, outcome.summary["received"], len(requests)),
                                     (0, 5, 5))
                    self.assertNotIn("stopped sending", self.warning(outcome)["detail"])

    def test_stop_ends_a_sender_that_no_count_would_end(self):
        """S8972-03"""
        with path.direct_path() as way:
            for family in (4, 6):
                with self.subTest(family=family):
                    outcome, requests = measure(way, "--json", *STOP, family=family)
                    summary = outcome.summary
                    self.assertEqual((outcome.code, summary["exit"], outcome.err), (0, 0, ""))
                    self.assertEqual((summary["sent"], summary["received"]),
                                     (len(requests), len(requests)))
                    # A busy machine lets some more leave before the first reply is read.
                    self.assertTrue(1 <= len(requests) <= 40, len(requests))
                    self.assertTrue(all(request.ssid != 0 for request in requests))
                    self.assertIn("stopped sending", self.warning(outcome)["detail"])

    def test_stop_is_reported_in_one_line_of_text(self):
        """S8972-03"""
        with path.direct_path() as way:
            for family in (4, 6):
                for options in ((), ("-q",)):
                    with self.subTest(family=family, options=options):
                        outcome, _ = measure(way, *STOP, *options, family=family)
                        reported = [line for line in outcome.out.splitlines() if "SSID:" in line]
                        self.assertEqual(len(reported), 1, outcome.out)
                        self.assertTrue(reported[0].startswith(
                            "warning: ssid_zero: stopped sending to this reflector, "), reported)
                        self.assertEqual(outcome.code, 0)
                        self.assertRegex(outcome.out.splitlines()[-1],
                                         r"^\d+ sent, \d+ received, \d+ lost")

    def test_what_is_under_way_is_waited_for(self):
        """S8972-03: request 3 is answered, then 0; 1, 2 and what left meanwhile are lost."""
        first = []

        def answers(request):
            first.extend([request] if request.seq == 0 else [])
            return [*nameless(request), *nameless(first[0])] if request.seq == 3 else []

        with path.direct_path() as way:
            outcome, requests = measure(way, "--json", *STOP, answers=answers)
            summary = outcome.summary
            self.assertEqual((outcome.code, summary["sent"], summary["received"]),
                             (0, len(requests), 2))
            self.assertEqual(summary["lost"], len(requests) - 2)
            self.assertGreaterEqual(summary["duration_ns"], 300 * 10**6)

    def test_an_answer_that_came_too_late_stops_it_and_is_no_result(self):
        """S8972-03"""
        with path.direct_path() as way:
            held = []

            def answers(request):
                held.append(request)
                return nameless(held[0]) if request.seq == 100 else []

            outcome, _ = measure(way, "--json", *STOP, answers=answers)
            summary = outcome.summary
            self.assertEqual((outcome.code, summary["exit"]), (1, 1))
            self.assertEqual((summary["received"], summary["late"]), (0, 1))
            self.assertIn("stopped sending", self.warning(outcome)["detail"])

    def test_a_session_without_an_ssid_has_nothing_to_stop_for(self):
        """S8972-03"""
        with path.direct_path() as way:
            outcome, _ = measure(way, "--json", "-c", 5, "--ssid", 0)
            self.assertEqual((outcome.code, outcome.summary["received"]), (0, 5))
            self.assertEqual([w for w in outcome.of_type("warning") if w["code"] == "ssid_zero"],
                             [])

    def test_of_two_targets_only_that_one_stops(self):
        """S8972-03"""
        with path.direct_path() as way:
            way.far.address("add", "192.0.2.3/24")
            with Reflector(way.far, options=("--address", "192.0.2.2")), \
                    Client(way.far, number=862, source="192.0.2.3") as service, \
                    Running(way.near.host, "sender", "eth0", "192.0.2.2", "192.0.2.3", "--json",
                            "-c", 100, "-i", "5ms", "-w", WAIT, *STOP) as sender:
                requests = serve(service, sender, nameless)
                outcome = sender.wait()
            whole, stopped = outcome.of_type("summary")
            self.assertEqual((outcome.code, whole["sent"], whole["received"]), (0, 100, 100))
            self.assertEqual((stopped["sent"], stopped["received"]),
                             (len(requests), len(requests)))
            self.assertLess(len(requests), 100)
            self.assertIn("stopped sending", self.warning(outcome)["detail"])
            self.assertEqual(self.warning(outcome)["session"], 2)
