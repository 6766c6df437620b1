# SPDX-License-Identifier: Apache-2.0
"""Another tool takes programs of a persistent reflector away: reported, and healed by change."""

import ctypes
import json
import os
import struct

from counting_program import _bpf, tcx_programs
from persistent import Persistent, codes, good, pins, run, shown
from stamp_client import QUICK
from support import path
from support.host import require_root
from support.program import Reflector, send

BPF_OBJ_GET, BPF_LINK_DETACH = 7, 34


def setUpModule():
    require_root()


def detach_link(name):
    """As `bpftool link detach pinned FILE`, which Debian 12's does not know of TCX."""
    file, = (pin for pin in pins() if pin.endswith("/" + name))
    path_ = ctypes.create_string_buffer(os.fsencode(file))
    link, _ = _bpf(BPF_OBJ_GET, struct.pack("=QII", ctypes.addressof(path_), 0, 0))
    _bpf(BPF_LINK_DETACH, struct.pack("=I", link))
    os.close(link)


def remove_filter(way, direction):
    way.far.host.run("tc", "filter", "del", "dev", "eth0", direction)


# What is done to it: the hook, how, a word of the warning.
FAULTS = (
    ("tcx", lambda way: detach_link("link_in"), "ingress"),
    ("tcx", lambda way: detach_link("link_out"), "egress"),
    ("clsact", lambda way: remove_filter(way, "ingress"), "ingress"),
    ("clsact", lambda way: remove_filter(way, "egress"), "egress"),
    ("clsact", lambda way: way.far.host.run("tc", "qdisc", "del", "dev", "eth0", "clsact"),
     "detached the programs"),
    ("xdp", lambda way: detach_link("link_xdp"), "XDP"),
    ("xdp", lambda way: detach_link("link_in"), "ingress"),
)


class Healed(Persistent):
    def check_whole(self, way):
        outcome = send(way.near, way.far.ipv4, "-c", 3, *QUICK)
        self.assertEqual((outcome.summary["received"], outcome.summary["duplicate"]), (3, 0))
        for packet in outcome.packets:
            self.assertGreater(packet["proc_ns"], 0)

    def test_what_is_missing_is_reported_and_change_heals_it(self):
        for number, (hook, fault, word) in enumerate(FAULTS):
            for other in (hook, "tcx" if hook == "clsact" else "clsact"):
                with self.subTest(number=number, change_to=other), path.direct_path() as way:
                    host = way.far.host
                    good(host, "reflector", "add", "eth0", "--hook", hook)
                    fault(way)
                    reflector, = shown(host)
                    self.assertEqual((reflector["state"], codes(reflector)),
                                     ("detached", ["detached"]))
                    self.assertIn(word, reflector["warnings"][0]["detail"])
                    self.assertIn("stamp_link_attached{iface=\"eth0\",hook=\"" + hook + "\"} 0",
                                  good(host, "stats", "--openmetrics").stdout)
                    good(host, "reflector", "change", "eth0", "--hook", other)
                    reflector, = shown(host)
                    self.assertEqual((reflector["state"], codes(reflector), reflector["hook"]),
                                     ("attached", [], other))
                    if hook != "xdp":
                        self.check_whole(way)
                    good(host, "reflector", "del", "eth0")
                    self.assertEqual((tcx_programs(way.far), pins()), (0, []))

    def test_add_puts_a_new_one_in_the_place_of_one_that_lost_programs(self):
        for hook, fault, _ in FAULTS[:4]:
            with self.subTest(hook=hook), path.direct_path() as way:
                host = way.far.host
                good(host, "reflector", "add", "eth0", "--hook", hook, "--rate", "7")
                fault(way)
                good(host, "reflector", "add", "eth0", "--hook", hook)
                self.assertEqual([(r["state"], r["rate_pps"]) for r in shown(host)],
                                 [("attached", 1000)])
                self.check_whole(way)
                good(host, "reflector", "del", "eth0")
                self.assertEqual((tcx_programs(way.far), pins()), (0, []))


class Unpinned(Persistent):
    def test_what_is_pinned_nowhere_is_counted_all_the_same(self):
        """A process whose pins somebody removed."""
        for hook in ("tcx", "clsact"):
            with self.subTest(hook=hook), path.direct_path() as way, \
                    Reflector(way.far, options=("--hook", hook, "-p", "4862")):
                self.check_answered(way, "-d", "4862")
                for name in pins():
                    os.unlink(name)
                os.rmdir(os.path.dirname(name))
                found, = json.loads(good(way.far.host, "stats", "--json").stdout)["interfaces"]
                self.assertEqual((found["iface"], found["hook"], found["ports"],
                                  found["verdicts"]["reflected"], codes(found)),
                                 ("eth0", hook, [4862], 3, ["not_pinned"]))
                self.assertEqual(run(way.near.host, "stats").returncode, 1)
