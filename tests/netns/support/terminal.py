# SPDX-License-Identifier: Apache-2.0
"""A program on a terminal: a pseudo terminal of a size, what it shows, and somebody who types."""

import fcntl
import os
import re
import select
import struct
import subprocess
import termios
import time

from support.host import DEFAULT_TIMEOUT_S
from support.program import READY_TIMEOUT_S, stamp

CONTROL = re.compile(r"\x1b\[([0-9;]*)([A-Za-z])")


class Screen:
    """What a terminal shows that breaks long lines, also those that stand when it gets narrower.
    `wraps` counts the breaks, `redrawings` how often the cursor went up. A control sequence that
    it does not know is an error."""

    def __init__(self, columns=80, rows=24):
        self.columns, self.height = columns, rows
        self.rows = [""]
        self.row = self.column = self.top = 0
        self.wraps = self.redrawings = 0
        self.pending = ""

    @property
    def lines(self):
        """All that was written and stands, scrolled off or not, up to the last that says some."""
        return "\n".join(self.rows).rstrip("\n").split("\n")

    def resize(self, columns, rows):
        broken = []
        for number, row in enumerate(self.rows):
            if number == self.row:
                at = len(broken)
            broken += [row[i:i + columns] for i in range(0, len(row), columns)] or [""]
        self.rows, self.row = broken, at
        self.columns, self.height = columns, rows
        self.column = min(self.column, columns)
        self.top = max(0, self.row - rows + 1)

    def feed(self, text):
        text = self.pending + text
        at = 0
        while at < len(text):
            if text[at] != "\x1b":
                self._put(text[at])
                at += 1
                continue
            found = CONTROL.match(text, at)
            if not found:
                break
            self._control(found[2], found[1])
            at = found.end()
        self.pending = text[at:]
        if len(self.pending) > 16:
            raise AssertionError(f"no control sequence of ours: {self.pending!r}")

    def _put(self, character):
        if character == "\r":
            self.column = 0
        elif character == "\n":
            self._down()
        elif character < " ":
            raise AssertionError(f"a control character: {character!r}")
        else:
            if self.column == self.columns:
                self.wraps += 1
                self._down()
                self.column = 0
            row = self.rows[self.row].ljust(self.column)
            self.rows[self.row] = row[:self.column] + character + row[self.column + 1:]
            self.column += 1

    def _down(self):
        self.row += 1
        if self.row == len(self.rows):
            self.rows.append("")
        self.top = max(self.top, self.row - self.height + 1)

    def _control(self, letter, argument):
        if letter == "A":
            self.redrawings += 1
            self.row = max(self.top, self.row - int(argument or 1))
        elif letter in "JK" and argument in ("", "0"):
            self.rows[self.row] = self.rows[self.row][:self.column]
            if letter == "J":
                del self.rows[self.row + 1:]
        elif letter != "m":
            raise AssertionError(f"a control sequence: {argument}{letter}")


class Terminal:
    """stamp, or another program, in the foreground of a terminal, on a Host."""

    def __init__(self, host, *words, columns=80, rows=24, environment=(), program=None):
        self.screen = Screen(columns, rows)
        self.raw = b""
        self.ours, theirs = os.openpty()
        try:
            self._set_size()
            self._keep_output(theirs)
            environment = os.environ | {"TERM": "xterm", "NO_COLOR": ""} | dict(environment)
            self.process = host.popen(program or stamp(), *words, terminal=True, stdin=theirs,
                                      stdout=theirs, stderr=theirs, env=environment)
        finally:
            os.close(theirs)

    def __enter__(self):
        return self

    def __exit__(self, *_):
        if self.process.poll() is None:
            self.process.kill()
        self.process.wait()
        os.close(self.ours)

    def _set_size(self):
        size = struct.pack("HHHH", self.screen.height, self.screen.columns, 0, 0)
        fcntl.ioctl(self.ours, termios.TIOCSWINSZ, size)

    @staticmethod
    def _keep_output(theirs):
        """An interrupted terminal throws away what it has not shown: not this one, so that what
        the program writes can be compared with what it has to write."""
        modes = termios.tcgetattr(theirs)
        modes[3] |= termios.NOFLSH
        termios.tcsetattr(theirs, termios.TCSANOW, modes)

    def resize(self, columns, rows):
        self.screen.resize(columns, rows)
        self._set_size()

    def type(self, octets):
        """Between two drawings, if there is a pause: what the terminal echoes is not in one."""
        for _ in range(100):
            if not select.select([self.ours], [], [], 0.03)[0]:
                break
            self._read()
        os.write(self.ours, octets)

    def _read(self):
        """Shows what is written within a moment; False when nobody has the terminal any more."""
        if not select.select([self.ours], [], [], 0.1)[0]:
            return True
        try:
            octets = os.read(self.ours, 1 << 16)
        except OSError:  # EIO: the other side is closed
            return False
        # Decoded as a whole, for a read may end within a character.
        before = len(self.raw.decode(errors="ignore"))
        self.raw += octets
        self.screen.feed(self.raw.decode(errors="ignore")[before:])
        return True

    def until(self, holds, timeout=READY_TIMEOUT_S):
        """Shows what is written until the screen is as a function of it wants."""
        deadline = time.monotonic() + timeout
        while not holds(self.screen):
            if not self._read() or time.monotonic() > deadline:
                raise AssertionError("never shown; what is: \n" + "\n".join(self.screen.lines))

    def redrawn(self, times):
        """Until it was drawn so often again."""
        wanted = self.screen.redrawings + times
        self.until(lambda screen: screen.redrawings >= wanted)

    def wait(self, timeout=DEFAULT_TIMEOUT_S):
        """Shows everything to the end; the exit code."""
        deadline = time.monotonic() + timeout
        while self._read():
            if time.monotonic() > deadline:
                raise subprocess.TimeoutExpired(self.process.args, timeout)
        return self.process.wait(timeout)
