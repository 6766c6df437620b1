# SPDX-License-Identifier: Apache-2.0
"""The picture in the README is what a run looks like: the same lines, columns and words."""

import pathlib
import re
import sys
import unittest
import xml.etree.ElementTree

from support.host import require_root
from support.program import ROOT, stamp

sys.path.insert(0, str(pathlib.Path(ROOT) / "scripts" / "lib"))

import picture  # noqa: E402

SVG = "{http://www.w3.org/2000/svg}text"
TIME = re.compile(r"-?[\d.]+(?:ns|us|ms|s)\b")
HEX = re.compile(r"0x[0-9a-f]+")
NUMBER = re.compile(r"\d+(?:\.\d+)?")
COUNTS = re.compile(r"(\d+ sent, .*? late).*")
HOST_DEPENDENT = "clock: "  # whether this host is synchronised, and how well
NOTE = re.compile(r"\d+ outages?\b")


def shape(svg):
    """The lines of text from the top to the bottom, without their values and however broken."""
    pieces = sorted((int(piece.get("y")), int(piece.get("x")), piece.text)
                    for piece in xml.etree.ElementTree.fromstring(svg).iter(SVG))
    margin = min(x for _, x, _ in pieces)
    rows, at = [], None
    for y, x, text in pieces:
        if y != at and (x == margin or text == "min"):
            rows.append([])
        rows[-1].append(text)
        at = y
    return [found for row in rows if (found := line_shape(" ".join(row)))]


def line_shape(text):
    if NOTE.match(text):
        return None
    if text.startswith(HOST_DEPENDENT):
        return HOST_DEPENDENT
    counts = COUNTS.fullmatch(text)  # a slow machine adds what it missed
    return NUMBER.sub("N", TIME.sub("TIME", HEX.sub("HEX", counts[1] if counts else text)))


class Picture(unittest.TestCase):
    def test_the_picture_of_the_documents_is_what_a_run_looks_like(self):
        require_root()
        words = ("-i", "10ms", "-w", "300ms")
        now = picture.drawn(picture.photograph(stamp(), words, packets=60), picture.WORDS)
        stored = (pathlib.Path(ROOT) / "docs/images/live.svg").read_text(encoding="utf-8")
        self.assertEqual(shape(stored), shape(now))

    def test_values_may_differ_and_words_may_not(self):
        def svg(text):
            return f'<svg xmlns="http://www.w3.org/2000/svg"><text x="1" y="2">{text}</text></svg>'
        self.assertEqual(shape(svg("roundtrip 1.2ms 3us")), shape(svg("roundtrip 11.5us 4.4s")))
        self.assertNotEqual(shape(svg("roundtrip 1.2ms")), shape(svg("round-trip 1.2ms")))
        self.assertNotEqual(shape(svg("roundtrip 1.2ms")), shape(svg("roundtrip 1.2ms 3us")))
        self.assertEqual(shape(svg("clock: synchronised")), shape(svg("clock: not synchronised")))
        self.assertEqual(shape(svg("9 sent, 8 received, 0 late, 3 send times missed")),
                         shape(svg("5 sent, 5 received, 0 late")))
