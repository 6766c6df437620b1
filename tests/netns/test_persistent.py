# SPDX-License-Identifier: Apache-2.0
"""A persistent reflector: from add to del."""

import json

from counting_program import tcx_programs
from json_schema import faults_of_line
from persistent import HOOKS, Persistent, good, pins, run, shown
from stamp_client import QUICK
from support import path
from support.host import Host, require_root
from support.link import link
from support.program import Reflector, send
from test_crash import filters


def setUpModule():
    require_root()


class LifeCycle(Persistent):
    def test_it_answers_after_add_and_no_longer_after_del(self):
        for hook in HOOKS:
            with self.subTest(hook=hook), path.direct_path() as way:
                host = way.far.host
                good(host, "reflector", "add", "eth0", "--hook", hook)
                self.assertEqual(host.processes, [])
                self.check_answered(way)
                self.check_answered(way, target=way.far.ipv6)
                reflector, = shown(host)
                self.assertEqual((reflector["state"], reflector["hook"]), ("attached", hook))
                self.assertEqual((reflector["iface"], reflector["warnings"]), ("eth0", []))
                good(host, "reflector", "del", "dev", "eth0")
                self.assertEqual((tcx_programs(way.far), filters(way.far), pins()), (0, "", []))
                self.assertEqual(send(way.near, way.far.ipv4, "-c", 1, "-w", "0.2").code, 1)
                self.assertEqual(shown(host), [])

    def test_a_second_add_is_refused_and_names_change(self):
        with path.direct_path() as way:
            host = way.far.host
            good(host, "reflector", "add", "eth0", "--rate", "77")
            self.check_refused(run(host, "reflector", "add", "eth0"), 4, "eth0",
                               "try: stamp reflector change eth0")
            self.assertEqual(shown(host)[0]["rate_pps"], 77)
            self.check_answered(way)
            good(host, "reflector", "del", "--all")

    def test_what_is_not_there_cannot_be_changed_deleted_or_shown(self):
        with path.direct_path() as way:
            host = way.far.host
            for verb in ("change", "del"):
                self.check_refused(run(host, "reflector", verb, "eth0"), 4, "eth0", "try: ")
            self.check_refused(run(host, "reflector", "show"), 1, "no persistent reflector")
            self.check_refused(run(host, "reflector", "add", "eth7"), 4, "eth7", "try: eth0")
            good(host, "reflector", "del", "--all")
            good(host, "reflector", "del", "--stale")

    def test_change_changes_what_is_named_and_keeps_the_rest(self):
        for hook in HOOKS:
            with self.subTest(hook=hook), path.direct_path() as way:
                host = way.far.host
                good(host, "reflector", "add", "eth0", "--hook", hook, "--rate", "50", "-p",
                     "862,4862", "--allow", "192.0.2.0/24", "--address", way.far.ipv4,
                     "--ssid", "7,0x5a3c")
                before, = shown(host)
                good(host, "reflector", "change", "eth0", "--rate", "60", "--timestamp", "ptp")
                after, = shown(host)
                self.assertEqual(after, before | {"rate_pps": 60, "timestamp": "ptp"})
                self.assertEqual(after["ssids"], [7, 0x5a3c])
                self.check_answered(way, "-d", "4862", "--ssid", "7")
                self.assertEqual(send(way.near, way.far.ipv4, "-d", "4862", "--ssid", "8", "-c",
                                      1, "-w", "0.2").code, 1)
                good(host, "reflector", "change", "eth0", "--allow", "all", "--address", "all",
                     "-p", "862", "--ssid", "all")
                after, = shown(host)
                self.assertEqual((after["allow"], after["ports"], after["ssids"]), ([], [862], []))
                self.assertGreater(len(after["addresses"]), 1)
                self.check_answered(way, target=way.far.ipv6)
                self.assertEqual(send(way.near, way.far.ipv4, "-d", "4862", "-c", 1, "-w",
                                      "0.2").code, 1)
                good(host, "reflector", "del", "eth0")

    def test_change_moves_from_hook_to_hook(self):
        with path.direct_path() as way:
            host = way.far.host
            good(host, "reflector", "add", "eth0", "--hook", "tcx")
            for hook, programs in (("clsact", 0), ("tcx", 2)):
                good(host, "reflector", "change", "eth0", "--hook", hook)
                self.assertEqual((shown(host)[0]["hook"], tcx_programs(way.far)), (hook, programs))
                self.check_answered(way)
            self.assertEqual(filters(way.far), "")
            good(host, "reflector", "del", "eth0")

    def test_at_xdp_it_is_changed_in_place_and_leaves_nothing(self):
        with path.direct_path() as way:
            host = way.far.host
            good(host, "reflector", "add", "eth0", "--hook", "xdp")
            self.check_answered(way, "--hook", "xdp")
            good(host, "reflector", "change", "eth0", "-p", "4862")
            reflector, = shown(host)
            self.assertEqual((reflector["state"], reflector["hook"], reflector["ports"]),
                             ("attached", "xdp", [4862]))
            self.check_answered(way, "--hook", "xdp", "-d", "4862")
            good(host, "reflector", "change", "eth0", "--hook", "tcx")
            self.check_answered(way, "-d", "4862")
            self.assertNotIn("xdp", host.run("ip", "link", "show", "dev", "eth0").stdout)
            good(host, "reflector", "change", "eth0", "--hook", "xdp")
            good(host, "reflector", "del", "eth0")
            self.assertNotIn("xdp", host.run("ip", "link", "show", "dev", "eth0").stdout)
            self.assertEqual(tcx_programs(way.far), 0)

    def test_a_request_outside_what_it_allows_is_not_answered(self):
        with path.direct_path() as way:
            good(way.far.host, "reflector", "add", "eth0", "--allow", "198.51.100.0/24")
            self.assertEqual(send(way.near, way.far.ipv4, "-c", 1, "-w", "0.2").code, 1)
            good(way.far.host, "reflector", "del", "eth0")

    def test_a_foreground_reflector_and_one_without_a_process_keep_apart(self):
        with path.direct_path() as way:
            host = way.far.host
            good(host, "reflector", "add", "eth0")
            self.check_refused(run(host, "reflector", "eth0"), 4, "port 862 of eth0")
            with Reflector(way.far, options=("-p", "4862")):
                self.check_refused(run(host, "reflector", "change", "eth0", "-p", "4862"), 4,
                                   "port 4862 of eth0")
                self.check_answered(way)
                self.check_answered(way, "-d", "4862")
            good(host, "reflector", "del", "eth0")
            with Reflector(way.far):
                self.check_refused(run(host, "reflector", "add", "eth0"), 4, "port 862 of eth0")

    def test_a_sender_next_to_it_takes_another_source_port(self):
        """S8762-27"""
        with path.direct_path() as way, Reflector(way.near):
            good(way.far.host, "reflector", "add", "eth0")
            outcome = send(way.far, way.near.ipv4, "-c", 1, *QUICK)
            self.assertEqual(outcome.summary["received"], 1)
            self.assertEqual([w["code"] for w in outcome.of_type("warning")], ["source_port"])
            good(way.far.host, "reflector", "del", "eth0")

    def test_every_shape_of_show_fits_the_schema(self):
        with path.direct_path() as way:
            host = way.far.host
            self.assertEqual(faults_of_line(json.loads(
                run(host, "reflector", "show", "--json").stdout)), [])
            good(host, "reflector", "add", "eth0", "--allow", "192.0.2.0/24,2001:db8::/32")
            report = json.loads(good(host, "reflector", "show", "eth0", "--json").stdout)
            self.assertEqual(faults_of_line(report), [])
            self.assertEqual(report["reflectors"][0]["allow"], ["192.0.2.0/24", "2001:db8::/32"])
            good(host, "reflector", "del", "eth0")

    def test_an_interface_with_a_dot_in_its_name(self):
        with Host("a") as a, Host("b") as b:
            near, far = link(a, b, ("eth0", "eth0.100"))
            good(b, "reflector", "add", "eth0.100")
            self.assertEqual(send(near, far.ipv4, "-c", 1, *QUICK).code, 0)
            self.assertEqual(shown(b, "eth0.100")[0]["iface"], "eth0.100")
            good(b, "reflector", "del", "eth0.100")
