#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Runs the test_*.py of a folder: a line per test, and at the end what failed once more and
`tally: N passed, M failed, K skipped`, which run_suite.py adds up.

usage: run_unittest.py [--jobs N] FOLDER [PATTERN...]
  --jobs N  runs N files at a time, each in a process of its own
  PATTERN   part of a test's name
Exit: 0 passed, 1 failed, 77 everything was skipped.
"""

import argparse
import pathlib
import queue
import re
import subprocess
import sys
import threading
import time
import unittest

ONCE_MORE = "once more:"
TALLY = re.compile(r"tally: (\d+) passed, (\d+) failed, (\d+) skipped")


class Lines(unittest.TestResult):
    """One outcome a test, whatever its subtests say."""

    def __init__(self):
        super().__init__()
        self.outcomes = {}
        self.reports = []
        self.failed = []  # the line and the reports of each
        self.current = None

    def startTest(self, test):
        super().startTest(test)
        self.current = test.id()
        self.outcomes[self.current] = "passed"
        self.started = time.monotonic()

    def stopTest(self, test):
        super().stopTest(test)
        outcome = self.outcomes[self.current]
        lines = [f"{outcome:8}{time.monotonic() - self.started:6.1f}s  {test.id()}", *self.reports]
        self._tell(lines, outcome)
        self.reports.clear()
        self.current = None

    def _tell(self, lines, outcome):
        print(*lines, sep="\n", flush=True)
        if outcome == "failed":
            self.failed += lines

    def _failed(self, test, err):
        text = self._exc_info_to_string(err, test)
        if self.current is None:  # a fixture of a module or class
            self.outcomes[test.id()] = "failed"
            self._tell([f"failed          {test.id()}", text], "failed")
            return
        self.outcomes[self.current] = "failed"
        self.reports.append(text)

    def addError(self, test, err):
        self._failed(test, err)

    def addFailure(self, test, err):
        self._failed(test, err)

    def addSubTest(self, test, subtest, err):
        if err is not None:
            self.reports.append(f"in {subtest}")
            self._failed(test, err)

    def addUnexpectedSuccess(self, test):
        self.outcomes[self.current] = "failed"
        self.reports.append("passed, but is marked as failing")

    def addSkip(self, test, reason):
        if self.current is None:  # a whole class: startTest is never called for its tests
            self.outcomes[test.id()] = "skipped"
            print(f"skipped         {test.id()}", flush=True)
        elif self.outcomes[self.current] == "passed":
            self.outcomes[self.current] = "skipped"
        print(f"        {reason}", flush=True)

    def count(self, outcome):
        return sum(o == outcome for o in self.outcomes.values())


def tests_of(suite):
    for item in suite:
        if isinstance(item, unittest.TestSuite):
            yield from tests_of(item)
        else:
            yield item


def chosen(folder, patterns):
    found = unittest.TestLoader().discover(str(folder), "test_*.py", top_level_dir=str(folder))
    return [t for t in tests_of(found) if not patterns or any(p in t.id() for p in patterns)]


def exit_code(passed, failed, skipped):
    if failed or not passed + skipped:
        return 1
    return 0 if passed else 77


def report(passed, failed, skipped, reports):
    if reports:
        print(ONCE_MORE, *reports, sep="\n")
    print(f"tally: {passed} passed, {failed} failed, {skipped} skipped", flush=True)
    return exit_code(passed, failed, skipped)


def run_here(tests):
    result = Lines()
    unittest.TestSuite(tests).run(result)
    return report(*map(result.count, ("passed", "failed", "skipped")), result.failed)


def run_file(folder, name):
    """The output of one file's tests, in a process of their own, and how they ended."""
    done = subprocess.run([sys.executable, __file__, str(folder), f"{name}."], text=True,
                          stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
                          stderr=subprocess.STDOUT, errors="replace", check=False)
    body, _, again = done.stdout.partition(f"{ONCE_MORE}\n")
    if match := TALLY.search(done.stdout):
        counts = tuple(map(int, match.groups()))
    else:
        counts, again = (0, 1, 0), f"{name} ended with {done.returncode}\n{done.stdout}"
    return TALLY.sub("", body).rstrip(), counts, TALLY.sub("", again).rstrip()


def run_files(folder, names, jobs):
    """The slowest of a folder are not known: files are taken in the order of their size."""
    waiting = queue.SimpleQueue()
    for name in sorted(names, key=lambda n: -(folder / f"{n}.py").stat().st_size):
        waiting.put(name)
    lock = threading.Lock()
    counts, reports = [0, 0, 0], []

    def work():
        while True:
            try:
                name = waiting.get_nowait()
            except queue.Empty:
                return
            body, added, again = run_file(folder, name)
            with lock:
                print(body, flush=True)
                counts[:] = map(sum, zip(counts, added))
                reports.extend([again] if again else [])

    workers = [threading.Thread(target=work, daemon=True) for _ in range(jobs)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    return report(*counts, reports)


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--jobs", type=int, default=1)
    parser.add_argument("folder", type=lambda path: pathlib.Path(path).resolve())
    parser.add_argument("patterns", nargs="*")
    options = parser.parse_args()
    tests = chosen(options.folder, options.patterns)
    if options.jobs == 1 or options.patterns:
        return run_here(tests)
    return run_files(options.folder, {t.id().split(".")[0] for t in tests}, options.jobs)


if __name__ == "__main__":
    sys.exit(main())
