# SPDX-License-Identifier: Apache-2.0
"""/probe of `stamp agent`: a measurement while the client waits."""

import threading
import unittest

from agent_http import OPEN, Served
from stamp_client import eventually
from support.host import require_root
from test_stats_sender import Metrics

HERE = "/probe?target=192.0.2.2"


def setUpModule():
    require_root()


class Probe(Served):
    MORE = '[profile.signed]\nkey_file = "/nonexistent"\n'

    def probe(self, path, headers=()):
        return Metrics(self.agent.text(path, headers={"Accept": OPEN} | dict(headers)))

    def test_so_many_packets_by_the_profile(self):
        for path, count in ((HERE, 10), (HERE + "&count=3", 3),
                            ("/probe?target=[2001:db8::2]:862&profile=voice&count=5", 5)):
            found = self.probe(path)
            self.assertEqual(1, found.of("probe_success"), path)
            self.assertGreater(found.of("probe_duration_seconds"), 0)
            for packets in ("sent", "received"):
                self.assertEqual(count, found.of("stamp_probe_packets", packets=packets), path)
            self.assertEqual(0, found.of("stamp_probe_loss_ratio"))
            for statistic in ("min", "mean", "p50", "p99", "max"):
                self.assertGreater(found.of("stamp_probe_rtt_seconds", statistic=statistic), 0)
            self.assertIsNone(found.of("stamp_probe_failure_info"))

    def test_why_it_fails(self):
        for target, reason, sent in (("192.0.2.2:999", "port_unreachable", 3),
                                     ("nobody.invalid", "unknown_host", None),
                                     ("203.0.113.9", "no_route", None)):
            found = self.probe(f"/probe?target={target}&count=3")
            self.assertEqual(0, found.of("probe_success"), target)
            self.assertEqual(1, found.of("stamp_probe_failure_info", reason=reason), found.text)
            self.assertEqual(sent, found.of("stamp_probe_packets", packets="sent"))
        found = self.probe(HERE + "&profile=signed")
        self.assertEqual(1, found.of("stamp_probe_failure_info", reason="key"), found.text)

    def test_what_is_asked_wrongly(self):
        for path, says in (("/probe", b"target is missing"), (HERE + "&count=0", b"count: "),
                           (HERE + "&count=1e3", b"count: "), (HERE + "&count=-1", b"count: "),
                           (HERE + "&profile=nope", b"there is no profile 'nope'"),
                           ("/probe?target=[::1", b"target: "), ("/probe?target=a:0", b"target: ")):
            status, _, body = self.agent.ask(path)
            self.assertEqual(400, status, path)
            self.assertIn(says, body)

    def test_it_ends_before_the_client_gives_up(self):
        limit = {"X-Prometheus-Scrape-Timeout-Seconds": "3"}
        found = self.probe(HERE + "&count=100000", limit)
        # 3 s less the timeout, less half a second, at one packet every 20 ms; and the first.
        self.assertEqual(76, found.of("stamp_probe_packets", packets="sent"))
        status, _, body = self.agent.ask(HERE, headers={
            "X-Prometheus-Scrape-Timeout-Seconds": "0.1"})
        self.assertEqual(400, status)
        self.assertIn(b"time limit", body)

    def test_sessions_go_on_and_have_not_seen_it(self):
        self.agent.measured("one")
        self.probe(HERE + "&count=50")
        self.agent.measured("one")
        self.assertEqual({"one"}, {line["session"] for line in self.agent.lines("start")})
        self.assertEqual(0, self.agent.metrics().of("stamp_packets_unexpected_total",
                                                    reason="other_address"))


class Limit(Served):
    MORE = ""

    def test_more_than_probe_limit_are_refused(self):
        text = self.agent.file.read_text("utf-8").replace("[http]", "[http]\nprobe_limit = 2")
        self.agent.file.write_text(text, "utf-8")
        self.agent.text("/-/reload", method="POST")
        statuses = []
        threads = [threading.Thread(target=lambda: statuses.append(
            self.agent.ask(HERE + "&count=100")[0])) for _ in range(8)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        self.assertEqual({200, 503}, set(statuses))
        self.assertGreaterEqual(statuses.count(503), 1)
        eventually(lambda: self.agent.ask(HERE + "&count=1")[0] == 200 or None)


if __name__ == "__main__":
    unittest.main()
