# SPDX-License-Identifier: Apache-2.0
"""stamp doctor on hosts that have one thing each in the way."""

import ctypes
import json
import unittest

from counting_program import CountingProgram, PassesAtXdp
from json_schema import faults_of_line
from support import path
from support.host import require_root
from support.program import Reflector, stamp

NOBODY = 65534
TIME_ERROR = 5  # what adjtimex(2) returns while nobody disciplines the clock
CLOCK = {"clock", "TAI-UTC"}  # rows that depend on the machine of the test


def setUpModule():
    require_root()


def is_synchronised():
    return ctypes.CDLL(None).adjtimex(ctypes.create_string_buffer(256)) != TIME_ERROR


class Checkup:
    """One run: exit code and rows."""

    def __init__(self, case, host, *words, program=(stamp(),), **options):
        self.case = case
        done = host.run(*program, "doctor", *words, "--json", check=False, **options)
        case.assertEqual(done.stderr, "")
        case.assertEqual(done.stdout.count("\n"), 1)
        self.object = json.loads(done.stdout)
        case.assertEqual(faults_of_line(self.object), [])
        self.code = done.returncode
        case.assertEqual(self.object["exit"], self.code)

    def row(self, name):
        found = [check for check in self.object["checks"] if check["name"] == name]
        self.case.assertEqual(len(found), 1, self.object)
        return found[0]

    def finding(self, name, finding, *words, cure=""):
        row = self.row(name)
        self.case.assertEqual(row["finding"], finding, row)
        for word in words:
            self.case.assertIn(word, row["text"])
        self.case.assertIn(cure, row["cure"] or "")

    def faults(self):
        return {check["name"] for check in self.object["checks"] if check["finding"] == "fault"}


