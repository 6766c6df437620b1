#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Builds and runs the tests of one Meson suite, counting the cases inside each of them.

Meson counts an executable as one test; here a Catch2 executable counts its test cases and a
run_unittest.py its tests. Anything else counts as one.

usage: run_suite.py BUILD SUITE COUNTS FAILED
  COUNTS  file that gets "passed failed skipped"
  FAILED  file to which the last lines of what failed are added, to be told once more at the end
"""

import collections
import json
import os
import pathlib
import re
import signal
import subprocess
import sys
import threading

SKIPPED = 77  # exit code, as Meson and Automake have it
TOLD_AGAIN = 60  # lines: both frameworks have what failed at their end
CATCH_ALL_PASSED = re.compile(r"All tests passed \(.*?(\d+) test cases?\)")
CATCH_TOTALS = re.compile(r"test cases: +\d+ \|(.*)")
CATCH_NUMBER = re.compile(r"(\d+) (passed|failed as expected|failed|skipped)")
TALLY = re.compile(r"tally: (\d+) passed, (\d+) failed, (\d+) skipped")


def introspect(build, what):
    answer = subprocess.run(["meson", "introspect", what, str(build)], check=True,
                            stdout=subprocess.PIPE)
    return json.loads(answer.stdout)


def build_what_is_needed(build, tests):
    """Ninja knows targets by their path below the build directory."""
    wanted = {target for test in tests for target in test["depends"]}
    paths = [os.path.relpath(path, build)
             for target in introspect(build, "--targets") if target["id"] in wanted
             for path in target["filename"]]
    if not paths:
        return
    ninja = subprocess.run(["ninja", "-C", str(build), *sorted(paths)], stdout=subprocess.PIPE,
                           stderr=subprocess.STDOUT, text=True)
    if ninja.returncode != 0:
        print(ninja.stdout)
        sys.exit(f"run_suite: {build} did not build")


def counts_of(line):
    """The (passed, failed, skipped) that a line of output announces, or None."""
    if match := TALLY.match(line):
        return tuple(int(n) for n in match.groups())
    if match := CATCH_ALL_PASSED.match(line):
        return int(match[1]), 0, 0
    if match := CATCH_TOTALS.match(line):
        numbers = {name: int(n) for n, name in CATCH_NUMBER.findall(match[1])}
        return (numbers.get("passed", 0) + numbers.get("failed as expected", 0),
                numbers.get("failed", 0), numbers.get("skipped", 0))
    return None


def kill_group(process):
    try:
        os.killpg(process.pid, signal.SIGKILL)
    except ProcessLookupError:
        pass


def run(test, build):
    """Runs one Meson test, its output passed on, and returns its counts and its last lines."""
    process = subprocess.Popen(test["cmd"], cwd=test["workdir"] or build,
                               env=os.environ | test["env"], stdin=subprocess.DEVNULL,
                               stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True,
                               errors="replace", start_new_session=True)
    limit_s = test["timeout"] if test["timeout"] > 0 else None  # 0: no limit
    timer = threading.Timer(limit_s or threading.TIMEOUT_MAX, kill_group, [process])
    counts = None
    last = collections.deque(maxlen=TOLD_AGAIN)
    try:
        timer.start()
        for line in process.stdout:
            print(f"    {line}", end="", flush=True)
            last.append(line)
            counts = counts_of(line) or counts
        code = process.wait()
    finally:
        timer.cancel()
        kill_group(process)
    if code == SKIPPED and (counts is None or counts[:2] == (0, 0)):
        return counts or (0, 0, 1), last
    passed, failed, skipped = counts or (int(code == 0), 0, 0)
    if code != 0 and failed == 0:
        last.append(f"ended with {code}" + (" (killed: too slow?)\n" if code == -9 else "\n"))
        print(f"    {last[-1]}", end="", flush=True)
        failed = 1
    return (passed, failed, skipped), last


def main():
    build, suite, counts_file, failed_file = sys.argv[1:]
    build = pathlib.Path(build).resolve()
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
    tests = [test for test in introspect(build, "--tests")
             if suite in (name.split(":")[-1] for name in test["suite"])]
    if not tests:
        sys.exit(f"run_suite: no test of suite {suite} in {build}")
    build_what_is_needed(build, tests)
    total = (0, 0, 0)
    for test in tests:
        print(f"  {test['name']}", flush=True)
        counts, last = run(test, build)
        total = tuple(map(sum, zip(total, counts)))
        if counts[1]:
            with open(failed_file, "a", encoding="utf-8") as file:
                file.writelines([f"== failed: {test['name']}\n", *last])
    pathlib.Path(counts_file).write_text("{} {} {}\n".format(*total))
    return 1 if total[1] else 0


if __name__ == "__main__":
    sys.exit(main())
