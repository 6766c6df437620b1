# SPDX-License-Identifier: Apache-2.0
"""The pinned maps of a process: there while it runs, gone with it or by `del --stale`."""

import json
import signal

from persistent import Persistent, codes, good, pins, run
from stamp_client import QUICK
from support import path
from support.host import BPFFS, require_root
from support.program import Reflector, Running, stamp

# Mounts below /sys are private already (support/host.py), and / need not be a mount.
UNSHARE = ("unshare", "--mount", "--propagation", "unchanged")
# Ours may lie on top of the machine's.
UNMOUNT = f"umount {BPFFS} && while umount -q {BPFFS}; do :; done"


def setUpModule():
    require_root()


class Killed(Persistent):
    def left_by(self, host, *words):
        with Running(host, *words) as program:
            program.said("eth0")
            self.assertNotEqual(pins(), [])
            program.stop(signal.SIGKILL)

    def test_a_foreground_role_pins_its_maps_and_leaves_none(self):
        for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            with self.subTest(number=number), path.direct_path() as way:
                with Reflector(way.far) as reflector, \
                        Running(way.near.host, "sender", "eth0", way.far.ipv4, "--json") as sender:
                    sender.said('"packet"')
                    self.assertEqual(len([p for p in pins() if p.endswith("/about")]), 2)
                    self.assertEqual((sender.stop(number).code, reflector.stop(number).code),
                                     (0, 0))
                self.assertEqual(pins(), [])

    def test_what_sigkill_leaves_is_shown_and_removed_by_stale(self):
        with path.direct_path() as way, Reflector(way.far, options=("-p", "4862")) as living:
            host = way.far.host
            good(host, "reflector", "add", "eth0", "-p", "4863")
            with Reflector(way.far) as one, Running(host, "sender", "eth0", way.near.ipv4,
                                                    "--json") as other:
                other.said('"start"')
                for program in (one, other):
                    program.stop(signal.SIGKILL)
            self.assertIn("left 2 behind", run(host, "reflector", "show").stderr)
            stats = json.loads(good(host, "stats", "--json").stdout)
            self.assertEqual(sorted(i["ports"] for i in stats["interfaces"]), [[4862], [4863]])
            good(host, "reflector", "del", "--stale")
            self.assertNotIn("behind", run(host, "reflector", "show").stderr)
            for port in ("4862", "4863"):  # the living were let alone
                self.check_answered(way, "-d", port)
            good(host, "reflector", "del", "eth0")
            living.stop()
            self.assertEqual(pins(), [])

    def test_the_next_start_on_the_interface_removes_it_too(self):
        with path.direct_path() as way:
            self.left_by(way.far.host, "reflector", "eth0")
            with Reflector(way.far):
                abouts = [p for p in pins() if p.endswith("/about")]
                self.assertEqual(len(abouts), 1)


class WithoutBpffs(Persistent):
    """In a mount namespace that has none and is not that of process 1."""

    def inside(self, host, *words):
        script = f'{UNMOUNT} && exec "$0" "$@"'
        return host.run(*UNSHARE, "sh", "-c", script, stamp(), *words, check=False)

    def test_add_says_what_to_do_and_mounts_nothing(self):
        with path.direct_path() as way:
            done = self.inside(way.far.host, "reflector", "add", "eth0")
            self.assertEqual(done.returncode, 4, done.stderr)
            self.assertIn("no bpffs is mounted in this mount namespace", done.stderr)
            self.assertIn("\ntry: nsenter", done.stderr)
            self.assertIn("mount -t bpf -o mode=0700 bpf /sys/fs/bpf", done.stderr)

    def test_stats_does_not_pretend_to_see_everything(self):
        with path.direct_path() as way:
            with Reflector(way.far):
                self.check_answered(way)
                stats = json.loads(self.inside(way.far.host, "stats", "--json").stdout)
                found, = stats["interfaces"]
                self.assertEqual((found["iface"], found["verdicts"]["reflected"], codes(found)),
                                 ("eth0", 3, ["not_pinned"]))
            done = self.inside(way.far.host, "stats")
            self.assertEqual((done.returncode, done.stdout), (1, ""))
            self.assertRegex(done.stderr, r"^stamp: nothing is running that is visible here: "
                                          r".* no bpffs\ntry: nsenter .*\n$")

    def test_add_mounts_one_where_it_stays(self):
        """In the mount namespace of process 1, which the shell is."""
        script = (f'{UNMOUNT} && "$0" reflector add eth0 -q && stat -f -c %T {BPFFS} && '
                  '"$0" reflector show && "$0" reflector del eth0 && ls ' + BPFFS)
        with path.direct_path() as way:
            done = way.far.host.run(*UNSHARE, "--pid", "--fork", "--mount-proc", "sh", "-c",
                                    script, stamp(), check=False)
            self.assertEqual((done.returncode, done.stderr), (0, ""))
            first, *shown, = done.stdout.splitlines()
            self.assertEqual(first, "bpf_fs")
            self.assertIn("eth0: attached", shown[0])
            self.assertNotIn("stamp", shown[2:])

    def test_the_foreground_roles_run_and_say_so(self):
        with path.direct_path() as way, Reflector(way.far):
            done = self.inside(way.near.host, "sender", "eth0", way.far.ipv4, "-c", "1", *QUICK)
            self.assertEqual(done.returncode, 0, done.stderr)
            self.assertIn("warning: pin_failed: stamp stats cannot read the counters of this "
                          "sender: ", done.stdout)
