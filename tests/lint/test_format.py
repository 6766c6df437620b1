# SPDX-License-Identifier: Apache-2.0
"""Every C and C++ file is as clang-format writes it."""

import re
import subprocess
import unittest

import tree
from llvm import tool


class Format(unittest.TestCase):
    def test_every_file_is_formatted(self):
        files = [str(tree.ROOT / path) for path in tree.c_files()]
        self.assertTrue(files)
        done = subprocess.run([tool("clang-format"), "--dry-run", "-Werror", *files],
                              capture_output=True, text=True, check=False)
        wrong = set(re.findall(rf"^{re.escape(str(tree.ROOT))}/(.*?):\d+:\d+: error", done.stderr,
                               re.M))
        if wrong:
            self.fail("clang-format -i is missing for\n" + "\n".join(sorted(wrong)))
        self.assertEqual(done.returncode, 0, done.stderr)
