# SPDX-License-Identifier: Apache-2.0
"""What the tests of reflectors without a process have in common."""

import json
import os
import shutil
import subprocess
import unittest

from stamp_client import QUICK
from support.host import BPFFS
from support.program import send, stamp

HOOKS = ("tcx", "clsact")
# Of stamp_about.
ABI_VERSION, UTC_MINUS_CLOCK, ERROR = slice(4, 8), slice(88, 96), slice(108, 110)


def run(host, *words):
    return host.run(stamp(), *words, check=False)


def good(host, *words):
    done = run(host, *words)
    if done.returncode != 0:
        raise AssertionError(f"{' '.join(words)}: exit {done.returncode}\n{done.stderr}")
    return done


def shown(host, *words):
    """[reflector] of `show --json`."""
    report = json.loads(run(host, "reflector", "show", "--json", *words).stdout)
    return report["reflectors"]


def pins():
    """Everything that is pinned, by any process, below the mount of this process."""
    return sorted(os.path.join(folder, name) for folder, _, names in os.walk(BPFFS + "/stamp")
                  for name in names)


def bpftool(*words):
    path_ = os.environ["PATH"] + ":/usr/sbin"
    found = shutil.which("bpftool", path=path_)
    if not found:
        raise unittest.SkipTest("needs bpftool")
    done = subprocess.run([found, "-j", *words], capture_output=True, text=True, check=True)
    return json.loads(done.stdout or "null")


def rewrite_about(where, change):
    """Changes a part of the one pinned stamp_about, as no program of ours would."""
    name, = (p for p in pins() if p.endswith("/about"))
    octets = bytes(int(octet, 16) for octet in
                   bpftool("map", "dump", "pinned", name)[0]["value"])
    octets = octets[:where.start] + change(octets[where]) + octets[where.stop:]
    bpftool("map", "update", "pinned", name, "key", "0", "0", "0", "0", "value",
            *map(str, octets))


def codes(reflector):
    return [warning["code"] for warning in reflector["warnings"]]


class Persistent(unittest.TestCase):
    def setUp(self):
        for name in pins():  # of other tests, whose processes were killed with their hosts
            os.unlink(name)

    def tearDown(self):
        left = pins()
        for name in left:  # the next test is not to stumble over them
            os.unlink(name)
        # What runs until the end of its `with` is killed there, and leaves its maps.
        self.assertEqual([name for name in left if "/reflector/" in name], [])

    def check_answered(self, way, *options, count=3, target=None):
        summary = send(way.near, target or way.far.ipv4, "-c", count, *QUICK, *options).summary
        self.assertEqual((summary["received"], summary["duplicate"]), (count, 0))

    def check_refused(self, done, code, *words):
        self.assertEqual((done.returncode, done.stdout), (code, ""))
        self.assertTrue(done.stderr.startswith("stamp: "), done.stderr)
        for word in words:
            self.assertIn(word, done.stderr)
