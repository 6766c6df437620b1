# SPDX-License-Identifier: Apache-2.0
"""add, change and del that are killed, at any moment: nothing answers that no verb sees."""

import json
import os
import random
import re
import signal
import time

from counting_program import tcx_programs
from persistent import HOOKS, Persistent, codes, good, pins, run, shown
from stamp_client import Client
from support import path, stamp_packet
from support.host import require_root
from support.program import Running
from test_crash import filters

KILLS = int(os.environ.get("STAMP_KILLS", "16"))  # a hook


def setUpModule():
    require_root()


class BrokenOff(Persistent):
    def answers(self, way):
        with Client(way.near) as client:
            client.send(stamp_packet.Request(1).pack(), (way.far.ipv4, 862))
            return bool(client.hears())

    def check_seen(self, way):
        """What answers is seen by show and stats; what is half-made is called so."""
        host = way.far.host
        found = shown(host)
        if self.answers(way):
            self.assertNotEqual(found, [])
            stats = run(host, "stats", "--json")
            self.assertNotEqual(json.loads(stats.stdout)["interfaces"], [], stats.stderr)
        return found

    def check_ended(self, way):
        """After one del, nothing is there."""
        done = run(way.far.host, "reflector", "del", "eth0")
        left = [name for name in pins() if re.search("/reflector(-next|-away-.*)?/", name)]
        self.assertEqual((tcx_programs(way.far), "stamp_" in filters(way.far), left),
                         (0, False, []), done.stderr)
        self.assertNotIn("xdp", way.far.host.run("ip", "link", "show", "dev", "eth0").stdout)
        self.assertFalse(self.answers(way))

    def kill_at_random(self, way, chance, duration, *words):
        with Running(way.far.host, "reflector", *words) as program:
            time.sleep(chance.uniform(0, duration))
            if program.process.poll() is None:
                program.kill(signal.SIGKILL)
            program.wait()

    def test_nothing_answers_unseen_after_kills_at_random_moments(self):
        for hook in (*HOOKS, "xdp"):
            chance = random.Random(f"{hook}-{KILLS}")
            with self.subTest(hook=hook), path.direct_path() as way:
                host = way.far.host
                begin = time.monotonic()
                good(host, "reflector", "add", "eth0", "--hook", hook)
                duration = 1.2 * (time.monotonic() - begin)
                for i in range(KILLS):
                    verb = chance.choice((("add", "eth0", "--hook", hook),
                                          ("change", "eth0", "--rate", str(i)),
                                          ("change", "eth0", "--hook", chance.choice(HOOKS)),
                                          ("del", "eth0")))
                    self.kill_at_random(way, chance, duration, *verb)
                    found = self.check_seen(way)
                    if chance.random() < 0.3:
                        self.check_ended(way)
                    elif found and chance.random() < 0.5:
                        # Any verb makes it whole.
                        done = run(host, "reflector", "change", "eth0")
                        if done.returncode == 0:
                            self.assertEqual([(r["state"], codes(r)) for r in shown(host)],
                                             [("attached", [])])
                            at_xdp = shown(host)[0]["hook"].startswith("xdp")
                            self.check_answered(way, *(("--hook", "xdp") if at_xdp else ()))
                self.check_ended(way)

    def test_filters_whose_pins_are_gone_are_seen_and_deleted(self):
        for verb in (("del", "eth0"), ("del", "--all"), ("add", "eth0")):
            with self.subTest(verb=verb), path.direct_path() as way:
                host = way.far.host
                good(host, "reflector", "add", "eth0", "--hook", "clsact")
                for name in pins():
                    os.unlink(name)
                self.assertTrue(self.answers(way))
                self.assertEqual([r["state"] for r in shown(host)], ["unfinished"])
                stats = json.loads(run(host, "stats", "--json").stdout)["interfaces"]
                self.assertEqual([(s["iface"], s["hook"], codes(s)) for s in stats],
                                 [("eth0", "clsact", ["not_pinned"])])
                good(host, "reflector", *verb)
                if verb[0] == "add":
                    self.assertEqual([r["state"] for r in shown(host)], ["attached"])
                    self.check_answered(way)
                self.check_ended(way)

    def test_signals_wait_until_a_change_is_done(self):
        with path.direct_path() as way:
            host = way.far.host
            good(host, "reflector", "add", "eth0")
            for i in range(6):
                with Running(host, "reflector", "change", "eth0", "--rate",
                             str(100 + i)) as program:
                    time.sleep(0.02 * i)
                    program.stop(signal.SIGTERM)
                reflector, = shown(host)
                self.assertEqual((reflector["state"], codes(reflector)), ("attached", []))
                self.check_answered(way)
            good(host, "reflector", "del", "eth0")
