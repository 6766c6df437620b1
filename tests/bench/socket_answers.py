# SPDX-License-Identifier: Apache-2.0
"""Answers of a reflector of sockets for a second of CPU time, compared with the barest loop of the
same kind (echo.c), one after the other in each round.

Two hosts of namespaces and a veth pair; the requests come from another CPU, faster than they can be
answered. What is counted is the CPU time of the process for each answer, so that other programs of
the machine stay out of it. The median of the rounds is printed: a table, then one line of JSON. The
goal is reported, and fails nothing. $STAMP, $BARE and $ECHO are the programs.
"""

import contextlib
import json
import os
import pathlib
import statistics
import sys
import unittest

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent.parent / "netns"))

from support import path  # noqa: E402
from support.program import Running, stamp  # noqa: E402

BARE, ECHO = os.environ.get("BARE", ""), os.environ.get("ECHO", "")
PORT = "862"
ROUNDS = 5
SECONDS = 1.0
GOAL = 0.8  # of the answers of the bare loop
SKIPPED = 77


def cpu_ns(pid):
    """That a process of one thread has used: the kernel's own count."""
    with open(f"/proc/{pid}/schedstat", encoding="ascii") as file:
        return int(file.read().split()[0])


def answers_per_cpu_second(way, pid):
    before = cpu_ns(pid)
    with Running(way.near.host, "-c", "1", BARE, "rate", way.far.ipv4, PORT, SECONDS, "read",
                 program="taskset") as load:
        outcome = load.wait()
    used = cpu_ns(pid) - before
    return json.loads(outcome.out)["received"] * 1e9 / used


@contextlib.contextmanager
def on_one_cpu(host, program, *words, ready):
    with Running(host, "-c", "0", program, *words, program="taskset") as running:
        running.said(ready)
        yield running.pid


def measure(way):
    found = {"echo": [], "socket": []}
    subjects = {
        "echo": (ECHO, (PORT,), "ready"),
        "socket": (str(stamp()), ("reflector", "eth0", "--hook", "socket", "--rate", "0"),
                   "STAMP reflector on eth0"),
    }
    for _ in range(ROUNDS):
        for name, (program, words, ready) in subjects.items():
            with on_one_cpu(way.far.host, program, *words, ready=ready) as pid:
                found[name].append(answers_per_cpu_second(way, pid))
    return {name: statistics.median(values) for name, values in found.items()}


def main():
    try:
        with path.direct_path() as way:
            found = measure(way)
    except unittest.SkipTest as why:
        print(f"skipped: {why}")
        return SKIPPED
    share = found["socket"] / found["echo"]
    for name, value in found.items():
        print(f"{name:8} {value:12,.0f} answers per second of CPU time")
    print(f"share    {share:12.2f} (goal {GOAL}: {'met' if share >= GOAL else 'missed'})")
    print(json.dumps({"bench": "socket_answers", **{k: round(v) for k, v in found.items()},
                      "share": round(share, 3)}))
    return 0


if __name__ == "__main__":
    sys.exit(main())
