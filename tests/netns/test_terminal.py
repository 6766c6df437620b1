# SPDX-License-Identifier: Apache-2.0
"""A sender on a terminal: the table that is redrawn in place, and where it is not. cli.md 4."""

import json
import re
import signal
import unittest

from persistent import good
from stamp_client import eventually
from support import path
from support.host import require_root
from support.program import Reflector, stamp
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


NOTE = re.compile(r"\d+ outages? of |no reply: ")  # below the counts, where there is cause


def above_the_table(lines):
    """The header, warnings and clocks, when the rest is one whole table; or None."""
    at = [i for i, line in enumerate(lines) if line.startswith(ROWS[0])]
    if len(at) != 1 or not lines[0].startswith(HEADER):
        return None
    above, table, counted = lines[:at[0]], lines[at[0]:][:len(ROWS)], lines[at[0] + len(ROWS):]
    counted = [line for line in counted if not NOTE.match(line)]
    whole = len(table) == len(ROWS) and all(map(str.startswith, table, ROWS)) and \
        sum(line.startswith(CLOCK) for line in above) == 1 and \
        COUNTED.fullmatch(" ".join(map(str.strip, counted)))
    return above if whole else None


def pieces(lines):
    """How often each piece of the table stands there. What is added while a machine stands still
    (send times missed, a note without a reply) may take a line and give it back."""
    starts = [HEADER, CLOCK, *ROWS[1:]]
    return {**{start: sum(line.startswith(start) for line in lines) for start in starts},
            "counts": len(COUNTS.findall(" ".join(map(str.strip, lines))))}


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
                    terminal.redrawn(5)  # some may have been drawn by then, and not read
                    stands, terminal.screen.wraps = pieces(terminal.screen.lines), 0
                    terminal.redrawn(3)
                    lines = terminal.screen.lines
                    self.assertEqual(pieces(lines), stands, lines)
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


    def test_a_narrower_terminal_keeps_no_pieces(self):
        """One table, and one header above it: what was wrapped is gone."""
        with path.direct_path() as way, Reflector(way.far), \
                sender(way, "-i", "10ms", "-w", "2s") as terminal:
            terminal.redrawn(1)
            for columns, rows in ((50, 24), (30, 24), (100, 24), (40, 24)):
                with self.subTest(columns=columns, rows=rows):
                    terminal.resize(columns, rows)
                    terminal.redrawn(2)
                    terminal.until(lambda screen: above_the_table(screen.lines) is not None)
                    lines = terminal.screen.lines
                    self.assertEqual(sum(line.startswith(HEADER) for line in lines), 1, lines)
            terminal.type(CTRL_C)
            self.assertEqual(terminal.wait(), 0)
            self.assertIsNotNone(above_the_table(terminal.screen.lines))


class Others(unittest.TestCase):
    """What else is written on the same terminal."""

    def test_the_line_of_sigquit_and_what_is_waited_for_stay_above_the_table(self):
        with path.direct_path() as way, \
                sender(way, "-i", "10ms", "-w", "10m") as terminal:
            terminal.until(sent(1))
            terminal.process.send_signal(signal.SIGQUIT)
            interim = re.compile(r"\d+ received, .* last ")
            terminal.until(lambda screen: any(map(interim.match, screen.lines)))
            terminal.redrawn(2)
            terminal.type(CTRL_C)
            waits = re.compile(r"stamp: waiting for (\d+) replies, ")
            terminal.until(lambda screen: any(map(waits.match, screen.lines)))
            terminal.redrawn(2)
            terminal.until(lambda screen: above_the_table(screen.lines) is not None)
            above = above_the_table(terminal.screen.lines)
            self.assertEqual(sum(bool(interim.match(line)) for line in above), 1, above)
            self.assertEqual(sum(bool(waits.match(line)) for line in above), 1, above)
            terminal.type(CTRL_C)
            self.assertEqual(terminal.wait(), 130)

    def test_in_the_background_it_leaves_the_terminal_alone(self):
        script = 'set -m; "$@" & read line; kill -INT $!; wait $!; echo "ended with $?"'
        with path.direct_path() as way, Reflector(way.far), \
                Terminal(way.near.host, "-c", script, "sh", stamp(), "sender", "eth0",
                         way.far.ipv4, "-i", "10ms", "-w", "2s", program="bash") as terminal:
            terminal.until(lambda screen: screen.lines[0].startswith(HEADER))
            eventually(lambda: self.sent_so_far(way) >= 150)  # six times what a redrawing takes
            terminal.type(b"a prompt")
            terminal.until(lambda screen: screen.lines[-1].endswith("a prompt"))
            self.assertEqual(terminal.screen.redrawings, 0)
            self.assertFalse([line for line in terminal.screen.lines if line.startswith(ROWS[1])])
            terminal.type(b"\n")
            terminal.until(lambda screen: screen.lines[-1] == "ended with 0")

    @staticmethod
    def sent_so_far(way):
        found = json.loads(good(way.near.host, "stats", "--json").stdout)["interfaces"]
        return sum(target["sent"] for i in found for target in i.get("targets", []))


class Colours(unittest.TestCase):
    def test_no_color_takes_the_colours_and_leaves_the_table(self):
        with path.direct_path() as way, Reflector(way.far), \
                sender(way, "-i", "10ms", "-w", "2s", environment={"NO_COLOR": "1"}) as terminal:
            terminal.until(sent(1))
            terminal.redrawn(3)
            terminal.type(CTRL_C)
            self.assertEqual(terminal.wait(), 0)
            self.assertIsNotNone(above_the_table(terminal.screen.lines))
            self.assertNotRegex(terminal.raw, rb"\x1b\[[0-9;]*m")


class Plain(unittest.TestCase):
    def test_where_it_is_not_wanted_there_are_lines(self):
        for environment, *options in (({}, "--lines"), ({"TERM": "dumb"},), ({"TERM": ""},)):
            with self.subTest(environment), path.direct_path() as way, Reflector(way.far), \
                    sender(way, "-i", "10ms", "-w", "2s", *options,
                           environment=environment) as terminal:
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
