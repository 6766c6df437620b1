# SPDX-License-Identifier: Apache-2.0
"""A persistent reflector whose interface bears another name, or is in another namespace."""

import json

from counting_program import tcx_programs
from json_schema import faults_of_line
from persistent import HOOKS, Persistent, codes, good, pins, run, shown
from stamp_client import QUICK
from support import path
from support.host import Host, require_root
from support.link import introduce, link
from support.program import send
from test_crash import filters


def setUpModule():
    require_root()


def rename(port, name):
    """The port under its new name."""
    port.set("down")
    port.set("name", name)
    port.name = name
    port.set("up")


def stats(host, *words):
    return json.loads(run(host, "stats", "--json", *words).stdout)["interfaces"]


class Renamed(Persistent):
    def test_it_is_shown_changed_and_deleted_by_the_name_the_interface_has(self):
        for hook in HOOKS:
            with self.subTest(hook=hook), path.direct_path() as way:
                host = way.far.host
                good(host, "reflector", "add", "eth0", "--hook", hook, "--rate", "77")
                rename(way.far, "lan0")
                introduce(way.near, way.far)
                reflector, = shown(host)
                self.assertEqual((reflector["iface"], reflector["state"]), ("lan0", "attached"))
                self.assertIn("renamed", codes(reflector))
                self.assertEqual([s["iface"] for s in stats(host, "lan0")], ["lan0"])
                self.check_refused(run(host, "reflector", "add", "lan0", "--hook", hook), 4,
                                   "lan0 has a persistent reflector")
                self.check_refused(run(host, "reflector", "lan0"), 4, "port 862 of lan0")
                good(host, "reflector", "change", "lan0", "--rate", "78")
                reflector, = shown(host)
                self.assertEqual((reflector["rate_pps"], codes(reflector)), (78, []))
                good(host, "reflector", "del", "lan0")
                self.assertEqual((tcx_programs(way.far), "stamp_" in filters(way.far), pins()),
                                 (0, False, []))

    def test_a_new_interface_of_the_old_name_has_one_of_its_own(self):
        for hook in HOOKS:
            with self.subTest(hook=hook), path.direct_path() as way, Host("other") as other:
                host = way.far.host
                good(host, "reflector", "add", "eth0", "--hook", hook, "--rate", "1")
                rename(way.far, "lan0")
                near, far = link(other, host, ipv4=("198.51.100.1/24", "198.51.100.2/24"),
                                 ipv6=None)
                good(host, "reflector", "add", "eth0", "--hook", hook, "--rate", "2")
                self.assertEqual([(r["iface"], r["rate_pps"]) for r in shown(host)],
                                 [("eth0", 2), ("lan0", 1)])
                good(host, "reflector", "change", "lan0", "--rate", "3")
                good(host, "reflector", "change", "eth0", "--rate", "4")
                self.assertEqual([(r["iface"], r["rate_pps"], r["state"]) for r in shown(host)],
                                 [("eth0", 4, "attached"), ("lan0", 3, "attached")])
                self.assertEqual(send(near, far.ipv4, "-c", 1, *QUICK).code, 0)
                good(host, "reflector", "del", "lan0")
                self.assertEqual(send(near, far.ipv4, "-c", 1, *QUICK).code, 0)
                good(host, "reflector", "del", "eth0")
                self.assertEqual(pins(), [])


class Moved(Persistent):
    """TCX and XDP stay on an interface that goes to another network namespace, clsact does not."""

    def move(self, way, target):
        way.far.host.run("ip", "link", "set", "dev", "eth0", "netns", target.path)
        target.run("ip", "address", "add", way.far.ipv4 + "/24", "dev", "eth0")
        target.run("ip", "link", "set", "dev", "eth0", "up")

    def test_both_namespaces_tell_the_truth_and_the_new_one_takes_it_over(self):
        for verb in ("change", "del"):
            with self.subTest(verb=verb), path.direct_path() as way, Host("new") as new:
                old = way.far.host
                good(old, "reflector", "add", "eth0", "--rate", "77")
                self.move(way, new)
                self.check_answered(way)
                there, = shown(old)
                self.assertEqual((there["state"], codes(there)), ("moved", ["moved"]))
                self.assertEqual(faults_of_line(json.loads(
                    run(old, "reflector", "show", "--json").stdout)), [])
                self.assertEqual([s["attached"] for s in stats(old)], [False])
                here, = shown(new)
                self.assertEqual((here["iface"], here["state"]), ("eth0", "attached"))
                self.assertIn("moved", codes(here))
                self.assertEqual([(s["attached"], s["verdicts"]["reflected"])
                                  for s in stats(new)], [(True, 3)])
                self.check_refused(run(new, "reflector", "add", "eth0"), 4,
                                   "eth0 has a persistent reflector")
                good(new, "reflector", verb, "eth0")
                self.assertEqual(shown(old), [])
                if verb == "change":
                    here, = shown(new)
                    self.assertEqual((here["rate_pps"], codes(here)), (77, []))
                    self.check_answered(way)
                    good(new, "reflector", "del", "eth0")
                self.assertEqual(pins(), [])
                self.assertEqual(send(way.near, way.far.ipv4, "-c", 1, "-w", "0.2").code, 1)

    def test_the_old_namespace_can_end_it_as_well(self):
        for words in (("eth0",), ("--all",)):
            with self.subTest(words=words), path.direct_path() as way, Host("new") as new:
                good(way.far.host, "reflector", "add", "eth0", "--hook", "xdp")
                self.move(way, new)
                good(way.far.host, "reflector", "del", *words)
                self.assertEqual((shown(new), pins()), ([], []))
                self.assertEqual(send(way.near, way.far.ipv4, "-c", 1, "-w", "0.2").code, 1)

    def test_another_interface_of_that_name_gets_one_of_its_own(self):
        with path.direct_path() as way, Host("new") as new, Host("other") as other:
            old = way.far.host
            good(old, "reflector", "add", "eth0", "--rate", "77")
            self.move(way, new)
            near, far = link(other, old)
            good(old, "reflector", "add", "eth0", "--rate", "5")
            self.assertEqual(sorted((r["state"], r["rate_pps"]) for r in shown(old)),
                             [("attached", 5), ("moved", 77)])
            self.check_answered(way)
            self.assertEqual(send(near, far.ipv4, "-c", 1, *QUICK).code, 0)
            good(new, "reflector", "change", "eth0", "--rate", "78")
            good(old, "reflector", "del", "eth0")
            self.assertEqual((shown(old), [r["rate_pps"] for r in shown(new)]), ([], [78]))
            good(new, "reflector", "del", "eth0")
            self.assertEqual(pins(), [])

    def test_clsact_does_not_come_along(self):
        with path.direct_path() as way, Host("new") as new:
            good(way.far.host, "reflector", "add", "eth0", "--hook", "clsact")
            self.move(way, new)
            self.assertEqual([r["state"] for r in shown(way.far.host)], ["detached"])
            self.assertEqual((shown(new), stats(new)), ([], []))
            self.assertEqual(send(way.near, way.far.ipv4, "-c", 1, "-w", "0.2").code, 1)
            good(new, "reflector", "add", "eth0")
            self.check_answered(way)
            good(new, "reflector", "del", "eth0")
            good(way.far.host, "reflector", "del", "--all")
            self.assertEqual(pins(), [])
