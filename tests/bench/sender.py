# SPDX-License-Identifier: Apache-2.0
"""A sender's rate, pacing, CPU time and start next to the barest loops of the same kind (bare.c).

Two hosts of namespaces, a veth pair, a reflector at the far end, at tc and at XDP. The bare loop
drops what comes back at the socket's door, or reads it. Ours and the bare ones take turns,
and the median of the rounds is printed: a table, then one line of JSON. Goals are printed, and fail
nothing. Both have real-time priority, so that other programs of the machine stay out of it; what
stays in are the stalls of a virtual machine, which single rounds and the largest values show.
$STAMP and $BARE are the programs, $ATTACH puts one on an interface.
"""

import contextlib
import json
import os
import pathlib
import re
import statistics
import sys
import tempfile
import time
import unittest

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent.parent / "netns"))

from attached import attached  # noqa: E402
from support import path  # noqa: E402
from support.program import Reflector, stamp  # noqa: E402

BARE = os.environ.get("BARE", "")
ROUNDS = 5
RATE_ROUNDS = 9  # of the top rate, whose ratios differ most
# A round, and how long the others have the CPUs then. When they wait for 0.95 s the kernel takes a
# CPU for 50 ms from a real-time program that never sleeps.
SECONDS = 0.8
PAUSE_S = 0.1
LASTING = "800ms"
PACED = 800  # sent at 1 ms
MS = 1_000_000
SKIPPED = 77
AUTH_PORT = 4862


@contextlib.contextmanager
def real_time():
    """For this process and what it starts meanwhile: one round."""
    os.sched_setscheduler(0, os.SCHED_FIFO, os.sched_param(1))
    try:
        yield
    finally:
        os.sched_setscheduler(0, os.SCHED_OTHER, os.sched_param(0))
        time.sleep(PAUSE_S)


@contextlib.contextmanager
def key_file():
    with tempfile.NamedTemporaryFile("w") as file:  # for its owner alone
        file.write(os.urandom(32).hex())
        file.flush()
        yield file.name


def bare(near, *words):
    return json.loads(near.host.run(BARE, *words).stdout)


def ours(near, far, *options):
    """The summary and the CPU seconds of a run of the sender."""
    before = os.times()
    result = near.host.run(stamp(), "sender", near.name, far.ipv4, "--json", "-q", "-w", "100ms",
                           *options)
    after = os.times()
    summary = json.loads(result.stdout.splitlines()[-1])
    summary["cpu_s"] = (after.children_user - before.children_user +
                        after.children_system - before.children_system)
    return summary


def start_cpu_s(near, far):
    """What a run costs before and after it measures."""
    return statistics.median(ours(near, far, "-c", 1)["cpu_s"] for _ in range(ROUNDS))


def cpu_ns(rows, packets, start_s=0.0):
    return statistics.median((row["cpu_s"] - start_s) / row[packets] * 1e9 for row in rows)


def median(rows, *keys):
    def value(row):
        for key in keys:
            row = row[key]
        return row
    return statistics.median(value(row) for row in rows)


def bare_rate(way, *words):
    row = bare(way.near, "rate", way.far.ipv4, 862, SECONDS, *words)
    return row | {"rate": row["sent"] / row["seconds"]}


def our_rate(way, interval, *options):
    row = ours(way.near, way.far, "--force", "-i", interval, "-t", LASTING, *options)
    if row["received"] + row["lost"] != row["sent"]:
        sys.exit(f"samples unaccounted for: {row}")
    return row | {"rate": row["sent"] / SECONDS}


def ratio(own, floor):
    """Round by round: the machine is not as fast in one as in the next."""
    return statistics.median(a["rate"] / b["rate"] for a, b in zip(own, floor))


def measure_rate(ways):
    """As many as go: 1 us asked for. Next to it 4 us, which is 250,000 a second."""
    runs = {"bare": lambda: bare_rate(ways["tc"]),
            "reading": lambda: bare_rate(ways["tc"], "read"),
            "ours": lambda: our_rate(ways["tc"], "1us"),
            "paced": lambda: our_rate(ways["tc"], "4us"),
            "bare_xdp": lambda: bare_rate(ways["bare xdp"]),
            "reading_xdp": lambda: bare_rate(ways["bare xdp"], "read"),
            "ours_xdp": lambda: our_rate(ways["xdp"], "1us", "--hook", "xdp")}
    rows = {name: [] for name in runs}
    for _ in range(RATE_ROUNDS):
        for name, run in runs.items():
            with real_time():
                rows[name].append(run())
    result = {name: median(rows[name], "rate") for name in rows}
    result["ratio"] = {name: ratio(rows["ours_xdp" if "xdp" in name else "ours"], rows[name])
                       for name in ("bare", "reading", "bare_xdp", "reading_xdp")}
    start_s = start_cpu_s(ways["tc"].near, ways["tc"].far)
    result |= {f"{name}_cpu_ns": cpu_ns(of, "sent", start_s if "rtt_ns" in of[0] else 0)
               for name, of in rows.items()}
    for key in ("lost", "ring_drops", "missed_slots"):
        result[key] = [row[key] for row in rows["paced"]]
    result["ring_drops_at_top_rate"] = [row["ring_drops"] for row in rows["ours"]]
    return result


