# SPDX-License-Identifier: Apache-2.0
"""Other kernels and other architectures, each a virtual machine: every configuration of the
programs loads with two capabilities, and two namespaces measure over every hook that is there."""

import os
import re
import shutil
import subprocess
import unittest

HOOKS_OF_ALL = {"clsact", "xdp"}  # TCX is there from Linux 6.6 on


def why_not(machine, build):
    for tool in (f"qemu-system-{machine}", "cpio", "readelf", "apt-get", "xz"):
        if not shutil.which(tool):
            return f"needs {tool}"
    for program in ("src/stamp", "tests/bpf/bpf_tests"):
        if not os.access(f"{build}/{program}", os.X_OK):
            return f"needs {build}/{program}"
    return ""


class Kernels(unittest.TestCase):
    def boots_and_measures(self, machine, arch, build):
        why = why_not(machine, build)
        if why:
            self.skipTest(why)
        done = subprocess.run(["scripts/kernel-test", "--tcg", "--quick", "--limit", "20m",
                               "--arch", arch],
                              capture_output=True, text=True, errors="replace", check=False)
        if "could not download" in done.stderr or "apt has no" in done.stderr:
            self.skipTest(done.stderr.strip().splitlines()[0])
        said = done.stdout + done.stderr
        self.assertEqual(done.returncode, 0, said[-4000:])
        passed = set(re.findall(r"^kernel-test: passed: (.*)$", done.stdout, re.M))
        hooks = {row.split(",")[0] for row in passed if row.endswith(("IPv4", "IPv6"))}
        self.assertLessEqual(HOOKS_OF_ALL, hooks, said[-4000:])
        self.assertEqual({f"{hook}, {family}" for hook in hooks for family in ("IPv4", "IPv6")} |
                         {"every configuration loads, bpf,net_admin"}, passed)

    def test_amd64(self):
        self.boots_and_measures("x86_64", "amd64", "build-test")

    def test_arm64(self):
        self.boots_and_measures("aarch64", "arm64", "build-arm64")

    def test_s390x(self):
        self.boots_and_measures("s390x", "s390x", "build-s390x")


if __name__ == "__main__":
    unittest.main()
