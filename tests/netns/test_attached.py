# SPDX-License-Identifier: Apache-2.0
"""What is attached is asked of the kernel: other tools take it away, or are in the way."""

import itertools
import json
import shutil
import signal
import tempfile
import unittest

from attached import FullHook, detach, links
from counting_program import TCX_EGRESS, TCX_INGRESS
from persistent import Persistent, good, run, shown
from stamp_client import QUICK, eventually
from support import path
from support.host import require_root
from support.link import introduce
from support.program import Reflector, Running, send, stamp

SIDES = [("tcx", "in"), ("tcx", "out"), ("clsact", "in"), ("clsact", "out"), ("clsact", "qdisc")]


def setUpModule():
    require_root()


def warnings(out):
    return [line["code"] for line in map(json.loads, out.splitlines()) if line["type"] == "warning"]


def reported(reflector, *codes):
    eventually(lambda: all(code in warnings(reflector.so_far()[0]) for code in codes))


def stopped(process):
    process.kill(signal.SIGSTOP)
    with open(f"/proc/{process.pid}/stat", encoding="ascii") as file:
        eventually(lambda: file.seek(0) or file.read().rsplit(")", 1)[1].split()[0] == "T")


def metric(host):
    lines = good(host, "stats", "--openmetrics").stdout.splitlines()
    return [line.split()[1] for line in lines if line.startswith("stamp_link_attached{")]


def same_index(way):
    """The far interface is deleted and made again with its number, in one go."""
    index, far, near = way.far.index, way.far, way.near
    near_index = near.index
    far.delete()
    far.host.run("ip", "link", "add", "name", "eth0", "index", index, "address", far.mac, "type",
                 "veth", "peer", "name", "eth0", "index", near_index, "address", near.mac, "netns",
                 near.host.path)
    for port in (near, far):
        port.address("add", f"{port.ipv4}/24")
        port.set("up")
    introduce(near, far)


def storm(host):
    """More messages than a netlink socket holds."""
    host.run("ip", "link", "add", "name", "noise0", "type", "veth", "peer", "name", "noise1")
    with tempfile.NamedTemporaryFile("w", encoding="ascii") as batch:
        batch.writelines(f"link set dev noise{i % 2} mtu {1000 + i % 7}\n" for i in range(1500))
        batch.flush()
        host.run("ip", "-batch", batch.name)


class Reflecting(Persistent):
    def test_what_others_detach_is_reported_and_attached_again(self):
        for hook, side in SIDES:
            with self.subTest(hook=hook, side=side), path.direct_path() as way, \
                    Reflector(way.far, options=("--hook", hook, "--json")) as reflector:
                detach(hook, way.far, reflector.pid, side)
                reported(reflector, "detached", "attached_again")
                summary = send(way.near, way.far.ipv4, "-c", 3, *QUICK).summary
                self.assertEqual(summary["received"], 3)
                self.assertGreater(summary["proc_ns"]["min"], 0)  # T3 is written
                outcome = reflector.stop()
                self.assertEqual(outcome.code, 0)
                self.assertEqual(warnings(outcome.out), ["detached", "attached_again"])
                self.assertEqual(way.far.host.run("tc", "qdisc", "show", "dev", "eth0", "clsact")
                                 .stdout.count("clsact"), 0)

    def test_xdp_is_attached_again(self):
        with path.direct_path() as way, \
                Reflector(way.far, options=("--hook", "xdp", "--json")) as reflector:
            detach("xdp", way.far, reflector.pid, "xdp")
            reported(reflector, "detached", "attached_again")
            self.assertEqual(set(links(reflector.pid)), {"in", "out", "xdp"})

    def test_stats_and_the_metric_say_what_the_kernel_says(self):
        for hook, side in SIDES:
            with self.subTest(hook=hook, side=side), path.direct_path() as way, \
                    Reflector(way.far, options=("--hook", hook, "--json")) as reflector:
                self.assertEqual(metric(way.far.host), ["1"])
                stopped(reflector)  # it cannot attach again meanwhile
                detach(hook, way.far, reflector.pid, side)
                self.assertEqual(metric(way.far.host), ["0"])
                report = json.loads(good(way.far.host, "stats", "--json").stdout)
                self.assertEqual([i["attached"] for i in report["interfaces"]], [False])
                reflector.kill(signal.SIGCONT)
                reported(reflector, "attached_again")
                self.assertEqual(metric(way.far.host), ["1"])

    def test_an_interface_made_again_unseen_with_its_number(self):
        for hook in ("tcx", "clsact"):
            with self.subTest(hook=hook), path.direct_path(ipv6=None) as way, \
                    Reflector(way.far, options=("--hook", hook, "--json")) as reflector:
                stopped(reflector)
                storm(way.far.host)
                same_index(way)
                reflector.kill(signal.SIGCONT)
                reported(reflector, "attached_again")
                summary = send(way.near, way.far.ipv4, "-c", 3, *QUICK).summary
                self.assertEqual(summary["received"], 3)


