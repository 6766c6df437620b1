# SPDX-License-Identifier: Apache-2.0
"""A program of floor*.bpf.c on an interface; $ATTACH is what puts it there."""

import contextlib
import os
import subprocess

from support.host import end


@contextlib.contextmanager
def attached(port, program):
    process = port.host.popen(os.environ["ATTACH"], port.name, program, stdin=subprocess.PIPE,
                              stdout=subprocess.PIPE)
    try:
        if process.stdout.readline().strip() != "ready":
            raise RuntimeError(f"{program} cannot be attached")
        yield
    finally:
        end(process)