def measure_extensions(near, far, key):
    """The top rate and its price with what packets can carry, plain ones in the same rounds."""
    variants = {"plain": (),
                "three TLVs": ("--tlv", "timestamp-information", "--tlv", "class-of-service:ef",
                               "--tlv", "direct-measurement"),
                "authenticated": ("-d", AUTH_PORT, "--key-file", key)}
    rows = {name: [] for name in variants}
    for _ in range(ROUNDS):
        for name, options in variants.items():
            with real_time():
                rows[name].append(ours(near, far, "--force", "-i", "1us", "-t", LASTING, *options))
    return {name: {"rate": median(of, "sent") / SECONDS, "cpu_ns": cpu_ns(of, "sent"),
                   "lost": [row["lost"] for row in of], "bad_auth": of[-1]["bad_auth"]}
            for name, of in rows.items()}


def measure_pacing(near, far):
    """1,000 a second: how late each leaves, asleep in between and spinning."""
    result = {}
    start_s = start_cpu_s(near, far)
    for name, words, options in (("sleeping", (), ()), ("spinning", ("spin",), ("--precise",))):
        floor, own = [], []
        for _ in range(ROUNDS):
            with real_time():
                floor.append(bare(near, "pace", far.ipv4, 862, MS, PACED, *words))
            with real_time():
                own.append(ours(near, far, "-i", "1ms", "-t", LASTING, *options))
        result[name] = {
            "bare": {key: median(floor, key) for key in ("mean", "stddev", "p50", "p99", "max")},
            "ours": {key: median(own, "pacing_error_ns", key)
                     for key in ("mean", "stddev", "p50", "p99", "max")},
            "bare_cpu_ns": cpu_ns(floor, "n"),
            "ours_cpu_ns": cpu_ns(own, "sent", start_s),
            "quietest": {"bare": min(row["stddev"] for row in floor),
                         "ours": min(row["pacing_error_ns"]["stddev"] for row in own)},
            "sent_and_missed": [row["sent"] + row["missed_slots"] for row in own],
            "missed": [row["missed_slots"] for row in own],
        }
    return result


def measure_start(near, far):
    """From exec to T1 of the first packet."""
    took = []
    for _ in range(2 * ROUNDS + 1):
        result = near.host.run(BARE, "exec", stamp(), "sender", near.name, far.ipv4, "--json",
                               "-c", 1)
        started = int(re.match(r"\d+", result.stderr)[0])
        packet = next(line for line in map(json.loads, result.stdout.splitlines())
                      if line["type"] == "packet")
        took.append(packet["t1_ns"] - started)
    return {"median_ns": statistics.median(took), "max_ns": max(took)}


def show(result):
    rate, pacing, start = (result[key] for key in ("rate", "pacing", "start"))
    print(f"{'':34}{'bare':>10}{'stamp':>10}{'ratio':>8}  goal")

    def row(label, floor, own, goal, unit=1.0, digits=0, share=None):
        print(f"{label:34}{floor / unit:>10.{digits}f}{own / unit:>10.{digits}f}"
              f"{share or own / floor:>8.2f}  {goal}")
    for hook, end in (("tc", ""), ("XDP", "_xdp")):
        for name, what in (("bare", "replies dropped"), ("reading", "replies read")):
            row(f"top rate, {hook}, {what}", rate[name + end], rate["ours" + end], "0.90 or more",
                share=rate["ratio"][name + end])
            row("  CPU per packet, ns", rate[f"{name}{end}_cpu_ns"],
                rate[f"ours{end}_cpu_ns"], "")
    for name, goal in (("sleeping", "1.10 or less"), ("spinning", "about 4 us")):
        row(f"1 ms, {name}: deviation, us", pacing[name]["bare"]["stddev"],
            pacing[name]["ours"]["stddev"], goal, 1000, 1)
        row("  in the quietest round, us", pacing[name]["quietest"]["bare"],
            pacing[name]["quietest"]["ours"], "", 1000, 1)
        for key in ("p50", "p99"):
            row(f"  late by, {key}, us", pacing[name]["bare"][key], pacing[name]["ours"][key], "",
                1000, 1)
        row("  CPU per packet, us", pacing[name]["bare_cpu_ns"], pacing[name]["ours_cpu_ns"], "",
            1000, 1)
    print(f"asked for 250,000 a second: {rate['paced']:.0f}, missed slots {rate['missed_slots']}, "
          f"lost {rate['lost']}, ring drops {rate['ring_drops']}")
    for name, of in result["extensions"].items():
        print(f"top rate, {name}: {of['rate']:.0f} a second, {of['cpu_ns']:.0f} ns each")
    print(f"from exec to the first packet: median {start['median_ns'] / MS:.1f} ms, "
          f"max {start['max_ns'] / MS:.1f} ms (goal 150 ms)")
    print(json.dumps({"bench": "sender"} | result))


@contextlib.contextmanager
def answered_paths(key):
    """To a reflector at tc and to one at XDP; and one to XDP for the bare loop."""
    with contextlib.ExitStack() as stack:
        def answered(*options):
            way = stack.enter_context(path.direct_path())
            stack.enter_context(Reflector(way.far, options=("--rate", "0", *options)))
            return way
        ways = {"tc": answered(), "xdp": answered("--hook", "xdp"),
                "bare xdp": answered("--hook", "xdp")}
        # Without a program there veth throws away what XDP sends.
        stack.enter_context(attached(ways["bare xdp"].near, "empty_xdp"))
        stack.enter_context(Reflector(ways["tc"].far, options=("--rate", "0", "-p", AUTH_PORT,
                                                               "--key-file", key)))
        yield ways


def main():
    try:
        with key_file() as key, answered_paths(key) as ways:
            tc = ways["tc"].near, ways["tc"].far
            show({"rate": measure_rate(ways), "extensions": measure_extensions(*tc, key),
                  "pacing": measure_pacing(*tc), "start": measure_start(*tc)})
    except unittest.SkipTest as why:
        print(f"skipped: {why}")
        return SKIPPED
    return 0


if __name__ == "__main__":
    sys.exit(main())
