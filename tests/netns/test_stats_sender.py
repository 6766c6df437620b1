# SPDX-License-Identifier: Apache-2.0
"""`stamp stats --openmetrics` of a running sender: what it measured, in exact counts."""

import contextlib
import re
import subprocess
import unittest

from persistent import good, run
from stamp_client import eventually
from support import impair, path
from support.host import require_root
from support.program import Reflector, Running
from test_stats import SAMPLE, promtool, samples

STATEFUL = ("--stateful",)


def setUpModule():
    require_root()


@contextlib.contextmanager
def measured(forward=impair.Rules(), backward=impair.Rules(), reflector=STATEFUL, options=()):
    """A sender that runs through an impairer, once it has sent enough for all the faults."""
    with path.impaired_path(forward, backward) as way, \
            Reflector(way.far, options=reflector), \
            Running(way.near.host, "sender", "eth0", way.far.ipv4, "-i", "5ms", "-w", "400ms",
                    "--json", *options) as sender:
        sender.said('"seq":250,', timeout=300)
        yield way, sender


def read(host):
    return Metrics(good(host, "stats", "--openmetrics").stdout)


class Metrics:
    def __init__(self, text):
        self.text = text
        self.samples = samples(text)

    def of(self, name, **labels):
        """The value of the one sample of this name with these labels; None: there is none."""
        found = [value for (other, text), value in self.samples.items() if other == name and
                 labels.items() <= dict(re.findall(r'(\w+)="([^"]*)"', text)).items()]
        if len(found) > 1:
            raise AssertionError(f"{name} {labels}: {found}")
        return found[0] if found else None

    def lost(self):
        return [self.of("stamp_packets_lost_total", direction=direction)
                for direction in ("forward", "backward", "unknown")]

    def counts(self, *names):
        return [self.of(f"stamp_packets_{name}_total") for name in names]

    def buckets(self, name):
        """[count] up to each bound, from the lowest on."""
        return [value for (other, _), value in self.samples.items() if other == name + "_bucket"]


class Sender(unittest.TestCase):
    def test_faults_of_the_path_are_counted_exactly(self):
        forward = impair.rules(drop={2, 9, 10}, duplicate={20})
        backward = impair.rules(drop={5}, hold={60: 2})
        with measured(forward, backward) as (way, sender):
            eventually(lambda: read(way.near.host).lost() == [3, 1, 0])
            metrics = read(way.near.host)
            self.assertEqual(metrics.counts("duplicate", "reordered", "late"), [1, 1, 0])
            sent, received = metrics.counts("sent", "received")
            self.assertGreaterEqual(received, 100)
            self.assertLessEqual(received + 4, sent)
            summary = sender.stop().summary
            self.assertEqual([summary[f"lost_{way_}"] for way_ in ("fwd", "bwd")], [3, 1])
            self.assertEqual((summary["duplicate"], summary["reordered"]), (1, 1))
            self.assertLessEqual(sent, summary["sent"])

    def test_late_replies(self):
        with measured(backward=impair.rules(hold={4: 150})) as (way, _):
            eventually(lambda: read(way.near.host).counts("late") == [1])
            self.assertEqual(read(way.near.host).lost(), [None, None, 1])

    def test_without_a_stateful_reflector_no_direction_is_claimed(self):
        with measured(impair.rules(drop={2, 9, 10}), reflector=()) as (way, _):
            eventually(lambda: read(way.near.host).lost() == [None, None, 3])

    def test_histograms_hold_every_answer(self):
        with measured(impair.rules(delay="3ms"), impair.rules(delay="3ms")) as (way, _):
            metrics = read(way.near.host)
            received, = metrics.counts("received")
            for name in ("stamp_rtt_seconds", "stamp_reflector_processing_seconds"):
                buckets = metrics.buckets(name)
                self.assertEqual(len(buckets), 23)
                self.assertEqual(buckets, sorted(buckets))
                self.assertEqual(buckets[-1], received)
                self.assertEqual(metrics.of(name + "_count"), received)
            rtt = dict(zip(re.findall(r'stamp_rtt_seconds_bucket{.*le="([^"]+)"}', metrics.text),
                           metrics.buckets("stamp_rtt_seconds")))
            self.assertEqual(rtt["0.005"], 0)  # 6 ms, and the relay is never early by 1 ms
            self.assertGreaterEqual(metrics.of("stamp_rtt_seconds_sum"), 0.0055 * received)

    def test_one_way_values_are_there_when_they_are_valid(self):
        with measured() as (way, _):
            metrics = read(way.near.host)
            valid = metrics.of("stamp_owd_valid")
            for name in ("stamp_forward_delay_seconds", "stamp_backward_delay_seconds"):
                self.assertEqual(len(metrics.buckets(name)), 23 if valid else 0)
            self.assertGreater(metrics.of("stamp_clock_error_seconds", side="local"), 0)
            self.assertGreater(metrics.of("stamp_clock_error_seconds", side="remote"), 0)

    def test_labels_are_bounded_and_targets_are_apart(self):
        with path.direct_path() as way, Reflector(way.far), \
                Running(way.near.host, "sender", "eth0", way.far.ipv4, "192.0.2.99", "-i", "20ms",
                        "-w", "100ms", "--json") as sender:
            sender.said('"seq":20,')
            eventually(lambda: read(way.near.host).of("stamp_packets_received_total",
                                                      target=way.far.ipv4))
            metrics = read(way.near.host)
            self.assertEqual(metrics.of("stamp_packets_received_total", session="2",
                                        target="192.0.2.99", iface="eth0"), 0)
            names = {name for (metric, labels) in metrics.samples if "packets" in metric
                     for name in re.findall(r'(\w+)="', labels)}
            self.assertEqual(names, {"session", "target", "iface", "direction", "verdict",
                                     "reason"})
            sender.stop()
            self.assertNotIn("stamp_packets", run(way.near.host, "stats", "--openmetrics").stdout)

    def test_a_sender_without_capabilities_goes_on_publishing(self):
        """It dropped them before the first packet; the map is written through memory."""
        with measured() as (way, sender):
            with open(f"/proc/{sender.pid}/status", encoding="ascii") as status:
                self.assertIn("CapEff:\t0000000000000000\n", status.read())
            before, = read(way.near.host).counts("received")
            eventually(lambda: read(way.near.host).counts("received")[0] > before)

    def test_promtool_finds_no_fault(self):
        checker = promtool()
        forward = impair.rules(drop={2})
        with measured(forward) as (way, _):
            eventually(lambda: read(way.near.host).lost() == [1, 0, 0])
            text = read(way.near.host).text
        self.assertTrue(all(SAMPLE.fullmatch(line) or line.startswith("# ")
                            for line in text.splitlines()))
        done = subprocess.run([checker, "check", "metrics"], input=text, text=True,
                              capture_output=True, check=False, timeout=300)
        self.assertEqual((done.returncode, done.stdout, done.stderr), (0, "", ""))
