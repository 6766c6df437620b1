# SPDX-License-Identifier: Apache-2.0
"""What the tests of packaging/ for fleets share: promtool, and the metrics of docs/metrics.md."""

import pathlib
import re
import shutil
import subprocess
import unittest

ROOT = pathlib.Path(__file__).resolve().parents[2]
PACKAGING = ROOT / "packaging"
PROMETHEUS = PACKAGING / "prometheus"
RULES = PROMETHEUS / "stamp.rules.yml"

METRIC = re.compile(r"\b((?:session:)?stamp_[a-z0-9_]+(?::[a-z0-9_]+)*)")
# Comments, strings and the words of humans are no expressions.
NOT_EXPRESSION = re.compile(r"^\s*(#|summary:|description:).*$|\"[^\"]*\"|`[^`]*`", re.MULTILINE)
HISTOGRAM = ("_bucket", "_sum", "_count")


def promtool(*arguments, **options):
    """What it answers. Skips if it is not there."""
    fetched = ROOT / "build-tools/promtool"
    found = shutil.which("promtool") or (fetched.exists() and fetched)
    if not found:
        raise unittest.SkipTest("promtool is not there: scripts/setup fetches it")
    return subprocess.run([found, *map(str, arguments)], stdout=subprocess.PIPE, text=True,
                          stderr=subprocess.STDOUT, check=False, timeout=300, **options)


def documented():
    """The metrics of the tables of docs/metrics.md, and of each histogram its three names."""
    found = set()
    page = (ROOT / "docs/metrics.md").read_text()
    for row in re.findall(r"^\| (`stamp_.*)$", page, re.MULTILINE):
        names, labels = row.split(" | ")[:2]
        names = re.findall(r"`(\w+)`", names)
        full = [name for name in names if name.startswith("stamp_")]
        # `stamp_packets_sent_total`, `_received_total`: the same beginning.
        full += [full[0].removesuffix("_sent_total") + name for name in names if name[0] == "_"]
        found.update(full)
        if "`le`" in labels:
            found.update(name + suffix for name in full for suffix in HISTOGRAM)
    return found


def recorded():
    """The names that the rules record."""
    return set(re.findall(r"record: (\S+)", RULES.read_text()))


def metrics_of(expressions):
    return set(METRIC.findall(NOT_EXPRESSION.sub("", expressions)))
