# SPDX-License-Identifier: Apache-2.0
"""Warnings of a sender that has several targets, and trouble with one of them."""

import contextlib
import unittest

from json_schema import faults_of_line
from support import path
from support.host import require_root
from support.program import Reflector, Running

ANSWERS, NOBODY, NOBODY_EITHER = "192.0.2.2", "192.0.2.3", "192.0.2.4"


def setUpModule():
    require_root()


@contextlib.contextmanager
def hosts():
    with path.direct_path() as way:
        for address in (NOBODY, NOBODY_EITHER):
            way.far.address("add", f"{address}/24")
        with Reflector(way.far, options=("--address", ANSWERS)):
            yield way


def measure(*arguments):
    with hosts() as way, Running(way.near.host, "sender", "eth0", *arguments, "-c", "5",
                                 "-i", "300ms", "-w", "100ms") as sender:
        return sender.wait()


class OneOfSeveralTargets(unittest.TestCase):
    """T-23"""

    def warnings(self, *arguments):
        """The lines of text."""
        return [line for line in measure(*arguments).out.splitlines() if "warning" in line]

    def sessions(self, *arguments):
        """Of the warnings in JSON, which are all about the network."""
        outcome = measure("--json", *arguments)
        self.assertEqual([fault for line in outcome.lines for fault in faults_of_line(line)], [])
        self.assertEqual({w["code"] for w in outcome.of_type("warning")}, {"network"})
        return [w["session"] for w in outcome.of_type("warning")]

    def test_its_warning_has_its_session(self):
        self.assertEqual(self.sessions(ANSWERS, NOBODY), [2])

    def test_each_of_two_is_reported_once(self):
        self.assertEqual(sorted(self.sessions(NOBODY, NOBODY_EITHER)), [1, 2])

    def test_its_warning_names_it_in_text(self):
        self.assertEqual(self.warnings(ANSWERS, NOBODY),
                         [f"warning: network: {NOBODY}: port unreachable (says {NOBODY})"])

    def test_the_only_one_needs_no_name(self):
        self.assertEqual(self.warnings(NOBODY),
                         [f"warning: network: port unreachable (says {NOBODY})"])
