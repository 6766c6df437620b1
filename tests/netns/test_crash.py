# SPDX-License-Identifier: Apache-2.0
"""SIGKILL leaves nothing behind, or nothing for long. L-07."""

import json
import os
import pathlib
import signal
import unittest

from counting_program import tcx_programs
from stamp_client import QUICK, eventually
from support import path
from support.host import require_root
from support.program import Reflector, Running, send, stamp

ROLES = ("reflector", "sender")


def setUpModule():
    require_root()


def running(way, role, hook):
    """(the port, the program)"""
    if role == "reflector":
        return way.far, Reflector(way.far, options=("--hook", hook))
    sender = Running(way.near.host, "sender", "eth0", way.far.ipv4, "--json", "-i", "5ms",
                     "-w", "50ms", "--hook", hook)
    sender.said('"start"')
    return way.near, sender


def filters(port):
    """What tc knows of on the port: filters of both directions, and clsact qdiscs."""
    shown = [port.host.run("tc", "filter", "show", "dev", port.name, way, check=False).stdout
             for way in ("ingress", "egress")]
    qdiscs = port.host.run("tc", "qdisc", "show", "dev", port.name).stdout
    return "".join(shown) + "".join(line for line in qdiscs.splitlines() if "clsact" in line)


def children(pid):
    """Those of its first thread."""
    text = pathlib.Path(f"/proc/{pid}/task/{pid}/children").read_text(encoding="ascii")
    return [int(word) for word in text.split()]


class Killed(unittest.TestCase):
    def test_tcx_programs_go_with_their_process(self):
        for role in ROLES:
            with self.subTest(role=role), path.direct_path() as way:
                port, program = running(way, role, "tcx")
                with program:
                    self.assertEqual(tcx_programs(port), 2)
                    program.stop(signal.SIGKILL)
                    eventually(lambda: tcx_programs(port) == 0)
                    self.assertEqual(filters(port), "")

    def test_clsact_filters_are_removed_by_the_cleanup_child(self):
        for role in ROLES:
            with self.subTest(role=role), path.direct_path() as way:
                port, program = running(way, role, "clsact")
                with program:
                    self.assertIn("stamp_", filters(port))
                    program.stop(signal.SIGKILL)
                    eventually(lambda: filters(port) == "")

    def test_a_clean_end_leaves_nothing_either(self):
        for role in ROLES:
            for hook in ("tcx", "clsact"):
                with self.subTest(role=role, hook=hook), path.direct_path() as way:
                    port, program = running(way, role, hook)
                    with program:
                        program.stop()
                    self.assertEqual((tcx_programs(port), filters(port)), (0, ""))

    def test_the_signals_of_a_terminal_do_not_end_the_cleanup_child_first(self):
        with path.direct_path() as way:
            port, program = running(way, "reflector", "clsact")
            with program:
                for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
                    for cleanup_child in children(program.pid):
                        os.kill(cleanup_child, number)
                self.assertIn("stamp_", filters(port))
                self.assertEqual(send(way.near, way.far.ipv4, "-c", 1, *QUICK).code, 0)
                program.stop(signal.SIGKILL)
                eventually(lambda: filters(port) == "")

    def test_what_is_left_without_a_cleanup_child_is_removed_by_the_next_start(self):
        for role in ROLES:
            with self.subTest(role=role), path.direct_path() as way:
                port, program = running(way, role, "clsact")
                with program:
                    cleanup_child, = children(program.pid)
                    os.kill(cleanup_child, signal.SIGKILL)
                    program.stop(signal.SIGKILL)
                self.assertIn("stamp_", filters(port))
                port, program = running(way, role, "clsact")
                with program:
                    program.said("left behind by a killed stamp: stamp_")
                    for direction in ("ingress", "egress"):
                        shown = port.host.run("tc", "filter", "show", "dev", "eth0",
                                              direction).stdout
                        self.assertEqual(shown.count("name stamp_"), 1, shown)
                    program.stop()
                self.assertNotIn("stamp_", filters(port))

    def test_what_is_left_without_a_cleanup_child_is_shown_and_removed_by_stale(self):
        with path.direct_path() as way:
            host = way.far.host
            _, living = running(way, "reflector", "clsact")
            with living, Reflector(way.far, options=("--hook", "clsact", "-p", "4862")) as killed:
                cleanup_child, = children(killed.pid)
                os.kill(cleanup_child, signal.SIGKILL)
                killed.stop(signal.SIGKILL)
                stats = json.loads(host.run(stamp(), "stats", "--json").stdout)["interfaces"]
                self.assertEqual(sorted((s["ports"], [w["code"] for w in s["warnings"]])
                                        for s in stats), [([862], []), ([4862], ["not_pinned"])])
                host.run(stamp(), "reflector", "del", "--stale")
                self.assertEqual(send(way.near, way.far.ipv4, "-d", "4862", "-c", 1, "-w",
                                      "0.2").code, 1)
                self.assertEqual(send(way.near, way.far.ipv4, "-c", 1, *QUICK).code, 0)

    def test_what_is_left_does_not_answer_twice(self):
        with path.direct_path() as way:
            _, program = running(way, "reflector", "clsact")
            with program:
                os.killpg(program.pid, signal.SIGKILL)
                program.wait()
            with Reflector(way.far):  # TCX, in front of the filter that is still there
                summary = send(way.near, way.far.ipv4, "-c", 5, *QUICK).summary
                self.assertEqual((summary["received"], summary["duplicate"]), (5, 0))
