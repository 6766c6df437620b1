# SPDX-License-Identifier: Apache-2.0
"""The LLVM tools of one version: what others say of the same file differs."""

import re
import shutil
import subprocess
import unittest

VERSION = "14"  # Debian 12's


def tool(name):
    for file in (f"{name}-{VERSION}", name):
        if program := shutil.which(file):
            answer = subprocess.run([program, "--version"], capture_output=True, text=True,
                                    check=True).stdout
            if re.search(rf"version {VERSION}\.", answer):
                return program
    raise unittest.SkipTest(f"needs {name} of version {VERSION}")
