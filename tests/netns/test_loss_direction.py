# SPDX-License-Identifier: Apache-2.0
"""In which direction packets are lost, with a stateful reflector: S8762-19, S8762-20."""

import contextlib
import unittest

from support import impair, path
from support.host import require_root
from support.program import Reflector, Running, send

QUICK = ("-i", "5ms", "-w", "400ms")
STATEFUL = ("--stateful",)


def setUpModule():
    require_root()


@contextlib.contextmanager
def measured(forward=impair.Rules(), backward=impair.Rules(), options=STATEFUL):
    with path.impaired_path(forward, backward) as way, Reflector(way.far, options=options):
        yield way


class Direction(unittest.TestCase):
    def check(self, way, packets, expected, *options, target=None):
        """`expected`: lost forward, backward, of unknown direction."""
        outcome = send(way.near, target or way.far.ipv4, "-c", packets, *QUICK, *options)
        summary = outcome.summary
        found = tuple(summary[key] for key in ("lost_fwd", "lost_bwd", "lost_unknown"))
        self.assertEqual(found, expected, outcome.out)
        if None not in expected:
            self.assertEqual(sum(expected), summary["lost"])
        self.assertNotIn("reflector_restart", [w["code"] for w in outcome.of_type("warning")])
        return outcome

    def test_loss_on_the_way_there_is_forward(self):
        for family in (4, 6):
            with self.subTest(family=family), measured(impair.rules(drop={0, 3, 4, 11})) as way:
                self.check(way, 20, (4, 0, 0), target=getattr(way.far, f"ipv{family}"))

    def test_loss_on_the_way_back_is_backward(self):
        with measured(backward=impair.rules(drop={0, 3, 4, 11})) as way:
            self.check(way, 20, (0, 4, 0), "--reflector-mode", "stateful")

    def test_both_directions_at_once(self):
        with measured(impair.rules(drop={2, 9}), impair.rules(drop={5}, hold={8: 2})) as way:
            self.check(way, 20, (2, 1, 0))

    def test_loss_behind_the_last_answer_has_no_direction(self):
        with measured(impair.rules(drop={2, 18, 19})) as way:
            self.check(way, 20, (1, 0, 2))

    def test_a_number_of_its_own_is_what_shows_a_stateful_reflector(self):
        """T-24"""
        with measured(backward=impair.rules(drop={3})) as way:
            self.check(way, 20, (None, None, None))

    def test_a_stateless_reflector_or_one_taken_for_it_shows_nothing(self):
        with measured(impair.rules(drop={2, 9}), options=()) as way:
            self.check(way, 20, (None, None, None))
        with measured(impair.rules(drop={2, 9})) as way:
            self.check(way, 20, (None, None, None), "--reflector-mode", "stateless")

    def test_the_text_has_the_directions(self):
        with measured(impair.rules(drop={2, 19})) as way, \
                Running(way.near.host, "sender", way.near.name, way.far.ipv4, "-q", "-c", 20,
                        *QUICK) as sender:
            self.assertIn("2 lost (10.00%: 1 forward, 0 backward, 1 of unknown direction)",
                          sender.wait().out)


class Restart(unittest.TestCase):
    def test_a_restart_is_reported_and_gives_no_direction(self):
        with path.direct_path() as way:
            with Reflector(way.far, options=STATEFUL) as reflector, \
                    Running(way.near.host, "sender", way.near.name, way.far.ipv4, "--json", "-w",
                            "400ms", "-i", "5ms") as sender:
                sender.said('"seq":30,')
                reflector.stop()
                sender.said('"lost":true')
                with Reflector(way.far, options=STATEFUL):
                    sender.said('"reflector_restart"')
                    outcome = sender.stop()
            summary = outcome.summary
            codes = [w["code"] for w in outcome.of_type("warning")]
            self.assertEqual(codes.count("reflector_restart"), 1)
            self.assertGreater(summary["lost"], 0)
            self.assertEqual((summary["lost_fwd"], summary["lost_bwd"]), (0, 0))
            self.assertEqual(summary["lost_unknown"], summary["lost"])
