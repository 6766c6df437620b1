#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Runs the test_*.py of a folder: a line per test, and at the end what failed once more and
`tally: N passed, M failed, K skipped`, which run_suite.py adds up.

usage: run_unittest.py FOLDER [PATTERN...]   (PATTERN: part of a test's name)
Exit: 0 passed, 1 failed, 77 everything was skipped.
"""

import pathlib
import sys
import time
import unittest


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


def main():
    folder = pathlib.Path(sys.argv[1]).resolve()
    patterns = sys.argv[2:]
    found = unittest.TestLoader().discover(str(folder), "test_*.py", top_level_dir=str(folder))
    wanted = [t for t in tests_of(found) if not patterns or any(p in t.id() for p in patterns)]
    result = Lines()
    unittest.TestSuite(wanted).run(result)
    passed, failed, skipped = map(result.count, ("passed", "failed", "skipped"))
    if result.failed:
        print("once more:", *result.failed, sep="\n")
    print(f"tally: {passed} passed, {failed} failed, {skipped} skipped")
    if failed or not result.outcomes:
        return 1
    return 0 if passed else 77


if __name__ == "__main__":
    sys.exit(main())