class Doctor(unittest.TestCase):
    def healthy_code(self):
        return 0 if is_synchronised() else 5

    def test_a_host_with_nothing_in_the_way(self):
        with path.direct_path() as way:
            found = Checkup(self, way.near.host, way.near.name)
            self.assertEqual(found.code, self.healthy_code())
            self.assertLessEqual(found.faults(), CLOCK)
            for name in ("kernel", "capabilities", "BPF programs", "bpffs", "link", "MTU",
                         "programs", "XDP", "ingress qdisc"):
                found.finding(name, "ok")
            found.finding("addresses", "ok", way.near.ipv4, way.near.ipv6)
            found.finding("firewall", "ok", "no rules")
            self.assertTrue(all(check["iface"] in (None, way.near.name)
                                for check in found.object["checks"]))

    def test_text_has_the_same_rows_and_the_same_exit_code(self):
        with path.direct_path() as way:
            found = Checkup(self, way.near.host)
            done = way.near.host.run(stamp(), "doctor", check=False)
            self.assertEqual(done.returncode, found.code)
            lines = [line for line in done.stdout.splitlines()[1:-1]
                     if not line.startswith("       try: ")]
            self.assertEqual([line.split()[0] for line in lines],
                             [check["finding"] for check in found.object["checks"]])

    def test_the_clock_is_judged_by_what_the_kernel_says(self):
        with path.direct_path() as way:
            found = Checkup(self, way.near.host)
            if is_synchronised():
                found.finding("clock", "ok")
            else:
                found.finding("clock", "fault", "not synchronised", cure="chrony")
                self.assertEqual(found.code, 5)

    def test_without_capabilities(self):
        with path.direct_path() as way, open(stamp(), "rb") as binary:
            found = Checkup(self, way.near.host, way.near.name,
                            program=(f"/proc/self/fd/{binary.fileno()}",), user=NOBODY,
                            group=NOBODY, extra_groups=[], pass_fds=[binary.fileno()])
            self.assertEqual(found.code, 4)
            found.finding("capabilities", "fault", "missing CAP_BPF, CAP_NET_ADMIN", cure="setcap")
            for name in ("BPF programs", "BPF JIT", "hooks", "firewall", "programs"):
                found.finding(name, "note", "not known")
            found.finding("addresses", "ok", way.near.ipv4)
            found.finding("XDP", "ok", "free")

    def test_what_takes_the_capabilities_away_is_named(self):
        with path.direct_path() as way, open(stamp(), "rb") as binary:
            for options, text, cure in (
                    (("--no-new-privs",), "no_new_privs on", ""),
                    (("--bounding-set=-bpf",), "bounding set lacks", "CapabilityBoundingSet")):
                found = Checkup(self, way.near.host, program=(
                    "setpriv", f"--reuid={NOBODY}", "--clear-groups", *options,
                    f"/proc/self/fd/{binary.fileno()}"), pass_fds=[binary.fileno()])
                with self.subTest(options=options):
                    found.finding("capabilities", "fault", text, cure=cure)

    def test_programs_of_others(self):
        with path.direct_path() as way, CountingProgram(way.near):
            found = Checkup(self, way.near.host, way.near.name)
            found.finding("programs", "note", "not of stamp: tcx ingress: program ")
            found.finding("XDP", "ok")
            self.assertEqual(found.code, self.healthy_code())

    def test_filters_of_others(self):
        with path.direct_path() as way:
            tc = ("tc", "filter", "add", "dev", way.near.name)
            way.near.host.run("tc", "qdisc", "add", "dev", way.near.name, "clsact")
            way.near.host.run(*tc, "egress", "protocol", "ip", "u32", "match", "u32", "0", "0")
            found = Checkup(self, way.near.host, way.near.name)
            found.finding("programs", "note", "not of stamp: clsact egress: a filter")
            found.finding("ingress qdisc", "ok", "clsact")

    def test_our_own_programs_are_known(self):
        with path.direct_path() as way:
            for hook in ("tcx", "clsact"):
                with self.subTest(hook=hook), Reflector(way.near, options=("--hook", hook)):
                    found = Checkup(self, way.near.host, way.near.name)
                    found.finding("programs", "ok", f"{hook} ingress", "stamp_refl_in")

    def test_an_xdp_program_of_another(self):
        with path.direct_path() as way, PassesAtXdp(way.near):
            found = Checkup(self, way.near.host, way.near.name)
            found.finding("XDP", "note", "--hook xdp cannot attach", cure="--hook tcx")
            found.finding("programs", "ok")

    def test_an_ingress_qdisc(self):
        with path.direct_path() as way:
            way.near.host.run("tc", "qdisc", "add", "dev", way.near.name, "ingress")
            Checkup(self, way.near.host, way.near.name).finding("ingress qdisc", "note", "ingress")

    def test_masquerading(self):
        with path.direct_path() as way:
            rules = "table ip nat { chain out { type nat hook postrouting priority 100; " \
                    "udp dport 862 masquerade random; }; }; " \
                    "table inet f { chain o { type filter hook output priority 0; policy drop; }; }"
            done = way.near.host.run("nft", rules, check=False)
            if done.returncode != 0:
                self.skipTest(f"no nftables here: {done.stderr.strip()}")
            found = Checkup(self, way.near.host)
            found.finding("firewall", "note", "masquerade in ip nat out", "inet f o drops",
                          cure="nft list ruleset")
            self.assertEqual(found.code, self.healthy_code())

    def test_no_bpffs(self):
        with path.direct_path() as way:
            found = Checkup(self, way.near.host, program=(
                "unshare", "-m", "sh", "-c",  # that of this machine is below ours
                'while umount -l /sys/fs/bpf 2>/dev/null; do :; done; exec "$@"', "sh", stamp()))
            found.finding("bpffs", "note", cure="mount -t bpf")

    def test_an_interface_that_is_missing(self):
        with path.direct_path() as way:
            found = Checkup(self, way.near.host, way.near.name + "x")
            self.assertEqual(found.code, 4)
            found.finding("link", "fault", "No such device", cure=way.near.name)

    def test_an_interface_that_is_down(self):
        with path.direct_path() as way:
            way.near.set("down")
            found = Checkup(self, way.near.host, way.near.name)
            self.assertEqual(found.code, 4)
            found.finding("link", "fault", "down", cure=f"ip link set {way.near.name} up")
            self.assertFalse([check for check in Checkup(self, way.near.host).object["checks"]
                              if check["iface"]])

    def test_an_interface_whose_other_end_is_down(self):
        with path.direct_path() as way:
            way.far.set("down")
            Checkup(self, way.near.host, way.near.name).finding("link", "fault", "no carrier")
            Checkup(self, way.near.host).finding("link", "note", "no carrier")

    def test_a_small_mtu(self):
        with path.direct_path() as way:
            way.near.set("mtu", 1000)
            Checkup(self, way.near.host, way.near.name).finding(
                "MTU", "note", "1000", "none over IPv6", cure="mtu")

    def test_no_address(self):
        with path.direct_path() as way:
            way.near.host.run("ip", "address", "flush", "dev", way.near.name)
            Checkup(self, way.near.host, way.near.name).finding("addresses", "note", "none")

    def test_offloads_that_join_datagrams(self):
        with path.direct_path() as way:
            way.near.host.run("ethtool", "-K", way.near.name, "rx-udp-gro-forwarding", "on")
            Checkup(self, way.near.host, way.near.name).finding(
                "offloads", "note", "rx-udp-gro-forwarding", cure="ethtool -K")

    def test_few_open_files(self):
        with path.direct_path() as way:
            found = Checkup(self, way.near.host, program=(
                "sh", "-c", 'ulimit -Sn 100 && ulimit -Hn 100 && exec "$@"', "sh", stamp()))
            found.finding("open files", "note", "100", cure="ulimit -Hn")

    def test_nothing_is_left_behind(self):
        with path.direct_path() as way:
            Checkup(self, way.near.host, way.near.name)
            self.assertEqual(way.near.host.run("tc", "qdisc", "show", "dev", way.near.name,
                                               "clsact").stdout, "")
            Checkup(self, way.near.host, way.near.name).finding("programs", "ok", "free")


if __name__ == "__main__":
    unittest.main()
