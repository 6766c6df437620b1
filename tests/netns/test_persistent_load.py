# SPDX-License-Identifier: Apache-2.0
"""`stamp reflector change` while 10,000 requests a second come in: not one reply is lost, and each
of them carries a T3 of its own."""

import json
import unittest

from persistent import good
from support import path
from support.host import require_root
from support.program import Running

COUNT = 25000
LOAD = ("-c", COUNT, "-i", "100us", "--force", "-w", "10s", "--json")
STATEFUL = ("--stateful", "--max-sessions", "1024")
CHANGES = (  # each for itself another program, other constants or another hook
    ("--rate", "0"), ("-p", "862,4862"), ("--timestamp", "ptp"), ("--allow", "192.0.2.0/24"),
    ("--allow", "all", "--timestamp", "ntp"), ("-p", "862"), ("--address", "192.0.2.2"),
    ("--address", "all"))


def setUpModule():
    require_root()


class UnderLoad(unittest.TestCase):
    def measured(self, hook, changes, with_qdisc=False, options=()):
        """(the sender's outcome, what `stats` has of the reflector, changes before it ended)"""
        with path.direct_path() as way:
            host = way.far.host
            if with_qdisc:
                host.run("tc", "qdisc", "add", "dev", "eth0", "clsact")
            good(host, "reflector", "add", "eth0", "--rate", "0", "--hook", hook, *options)
            # What XDP sends over a veth pair arrives only where the other end has XDP, too.
            load = [*map(str, LOAD), "--hook", "xdp" if hook == "xdp" else "auto"]
            with Running(way.near.host, "sender", "eth0", way.far.ipv4, *load) as sender:
                sender.said('"packet"')
                made = 0
                while sender.process.poll() is None and made < 40:
                    good(host, "reflector", "change", "eth0", *changes[made % len(changes)])
                    made += sender.process.poll() is None
                outcome = sender.wait()
            stats = json.loads(good(host, "stats", "--json").stdout)
            good(host, "reflector", "del", "eth0")
            return outcome, stats["interfaces"][0], made

    def check(self, hook, changes, **how):
        outcome, stats, made = self.measured(hook, changes, **how)
        summary, verdicts = outcome.summary, stats["verdicts"]
        self.assertGreater(made, 2)
        self.assertEqual(summary["sent"], COUNT)
        self.assertEqual((summary["received"], summary["lost"], summary["duplicate"]),
                         (COUNT, 0, 0))
        # At XDP one program writes both times.
        self.assertEqual((verdicts["reflected"], verdicts["stamped"]),
                         (COUNT, 0 if hook == "xdp" else COUNT))
        # A reply that missed the egress program would carry T2 twice.
        self.assertEqual([p["seq"] for p in outcome.packets if p["proc_ns"] == 0], [])
        return outcome, stats

    def test_programs_are_swapped_without_losing_a_packet(self):
        for hook in ("tcx", "clsact", "xdp"):
            with self.subTest(hook=hook):
                self.check(hook, CHANGES)

    def test_sessions_and_their_numbers_are_kept(self):
        """No number is left out or taken twice, though programs of two generations take them."""
        for hook in ("tcx", "clsact", "xdp"):
            with self.subTest(hook=hook):
                outcome, stats = self.check(hook, (("--rate", "0"), ("--allow", "192.0.2.0/24"),
                                                   ("--allow", "all")), options=STATEFUL)
                self.assertEqual(sorted(p["reply_seq"] for p in outcome.packets),
                                 list(range(COUNT)))
                session, = stats["sessions"]
                self.assertEqual((session["rx"], session["tx"], session["next_seq"],
                                  session["lost"]), (COUNT, COUNT, COUNT, 0))
                self.assertNotIn("reflector_restart",
                                 [w["code"] for w in outcome.of_type("warning")])

    def test_from_stateful_to_stateless_and_back(self):
        for hook in ("tcx", "xdp"):
            with self.subTest(hook=hook):
                self.check(hook, (("--stateless",), ("--stateful",)), options=STATEFUL)

    def test_so_are_hooks_where_a_clsact_qdisc_is(self):
        """Making or removing one is what the kernel stops the transmit queue for."""
        self.check("tcx", (("--hook", "clsact"), ("--hook", "tcx")), with_qdisc=True)
