# SPDX-License-Identifier: Apache-2.0
"""Pins that several share: PID namespaces with the same numbers, and two first starts at once."""

import fcntl
import os
import pathlib
import signal

from persistent import Persistent, good, pins
from support import path
from support.host import BPFFS, require_root
from support.program import Running, stamp
from test_pins import UNMOUNT, UNSHARE

# The program is process 2 of a PID namespace of its own, next to a shell that is process 1.
IN_A_CONTAINER = ("unshare", "--pid", "--fork", "--kill-child", "--mount", "--propagation",
                  "unchanged", "--mount-proc", "sh", "-c", '"$0" "$@" & wait')


def setUpModule():
    require_root()


def abouts():
    return [name for name in pins() if name.endswith("/about")]


class SameNumber(Persistent):
    def contained(self, port, *options):
        return Running(port.host, *IN_A_CONTAINER, stamp(), "reflector", port.name, *options,
                       program="/usr/bin/env")

    def test_two_processes_of_one_number_both_run_and_are_both_seen(self):
        with path.direct_path() as way, self.contained(way.far) as one:
            one.said("STAMP reflector on eth0")
            with self.contained(way.far, "-p", "4862") as other:
                other.said("STAMP reflector on eth0")
                self.assertEqual(len(abouts()), 2, abouts())
                self.assertEqual(len({pathlib.Path(a).parent.name.split("-")[1]
                                      for a in abouts()}), 1)
                for number in ("862", "4862"):
                    self.check_answered(way, "-d", number)
                shown = good(way.far.host, "stats").stdout
                self.assertIn("port 862,", shown)
                self.assertIn("port 4862,", shown)

    def test_one_that_waits_for_a_lock_of_somebody_else_hears_signals(self):
        with path.direct_path() as way:
            host = way.far.host
            good(host, "reflector", "add", "eth0")
            place = pathlib.Path(abouts()[0]).parents[1]
            held = os.open(place, os.O_RDONLY | os.O_DIRECTORY)
            try:
                fcntl.flock(held, fcntl.LOCK_EX)
                with Running(host, "reflector", "change", "eth0") as waiting:
                    waiting.said("waiting for another stamp")
                    self.assertEqual(waiting.stop(signal.SIGTERM).code, -signal.SIGTERM)
            finally:
                os.close(held)
            self.check_answered(way)
            good(host, "reflector", "del", "eth0")


class FirstStarts(Persistent):
    def test_of_many_first_starts_at_once_one_mounts_and_all_are_seen(self):
        """In a mount namespace of process 1 without a bpffs; the mount point is locked until all
        of them wait for it."""
        count = 6
        script = (f"{UNMOUNT} && exec 9<{BPFFS} && flock 9 && "
                  + "".join(f'"$0" reflector eth0 -p {5000 + i} -q 9<&- & '
                            for i in range(count))
                  + "sleep 1; exec 9<&-; "
                  f"until [ $(ls -d {BPFFS}/stamp/*/eth0/reflector-* 2>/dev/null | wc -l) = "
                  f"{count} ]; do sleep 0.1; done; "
                  f"grep -c ' {BPFFS} ' /proc/self/mounts; kill 0")
        with path.direct_path() as way:
            done = way.far.host.run(*UNSHARE, "--pid", "--fork", "--mount-proc", "sh", "-c",
                                    script, stamp(), check=False)
            self.assertEqual(done.stdout.splitlines()[0], "1", done.stderr)
