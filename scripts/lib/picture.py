#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""The picture of the live view: the screen of a real run, 5 ms one way and 9 ms the other, as SVG.

usage: picture.py STAMP FILE
"""

import html
import os
import pathlib
import re
import sys

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[2] / "tests" / "netns"))

from support import impair, path  # noqa: E402
from support.host import end_cleanly_on_signals  # noqa: E402
from support.program import Reflector  # noqa: E402
from support.terminal import Screen, Terminal  # noqa: E402

COLUMNS, ROWS = 100, 14
WORDS = ("-i", "100ms", "-w", "300ms")
PACKETS = 160  # a quarter of a minute, and three that were lost
LOST = re.compile(r"[1-9]\d* lost ")
SENT = re.compile(r"(\d+) sent,")

CELL, LINE, MARGIN = 8, 18, 14
LOOKS = {"1": "font-weight:bold", "31": "fill:#ff7b72"}
SVG = """<svg xmlns="http://www.w3.org/2000/svg" width="{width}" height="{height}" \
viewBox="0 0 {width} {height}" role="img" aria-label="the live view of stamp sender">
<!-- Made by scripts/picture from a real run. -->
<rect width="100%" height="100%" rx="6" fill="#0d1117"/>
<g font-family="ui-monospace, SFMono-Regular, Menlo, Consolas, monospace" font-size="13" \
fill="#e6edf3">
{lines}
</g>
</svg>
"""


class PaintedScreen(Screen):
    """A screen that knows how each character looks."""

    def __init__(self, columns, rows):
        super().__init__(columns, rows)
        self.looks = {}
        self.look = "0"

    def _put(self, character):
        super()._put(character)
        if character not in "\r\n":
            self.looks[self.row, self.column - 1] = self.look

    def _control(self, letter, argument):
        super()._control(letter, argument)
        if letter == "m":
            self.look = argument or "0"

    def pieces(self, row):
        """[(column, look, text)] of a row, without the blanks that separate them."""
        text = self.rows[row]
        return [(found.start(), self.looks.get((row, found.start()), "0"), found[0])
                for found in re.finditer(r"\S+(?: \S+)*", text)]


def photograph(stamp, words=WORDS, packets=PACKETS):
    """The screen of a sender that has sent so many packets, and lost one of them at least."""
    forward = impair.rules(delay="5ms", drop_every=50)
    with path.impaired_path(forward, impair.rules(delay="9ms")) as way, \
            Reflector(way.far, stamp, options=("--stateful",)), \
            Terminal(way.near.host, "sender", way.near.name, way.far.ipv4, *words,
                     columns=COLUMNS, rows=ROWS, program=stamp) as terminal:
        terminal.screen = PaintedScreen(COLUMNS, ROWS)

        def is_worth_it(screen):
            shown = "\n".join(screen.lines)
            sent = SENT.search(shown)
            return sent and int(sent[1]) >= packets and LOST.search(shown)

        terminal.until(is_worth_it)
        return terminal.screen


def drawn(screen, words=WORDS):
    """The screen below its command, as SVG."""
    command = "$ stamp sender eth0 192.0.2.2 " + " ".join(words)
    rows = [[(0, "1", command)]] + [screen.pieces(row) for row in range(len(screen.rows))]
    while not rows[-1]:
        rows.pop()
    lines = []
    for number, row in enumerate(rows):
        for column, look, text in row:
            style = f' style="{LOOKS[look]}"' if look in LOOKS else ""
            y = MARGIN + (number + 1) * LINE - 5
            lines.append(f'<text x="{MARGIN + column * CELL}" y="{y}" '
                         f'textLength="{len(text) * CELL}"{style}>{html.escape(text)}</text>')
    return SVG.format(width=2 * MARGIN + COLUMNS * CELL, height=2 * MARGIN + len(rows) * LINE,
                      lines="\n".join(lines))


def main():
    stamp, target = (pathlib.Path(word) for word in sys.argv[1:])
    end_cleanly_on_signals()
    picture = drawn(photograph(stamp.resolve()))
    new = target.with_suffix(".new")
    new.write_text(picture, encoding="utf-8")
    os.replace(new, target)
    return 0


if __name__ == "__main__":
    try:
        sys.exit(main())
    except (RuntimeError, AssertionError) as error:
        sys.exit(f"picture: {error}")
