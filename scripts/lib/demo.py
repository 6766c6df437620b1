#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""The demonstration: a reflector and a sender on two hosts, joined by a path that differs by
direction. Everything lives in namespaces that end with this process.

usage: demo.py STAMP [OPTION OF stamp sender...]
"""

import pathlib
import signal
import subprocess
import sys

signal.signal(signal.SIGINT, signal.SIG_DFL)  # until there is something to clean up
sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[2] / "tests" / "netns"))

from support import impair, path  # noqa: E402
from support.host import end_cleanly_on_signals  # noqa: E402
from support.program import Reflector  # noqa: E402

FORWARD = impair.rules(delay="5ms", drop_every=50)
BACKWARD = impair.rules(delay="9ms")

BEFORE = """
  near 192.0.2.1  ---- 5 ms, every 50th packet lost --->  far 192.0.2.2
  (stamp sender)  <--------------- 9 ms ----------------  (stamp reflector)

"""
AFTER = """
The round trip is near 14 ms, without the time the packet spent in the reflector. Forward and
backward show what a ping cannot: 5 ms one way and 9 ms the other (both hosts share this machine's
clock, so the one-way values are true here whatever is said about its synchronisation).
Every 50th packet is lost on its way forward. All four times were taken in the kernel, as the
packets passed.
"""


def main():
    stamp = pathlib.Path(sys.argv[1]).resolve()
    end_cleanly_on_signals()
    signal.signal(signal.SIGINT, signal.default_int_handler)
    with path.impaired_path(FORWARD, BACKWARD) as way, Reflector(way.far, stamp):
        print(BEFORE, end="", flush=True)
        # The sender has the terminal: Ctrl-C is for it alone, and it answers with its summary.
        signal.signal(signal.SIGINT, signal.SIG_IGN)
        sender = way.near.host.popen(
            stamp, "sender", way.near.name, way.far.ipv4, "-c", 50, "-i", "100ms", *sys.argv[2:],
            foreground=True)
        code = sender.wait()
    print(AFTER, end="")
    return code


if __name__ == "__main__":
    try:
        sys.exit(main())
    except KeyboardInterrupt:
        sys.exit(130)
    except (RuntimeError, subprocess.SubprocessError) as error:
        sys.exit(f"demo: {error}")
