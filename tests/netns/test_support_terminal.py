# SPDX-License-Identifier: Apache-2.0
"""The screen that terminal tests look at, on text worked out by hand."""

import unittest

from support.terminal import Screen


class Screens(unittest.TestCase):
    def shown(self, *parts, columns=8, rows=4):
        screen = Screen(columns, rows)
        for part in parts:
            screen.feed(part)
        return screen

    def test_lines_are_written_over_and_erased(self):
        screen = self.shown("abc\r\ndef\r\n", "\x1b[2A\x1b[KX\r\n", "\x1b", "[Kde\x1b[1m!\x1b[0m")
        self.assertEqual((screen.lines, screen.redrawings), (["X", "de!"], 1))
        self.assertEqual(self.shown("abc\rX").lines, ["Xbc"])
        self.assertEqual(self.shown("a\r\nb\r\nc\r\n\x1b[2A\x1b[J").lines, ["a"])

    def test_a_long_line_breaks_and_a_full_one_does_not(self):
        self.assertEqual(self.shown("12345678\r\n").wraps, 0)
        screen = self.shown("123456789")
        self.assertEqual((screen.lines, screen.wraps), (["12345678", "9"], 1))

    def test_the_cursor_cannot_go_to_what_has_scrolled_away(self):
        self.assertEqual(self.shown("a\r\nb\r\nc\r\n\x1b[3AX", rows=3).lines, ["a", "X", "c"])

    def test_what_stands_breaks_when_the_terminal_gets_narrower(self):
        screen = self.shown("123456\r\nab\r\n")
        screen.resize(4, 4)
        screen.feed("\x1b[1AX")
        self.assertEqual(screen.lines, ["1234", "56", "Xb"])

    def test_what_it_does_not_know_is_an_error(self):
        for text in ("\x07", "\x1b[2J", "\x1b[?25l" + "." * 16):
            with self.subTest(text), self.assertRaises(AssertionError):
                self.shown(text)
