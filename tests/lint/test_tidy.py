# SPDX-License-Identifier: Apache-2.0
"""clang-tidy finds nothing in the folders that everything else stands on (.clang-tidy has the
checks). The others take minutes: `clang-tidy -p build-test src/cli/*.cc`."""

import concurrent.futures
import os
import pathlib
import subprocess
import unittest

import tree
from llvm import tool

FOLDERS = ("src/base", "src/time", "src/stats", "src/wire", "src/net")


def build():
    folder = pathlib.Path(os.environ.get("STAMP_BUILD", tree.ROOT / "build-test"))
    if not (folder / "compile_commands.json").exists():
        raise unittest.SkipTest("needs a build directory: STAMP_BUILD")
    return folder


def complaints(program, folder, path):
    done = subprocess.run([program, "-p", str(folder), "--quiet", str(tree.ROOT / path)],
                          capture_output=True, text=True, check=False)
    return "" if done.returncode == 0 else f"{path}\n{done.stdout}{done.stderr}"


class Tidy(unittest.TestCase):
    def test_clang_tidy_finds_nothing(self):
        program = tool("clang-tidy")
        folder = build()
        files = [path for path in tree.c_files(*FOLDERS) if path.suffix == ".cc"]
        self.assertTrue(files)
        with concurrent.futures.ThreadPoolExecutor(os.cpu_count()) as pool:
            found = list(pool.map(lambda path: complaints(program, folder, path), files))
        if any(found):
            self.fail("\n".join(filter(None, found)))