class Sending(Persistent):
    def test_a_sender_whose_programs_others_detach_ends_with_seven_and_its_summary(self):
        for hook, side in SIDES:
            with self.subTest(hook=hook, side=side), path.direct_path() as way, \
                    Reflector(way.far), \
                    Running(way.near.host, "sender", "eth0", way.far.ipv4, "--json", "-i", "20ms",
                            "-w", "10m", "--hook", hook) as sender:
                sender.said('"packet"')
                detach(hook, way.near, sender.pid, side)
                outcome = sender.wait()
                self.assertEqual((outcome.code, outcome.summary["exit"]), (7, 7))
                self.assertEqual(warnings(outcome.out).count("detached"), 1)
                self.assertRegex(outcome.err, "stamp: interface eth0: no longer attached: .*"
                                              "gress program.*\ntry: .*\n$")
                self.assertGreater(outcome.summary["received"], 0)

    def test_an_interface_made_again_unseen_with_its_number_ends_it(self):
        with path.direct_path(ipv6=None) as way, Reflector(way.far), \
                Running(way.near.host, "sender", "eth0", way.far.ipv4, "--json", "-i", "20ms",
                        "-w", "10m") as sender:
            sender.said('"packet"')
            stopped(sender)
            storm(way.near.host)
            same_index(path.Path(way.far, way.near))
            sender.kill(signal.SIGCONT)
            self.assertEqual(sender.wait().code, 7)


class InTheWay(Persistent):
    def test_an_ingress_qdisc_is_named_with_the_cure_and_stays(self):
        with path.direct_path() as way:
            far = way.far.host
            far.run("tc", "qdisc", "add", "dev", "eth0", "ingress")
            for words in (["add", "eth0"], ["eth0"]):
                done = run(far, "reflector", *words, "--hook", "clsact")
                self.assertEqual((done.returncode, done.stdout), (4, ""))
                self.assertRegex(done.stderr, r"^stamp: .*attach to eth0 \(clsact\): its ingress "
                                              r"qdisc is in the way.*\ntry: --hook tcx.*\n$")
            self.assertIn("qdisc ingress", far.run("tc", "qdisc", "show", "dev", "eth0").stdout)
            self.assertEqual(shown(far), [])
            with Reflector(way.far):  # TCX has its own place next to it
                summary = send(way.near, way.far.ipv4, "-c", 3, *QUICK).summary
                self.assertEqual(summary["received"], 3)

    def test_a_clsact_qdisc_of_somebody_else_serves_and_stays(self):
        with path.direct_path() as way:
            far = way.far.host
            far.run("tc", "qdisc", "add", "dev", "eth0", "clsact")
            with Reflector(way.far, options=("--hook", "clsact")) as reflector:
                summary = send(way.near, way.far.ipv4, "-c", 3, *QUICK).summary
                self.assertEqual(summary["received"], 3)
                reflector.stop()
            self.assertIn("qdisc clsact", far.run("tc", "qdisc", "show", "dev", "eth0").stdout)

    def test_a_qdisc_that_shares_its_filters_is_named_with_the_cure(self):
        with path.direct_path() as way:
            way.far.host.run("tc", "qdisc", "add", "dev", "eth0", "ingress_block", 7,
                             "egress_block", 8, "clsact")
            way.far.host.run("tc", "qdisc", "add", "dev", "lo", "ingress_block", 7,
                             "egress_block", 8, "clsact")
            done = run(way.far.host, "reflector", "eth0", "--hook", "clsact")
            self.assertEqual(done.returncode, 4)
            self.assertRegex(done.stderr, "shares a filter block.*\ntry: --hook tcx")

    def check_a_failing_start(self, way, fault, *words):
        """Whether it failed, with this fault; then nothing may be left."""
        host = way.near.host
        done = host.run("strace", "-f", "-qq", "-o", "/dev/null", "-e", f"inject={fault}", stamp(),
                        *words, "--hook", "clsact", check=False)
        if done.returncode == 0:
            return False
        self.assertTrue(done.stderr.startswith("stamp: "), done.stderr)
        left = host.run("tc", "qdisc", "show", "dev", "eth0").stdout
        self.assertNotIn("clsact", left, f"{words} with {fault}")
        return True

    @unittest.skipUnless(shutil.which("strace"), "needs strace")
    def test_a_start_that_fails_leaves_no_qdisc_behind(self):
        with path.direct_path() as way:
            fork = "clone,clone3,fork,vfork:error=EAGAIN"
            for words in (["reflector", "eth0"], ["sender", "eth0", way.far.ipv4, "-c", 1]):
                self.assertTrue(self.check_a_failing_start(way, fork, *words))
            failed, harmless = 0, 0
            for n in itertools.count(1):  # each message to the kernel fails once
                fault = f"sendto,sendmsg:error=ENOBUFS:when={n}"
                if self.check_a_failing_start(way, fault, "reflector", "add", "eth0"):
                    failed, harmless = failed + 1, 0
                    self.assertEqual(shown(way.near.host), [])
                else:
                    good(way.near.host, "reflector", "del", "eth0")
                    harmless += 1
                    if harmless == 4:  # there are no more messages than that
                        break
            self.assertGreater(failed, 0)

    def test_a_full_tcx_hook_is_named_with_the_cure_and_auto_goes_on_to_clsact(self):
        for kind in (TCX_INGRESS, TCX_EGRESS):
            with self.subTest(kind=kind), path.direct_path() as way, FullHook(way.far, kind):
                far = way.far.host
                for words in (["add", "eth0"], ["eth0"]):
                    done = run(far, "reflector", *words, "--hook", "tcx")
                    self.assertEqual((done.returncode, done.stdout), (4, ""))
                    self.assertRegex(done.stderr, "63 programs are attached, which is the maximum\n"
                                                  "try: --hook clsact, .*\n$")
                with Reflector(way.far) as reflector:
                    self.assertIn("clsact", reflector.so_far()[1])
                    self.assertEqual(send(way.near, way.far.ipv4, "-c", 3, *QUICK)
                                     .summary["received"], 3)
                    reflector.stop()
                self.assertIn("clsact", good(far, "reflector", "add", "eth0").stderr)
                self.assertEqual(send(way.near, way.far.ipv4, "-c", 3, *QUICK)
                                 .summary["received"], 3)
                good(far, "reflector", "del", "eth0")
