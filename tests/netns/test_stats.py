# SPDX-License-Identifier: Apache-2.0
"""`stamp stats`: of reflectors with and without a process, and of senders."""

import json
import re
import shutil
import signal
import subprocess
import unittest

from json_schema import faults_of_line
from persistent import good, pins, run
from stamp_client import QUICK, eventually
from support import path
from support.host import require_root
from support.link import link
from support.program import ROOT, Reflector, Running, send, stamp
from support.terminal import Terminal

SAMPLE = re.compile(r'([a-z_]+)(?:\{((?:[a-z]+="[^"]*",?)+)\})? (-?\d+(?:\.\d+)?)')


def setUpModule():
    require_root()


def stats(host, *words):
    """The interfaces of `stats --json`."""
    report = json.loads(good(host, "stats", "--json", *words).stdout)
    faults = faults_of_line(report)
    if faults:
        raise AssertionError(faults)
    return report["interfaces"]


def samples(text):
    """{(name, labels): value} of OpenMetrics; AssertionError for what is neither that nor a
    description."""
    found = {}
    *lines, end = text.splitlines()
    if end != "# EOF":
        raise AssertionError(f"the last line is {end}")
    for line in lines:
        match = SAMPLE.fullmatch(line)
        if match:
            found[match[1], match[2] or ""] = float(match[3])
        elif not re.fullmatch(r"# (HELP|TYPE|UNIT) [a-z_]+ .+", line):
            raise AssertionError(f"no OpenMetrics: {line}")
    return found


def promtool():
    """That of the host, or the one that scripts/setup fetched."""
    fetched = ROOT / "build-tools/promtool"
    found = shutil.which("promtool") or (fetched.exists() and fetched)
    if not found:
        raise unittest.SkipTest("promtool is not there (scripts/setup fetches it): its opinion on "
                                "--openmetrics was not asked for")
    return found


class Everything:
    """A sender, a reflector in the foreground and one without a process, all of one host."""

    def __init__(self, way):
        self.way, self.host = way, way.far.host

    def __enter__(self):
        self.reflector = Reflector(self.way.far, options=("-p", "4862"))
        self.other = Reflector(self.way.near)
        good(self.host, "reflector", "add", "eth0")
        self.sender = Running(self.host, "sender", "eth0", self.way.near.ipv4, "--json", "-i",
                              "5ms", "-s", "5000")
        self.sender.said('"packet"')
        return self

    def __exit__(self, *_):
        for program in (self.sender, self.reflector, self.other):
            program.stop()
            program.__exit__()
        good(self.host, "reflector", "del", "--all")


class Stats(unittest.TestCase):
    def test_nothing_is_said_to_run_and_the_exit_code_is_one(self):
        with path.direct_path() as way:
            done = run(way.far.host, "stats")
            self.assertEqual((done.returncode, done.stdout, done.stderr),
                             (1, "", "stamp: nothing is running\n"))
            self.assertEqual(run(way.far.host, "stats", "eth0").stderr,
                             "stamp: nothing is running on eth0\n")
            done = run(way.far.host, "stats", "--json")
            self.assertEqual((done.returncode, json.loads(done.stdout)["interfaces"]), (1, []))

    def test_each_kind_is_read_with_what_it_counted(self):
        with path.direct_path() as way, Everything(way) as all_:
            for port, count in ((4862, 3), (862, 4)):
                send(way.near, way.far.ipv4, "-d", str(port), "-c", str(count), *QUICK)
            found = {(i["role"], i["pinned"]): i for i in stats(all_.host)}
            self.assertEqual(sorted(found), [("reflector", False), ("reflector", True),
                                             ("sender", False)])
            self.assertEqual([found["reflector", pinned]["verdicts"]["reflected"]
                              for pinned in (False, True)], [3, 4])
            self.assertEqual([i["ports"] for _, i in sorted(found.items())],
                             [[4862], [862], [5000]])
            sender = found["sender", False]["verdicts"]
            self.assertGreater(sender["received"], 0)
            self.assertGreaterEqual(sender["stamped"], sender["received"])
            self.assertEqual({i["hook"] for i in found.values()}, {"tcx"})

    def test_one_interface_is_one_interface(self):
        with path.direct_path() as way, Everything(way) as all_:
            self.assertEqual(len(stats(all_.host, "eth0")), 3)
            self.assertEqual(len(stats(all_.host, "dev", "eth0")), 3)
            self.assertEqual(run(all_.host, "stats", "eth1").returncode, 1)

    def test_text_names_what_is_not_zero(self):
        with path.direct_path() as way, Everything(way) as all_:
            send(way.near, way.far.ipv4, "-c", "4", *QUICK)
            text = good(all_.host, "stats").stdout
            self.assertRegex(text, r"(?m)^eth0: persistent reflector, tcx, port 862, since ")
            self.assertRegex(text, r"(?m)^eth0: sender, tcx, port 5000, since ")
            self.assertRegex(text, r"(?m)^  reflected +4$")
            self.assertNotIn(" 0\n", text)

    def test_it_changes_nothing(self):
        with path.direct_path() as way, Everything(way) as all_:
            before = pins()
            for words in ((), ("--json",), ("--openmetrics",), ("--sessions",)):
                good(all_.host, "stats", *words)
            self.assertEqual(pins(), before)

    def test_sessions_of_a_stateless_reflector_are_said_to_be_none(self):
        with path.direct_path() as way:
            good(way.far.host, "reflector", "add", "eth0")
            for words in (("--sessions",), ("--top", "5")):
                done = good(way.far.host, "stats", "--json", *words)
                self.assertEqual(done.stderr, "stamp: a stateless reflector has no sessions\n")
                self.assertEqual(json.loads(done.stdout)["interfaces"][0]["sessions"], [])
            good(way.far.host, "reflector", "del", "eth0")

    def test_without_the_capability_it_says_which(self):
        if not shutil.which("setpriv"):
            raise unittest.SkipTest("needs setpriv")
        with path.direct_path() as way:
            done = way.far.host.run("setpriv", "--bounding-set=-all", "--inh-caps=-all", stamp(),
                                    "stats", check=False)
            self.assertEqual(done.returncode, 3, done.stderr)
            self.assertIn("missing CAP_BPF", done.stderr)


