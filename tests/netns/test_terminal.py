# SPDX-License-Identifier: Apache-2.0
"""A sender on a terminal: the table that is redrawn in place, and where it is not. cli.md 4."""

import re
import unittest

from support import path
from support.host import require_root
from support.program import Reflector
from support.terminal import Terminal

CTRL_C = b"\x03"
HEADER = "STAMP to "
CLOCK = "clock: "
ROWS = (" " * 20, "roundtrip ", "forward (near-end) ", "backward (far-end) ", "reflector ")
COUNTS = re.compile(r"(\d+) sent, (\d+) received, .* late")
# A machine that stood still adds what was missed, and that may take another line.
COUNTED = re.compile(COUNTS.pattern + r"(, \d+ [a-z ]+)*")


def setUpModule():
    require_root()


def counts(lines):
    """(sent, received) as the table or the summary has them last; (0, 0) before there is one."""
    found = COUNTS.findall(" ".join(line.strip() for line in lines))
    return tuple(map(int, found[-1])) if found else (0, 0)


def above_the_table(lines):
    """The header, warnings and clocks, when the rest is one whole table; or None."""
    at = [i for i, line in enumerate(lines) if line.startswith(ROWS[0])]
    if len(at) != 1 or not lines[0].startswith(HEADER):
        return None
    above, table, counted = lines[:at[0]], lines[at[0]:][:len(ROWS)], lines[at[0] + len(ROWS):]
    whole = len(table) == len(ROWS) and all(map(str.startswith, table, ROWS)) and \
        sum(line.startswith(CLOCK) for line in above) == 1 and \
        COUNTED.fullmatch(" ".join(map(str.strip, counted)))
    return above if whole else None


def sent(count):
    return lambda screen: above_the_table(screen.lines) and counts(screen.lines)[0] >= count


def sender(way, *options, **more):
    return Terminal(way.near.host, "sender", "eth0", way.far.ipv4, *map(str, options), **more)


class Table(unittest.TestCase):
    def test_it_is_redrawn_in_place_and_the_summary_takes_over(self):
        with path.direct_path() as way, Reflector(way.far), \
                sender(way, "-i", "10ms", "-w", "2s") as terminal:
            terminal.until(sent(1))
            before = counts(terminal.screen.lines)[0]
            terminal.redrawn(3)
            terminal.until(sent(before + 1))
            terminal.type(CTRL_C)
            self.assertEqual(terminal.wait(), 0)
            lines = terminal.screen.lines
            # Nothing else is left, neither an older table nor the ^C that the terminal echoes.
            above = above_the_table(lines) or [""]
            self.assertTrue(above[0].startswith(HEADER), lines)
            self.assertTrue(all(line.startswith(("  ", CLOCK)) for line in above[1:]), lines)
            self.assertGreater(counts(lines)[0], before)
            self.assertEqual(*counts(lines))
            self.assertEqual(terminal.screen.wraps, 0)
            self.assertLessEqual(max(map(len, lines)), 80)

    def test_a_warning_stays_above_and_a_second_ctrl_c_ends_the_wait(self):
        with path.direct_path() as way, sender(way, "-i", "10ms", "-w", "10m") as terminal:
            terminal.until(sent(3))
            terminal.type(CTRL_C)
            terminal.redrawn(2)
            terminal.type(CTRL_C)
            self.assertEqual(terminal.wait(), 130)
            lines = terminal.screen.lines
            above = above_the_table(lines) or []
            self.assertEqual(sum(line.startswith("warning: network: ") for line in above), 1, lines)
            self.assertGreaterEqual(counts(lines)[0], 3)
            self.assertEqual(counts(lines)[1], 0)
            self.assertEqual(terminal.screen.wraps, 0)


class Resizing(unittest.TestCase):
    def test_another_width_and_height_while_it_runs(self):
        with path.direct_path() as way, Reflector(way.far), \
                sender(way, "-i", "10ms", "-w", "2s") as terminal:
            terminal.redrawn(1)
            # The last one is lower than the table: one line for the session then.
            for columns, rows in ((50, 24), (100, 40), (80, 5)):
                with self.subTest(columns=columns, rows=rows):
                    terminal.resize(columns, rows)
                    terminal.redrawn(2)  # it may have been drawing just then
                    stands, terminal.screen.wraps = len(terminal.screen.lines), 0
                    terminal.redrawn(3)
                    # Where nothing was missed nothing may be added; where it was, one line.
                    lines = terminal.screen.lines
                    missed = any("missed" in line for line in lines)
                    self.assertIn(len(lines) - stands, (0, 1) if missed else (0,), lines)
                    self.assertEqual(terminal.screen.wraps, 0)
            terminal.resize(80, 24)
            terminal.redrawn(2)
            terminal.type(CTRL_C)
            self.assertEqual(terminal.wait(), 0)
            lines = terminal.screen.lines
            last = max(i for i, line in enumerate(lines) if line.startswith("roundtrip "))
            self.assertEqual(*counts(lines[last:]))
            self.assertRegex(lines[-2] + lines[-1], r" late(, +\d+ [a-z ]+)*$")
            self.assertEqual(terminal.screen.wraps, 0)


class Plain(unittest.TestCase):
    def test_where_it_is_not_wanted_there_are_lines(self):
        for environment in ({"NO_COLOR": "1"}, {"TERM": "dumb"}, {"TERM": ""}):
            with self.subTest(environment), path.direct_path() as way, Reflector(way.far), \
                    sender(way, "-i", "10ms", "-w", "2s", environment=environment) as terminal:
                terminal.until(lambda screen: any(line.startswith("seq=3 ")
                                                  for line in screen.lines))
                terminal.type(CTRL_C)
                self.assertEqual(terminal.wait(), 0)
                self.assertNotIn(b"\x1b", terminal.raw)
                # The terminal's echo stands wherever it was just then.
                lines = [line.replace("^C", "") for line in terminal.screen.lines]
                self.assertTrue(lines[0].startswith(HEADER))
                last = max(i for i, line in enumerate(lines) if COUNTS.match(line))
                self.assertRegex("".join(lines[last:]), f"^{COUNTED.pattern}$")
                self.assertGreater(counts(lines)[0], 3)
                self.assertEqual(*counts(lines))
                self.assertEqual(sum(line.startswith("seq=") for line in lines), counts(lines)[0])
