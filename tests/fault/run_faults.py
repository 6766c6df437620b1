#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""For each role and verb: its n-th call of each system call fails once, for every n.

usage: run_faults.py [--sample N] [ROLE...]
  N     at most so many faults a role
  ROLE  part of a role's name
Needs root and strace. With ASAN_OPTIONS set $STAMP is taken for an address-sanitized program: what
that finds counts, too, and the calls that the sanitizers make for themselves do not fail.
Exit: 0 passed, 1 failed, 77 cannot run here. The last line is `tally: N passed, M failed, ...`.
"""

import argparse
import collections
import os
import pathlib
import shutil
import sys
import unittest

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "netns"))

import injection  # noqa: E402
import roles  # noqa: E402
from support.host import end_cleanly_on_signals, require_root  # noqa: E402

SKIPPED = 77


def options():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--sample", type=int, default=0)
    parser.add_argument("role", nargs="*")
    return parser.parse_args()


def faults_of(role):
    recording = injection.Recording()
    with roles.place(role) as way:
        outcome = roles.run_role(role, way, recording.words())
        roles.judge(role, way, outcome)
    if outcome.code != 0:
        raise roles.Wrong(f"without a fault: exit {outcome.code}\n{outcome.err}")
    return recording.faults(sanitized="ASAN_OPTIONS" in os.environ)


def try_faults(role, faults):
    """Yields (fault, exit code, what is wrong or None). The hosts are new where something is."""
    left = list(faults)
    while left:
        with roles.place(role) as way:
            while left:
                fault = left.pop(0)
                try:
                    outcome = roles.run_role(role, way, fault.words())
                    roles.judge(role, way, outcome)
                except roles.Wrong as wrong:
                    yield fault, None, str(wrong)
                    break
                yield fault, outcome.code, None


def try_role(role, sample):
    """(passed, failed)"""
    faults = faults_of(role)
    chosen = injection.spread(faults, sample) if sample else faults
    codes = collections.Counter()
    for fault, code, wrong in try_faults(role, chosen):
        codes["failed" if wrong else f"exit {code}"] += 1
        if wrong:
            print(f"failed  {role.name} {fault}: {wrong}", flush=True)
    reported = ", ".join(f"{count} {what}" for what, count in sorted(codes.items()))
    print(f"{role.name}: {len(chosen)} of {len(faults)} faults: {reported}", flush=True)
    return len(chosen) - codes["failed"], codes["failed"]


def why_not_here():
    if not shutil.which("strace"):
        return "needs strace"
    try:
        require_root()
    except unittest.SkipTest as skip:
        return str(skip)
    return None


def main():
    wanted = options()
    why = why_not_here()
    if why:
        print(f"skipped: {why}\ntally: 0 passed, 0 failed, 1 skipped")
        return SKIPPED
    end_cleanly_on_signals()
    if "ASAN_OPTIONS" in os.environ:  # the leak checker cannot run in a program that is traced
        os.environ["ASAN_OPTIONS"] += ":detect_leaks=0"
    passed = failed = 0
    for role in roles.ROLES:
        if wanted.role and not any(part in role.name for part in wanted.role):
            continue
        try:
            good, bad = try_role(role, wanted.sample)
        except roles.Wrong as wrong:
            good, bad = 0, 1
            print(f"failed  {role.name}: {wrong}", flush=True)
        passed, failed = passed + good, failed + bad
    print(f"tally: {passed} passed, {failed} failed, 0 skipped")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