class OpenMetrics(unittest.TestCase):
    def test_names_labels_and_values(self):
        with path.direct_path() as way, Everything(way) as all_:
            for port in ("862", "4862"):  # two reflectors of one interface are added up
                send(way.near, way.far.ipv4, "-d", port, "-c", "3", *QUICK)
            found = samples(good(all_.host, "stats", "--openmetrics").stdout)
            self.assertEqual(found["stamp_reflector_packets_total",
                                   'iface="eth0",verdict="reflected"'], 6)
            self.assertGreater(found["stamp_sender_packets_total",
                                     'iface="eth0",verdict="received"'], 0)
            self.assertEqual(found["stamp_link_attached", 'iface="eth0",hook="tcx"'], 1)
            labels = {name for _, label in found for name in re.findall(r"(\w+)=", label)}
            self.assertLessEqual(labels, {"iface", "hook", "note", "verdict", "version", "session",
                                          "target", "direction", "side", "le", "reason"})

    def test_a_detached_one_is_reported(self):
        with path.direct_path() as way:
            good(way.far.host, "reflector", "add", "eth0")
            way.far.delete()
            found = samples(good(way.far.host, "stats", "--openmetrics").stdout)
            self.assertEqual(found["stamp_link_attached", 'iface="eth0",hook="tcx"'], 0)
            good(way.far.host, "reflector", "del", "eth0")

    def test_a_reflector_that_waits_for_its_interface_is_not_attached(self):
        with path.direct_path() as way, Reflector(way.far) as reflector:
            way.far.delete()
            reflector.said("interface eth0 was removed")
            found = stats(way.far.host)
            self.assertEqual([(i["attached"], i["pinned"]) for i in found], [(False, False)])
            near, far = link(way.near.host, way.far.host)
            eventually(lambda: stats(way.far.host)[0]["attached"])
            send(near, far.ipv4, "-c", "3", *QUICK)
            self.assertEqual(stats(way.far.host)[0]["verdicts"]["reflected"], 3)

    def test_promtool_finds_no_fault(self):
        checker = promtool()
        with path.direct_path() as way, Everything(way) as all_:
            text = good(all_.host, "stats", "--openmetrics").stdout
            nothing = run(way.near.host, "stats", "eth7", "--openmetrics").stdout
            for exposition in (text, nothing):
                done = subprocess.run([checker, "check", "metrics"], input=exposition, text=True,
                                      capture_output=True, check=False, timeout=300)
                self.assertEqual((done.returncode, done.stdout, done.stderr), (0, "", ""))


class Watch(unittest.TestCase):
    def test_a_pipe_gets_a_block_a_round_until_it_is_stopped(self):
        with path.direct_path() as way:
            good(way.far.host, "reflector", "add", "eth0")
            with Running(way.far.host, "stats", "--watch", "100ms") as watch:
                eventually(lambda: watch.so_far()[0].count("eth0: persistent reflector") >= 3)
                send(way.near, way.far.ipv4, "-c", "5", *QUICK)
                counted = re.compile(r"(?m)^  reflected +5 +\d+\.\d/s$")
                eventually(lambda: counted.search(watch.so_far()[0]))
                outcome = watch.stop(signal.SIGINT)
            self.assertEqual(outcome.code, 0)
            self.assertNotIn("\033", outcome.out)
            good(way.far.host, "reflector", "del", "eth0")

    def test_json_gets_a_line_a_round_and_goes_on_when_all_is_gone(self):
        with path.direct_path() as way:
            good(way.far.host, "reflector", "add", "eth0")
            with Running(way.far.host, "stats", "--watch", "100ms", "--json") as watch:
                watch.said('"eth0"')
                good(way.far.host, "reflector", "del", "eth0")
                watch.said('"interfaces":[]')
                outcome = watch.stop(signal.SIGTERM)
            self.assertEqual((outcome.code, [faults_of_line(line) for line in outcome.lines
                                             if faults_of_line(line)]), (0, []))

    def test_a_reader_that_goes_away_ends_it(self):
        with path.direct_path() as way:
            good(way.far.host, "reflector", "add", "eth0")
            watch = way.far.host.popen(stamp(), "stats", "--watch", "100ms",
                                       stdout=subprocess.PIPE)
            watch.stdout.readline()
            watch.stdout.close()
            self.assertEqual(watch.wait(20), 0)
            good(way.far.host, "reflector", "del", "eth0")

    def test_a_terminal_is_redrawn(self):
        with path.direct_path() as way:
            good(way.far.host, "reflector", "add", "eth0")
            with Terminal(way.far.host, "stats", "--watch", "100ms") as watch:
                watch.redrawn(2)
                shown = sum(line.startswith("eth0: persistent reflector")
                            for line in watch.screen.lines)
                watch.type(b"\x03")
                self.assertEqual(watch.wait(), 0)
            self.assertEqual((shown, watch.screen.wraps), (1, 0))
            self.assertIn(b"\033[1meth0: persistent reflector", watch.raw)
            good(way.far.host, "reflector", "del", "eth0")
