# SPDX-License-Identifier: Apache-2.0
"""The round trip on an idle link: our reflector, at tc and at XDP, next to ping, irtt and the
barest program that our sender takes for one (swap, copy what makes it a reply, send: no clock, no
check).

Each has a veth pair of its own between two hosts of namespaces. All take turns of a few packets,
because one tenth of a second is not as the next on a machine that does other things, too; then come
a table and a line of JSON. The goal is printed, and fails nothing. $STAMP is the program, $ATTACH
puts the bare ones on an interface. `rtt` is what the sender prints: without the time that the
reflector says it took, (T4 - T1) - (T3 - T2); `t4-t1` has it in.
"""

import contextlib
import json
import pathlib
import re
import shutil
import statistics
import subprocess
import sys
import time
import unittest

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent.parent / "netns"))

from attached import attached  # noqa: E402
from support import path  # noqa: E402
from support.host import end  # noqa: E402
from support.program import Reflector, stamp  # noqa: E402

ROUNDS = 25
TOOL_ROUNDS = 6  # one in so many is with ping and irtt, which are far off
PACKETS = 100
INTERVAL_MS = 2
SKIPPED = 77


def p50(values):
    return statistics.median(values)


def p99(values):
    return sorted(values)[len(values) * 99 // 100]


def measure_stamp(near, far, hook):
    """Our sender, whatever answers it: nanoseconds, packet by packet."""
    result = near.host.run(stamp(), "sender", near.name, far.ipv4, "--json", "--hook", hook, "-c",
                           PACKETS, "-i", f"{INTERVAL_MS}ms", "-w", "100ms")
    lines = [json.loads(line) for line in result.stdout.splitlines()]
    packets = [line for line in lines if line["type"] == "packet" and line.get("t4_ns")]
    if len(packets) < PACKETS * 9 // 10:
        sys.exit(f"{len(packets)} of {PACKETS} packets were answered")
    return {"rtt": [line["rtt_ns"] for line in packets],
            "t4-t1": [line["t4_ns"] - line["t1_ns"] for line in packets]}


def measure_ping(near, far):
    result = near.host.run("ping", "-n", "-c", PACKETS, "-i", INTERVAL_MS / 1000, far.ipv4)
    return {"rtt": [float(ms) * 1e6 for ms in re.findall(r"time=([\d.]+) ms", result.stdout)]}


def measure_irtt(near, far):
    server = far.host.popen("irtt", "server", "-b", f"{far.ipv4}:2112", "-i", "0",
                            stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        time.sleep(0.1)
        result = near.host.run("irtt", "client", "-i", f"{INTERVAL_MS}ms", "-d",
                               f"{INTERVAL_MS * PACKETS}ms", "--wait=100ms", "-Q", "-o", "-",
                               far.ipv4)
    finally:
        end(server)
    trips = json.loads(result.stdout)["round_trips"]
    return {"rtt": [trip["delay"]["rtt"] for trip in trips if trip["lost"] == "false"]}


HOOKS = {"tc": "tcx", "xdp": "xdp"}
TOOLS = {"ping": measure_ping, "irtt": measure_irtt}


@contextlib.contextmanager
def answering():
    """name: (how to measure it, the path to it), of all that answers our sender."""
    with contextlib.ExitStack() as stack:
        ways = {}
        for name, hook in HOOKS.items():
            way = stack.enter_context(path.direct_path())
            stack.enter_context(attached(way.far, "echo_xdp" if hook == "xdp" else "echo_in"))
            ways[f"bare program, {name}"] = (hook, way)
            way = stack.enter_context(path.direct_path())
            stack.enter_context(Reflector(way.far, options=("--hook", hook, "--rate", 100000)))
            ways[f"stamp, {name}"] = (hook, way)
        yield ways


def run(tools):
    """name: the rounds, each a list of nanoseconds under one or two keys."""
    with answering() as ways, path.direct_path() as plain:
        rows = {name: [] for name in (*ways, *tools)}
        for number in range(ROUNDS):
            for name, (hook, way) in ways.items():
                rows[name].append(measure_stamp(way.near, way.far, hook))
            if number % TOOL_ROUNDS == 0:
                for name in tools:
                    rows[name].append(TOOLS[name](plain.near, plain.far))
    return rows


def ratio(rows, own, floor, key):
    """Round by round: the machine is not as fast in one as in the next."""
    return statistics.median(p50(a[key]) / p50(b[key]) for a, b in zip(rows[own], rows[floor]))


def show(rows):
    """Over all packets of all rounds."""
    print(f"{'microseconds':24}{'packets':>8}{'rtt p50':>9}{'p99':>9}{'t4-t1 p50':>11}{'p99':>9}")
    result = {}
    for name, samples in rows.items():
        pooled = {key: [ns for sample in samples for ns in sample[key]] for key in samples[0]}
        result[name] = {f"{key}_{function.__name__}_ns": round(function(pooled[key]))
                        for key in pooled for function in (p50, p99)}
        print(f"{name:24}{len(pooled['rtt']):>8}" + "".join(
            f"{ns / 1000:>{width}.2f}" for ns, width in zip(result[name].values(), (9, 9, 11, 9))))
    for name in HOOKS:
        shares = {key: ratio(rows, f"stamp, {name}", f"bare program, {name}", key)
                  for key in ("rtt", "t4-t1")}
        result[f"of bare, {name}"] = shares
        print(f"{name}: rtt {shares['rtt']:.3f} of the bare program's, round by round (goal 1.05 "
              f"or less); t4-t1 {shares['t4-t1']:.3f}")
    print(json.dumps({"bench": "roundtrip"} | result))


def main():
    tools = [tool for tool in TOOLS if shutil.which(tool)]
    for tool in TOOLS:
        if tool not in tools:
            print(f"SKIPPED: {tool} is not installed")
    try:
        show(run(tools))
    except unittest.SkipTest as why:
        print(f"skipped: {why}")
        return SKIPPED
    return 0


if __name__ == "__main__":
    sys.exit(main())
