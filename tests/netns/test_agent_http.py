# SPDX-License-Identifier: Apache-2.0
"""The HTTP server of `stamp agent`: metrics, sessions, health, reload."""

import gzip
import json
import pathlib
import signal
import socket
import subprocess
import tempfile
import unittest

from agent_http import OPEN, PORT, Served
from json_schema import faults_of_line
from stamp_client import eventually
from support.host import Host, require_root
from support.program import stamp
from test_agent import session
from test_stats import promtool


def setUpModule():
    require_root()


class Pages(Served):
    MORE = session("two", "nobody.invalid") + '[[reflector]]\niface = "eth0"\nport = "8620"\n'

    def test_metrics_are_of_the_session_by_name_and_label(self):
        self.agent.measured("one", 5)
        self.agent.said("two waits")
        metrics = self.agent.metrics()
        labels = {"session": "one", "target": "192.0.2.2", "iface": "eth0", "site": "lon"}
        sent = metrics.of("stamp_packets_sent_total", **labels)
        self.assertGreaterEqual(sent, 5)
        self.assertEqual(metrics.of("stamp_packets_received_total", **labels),
                         metrics.of("stamp_rtt_seconds_count", **labels))
        self.assertEqual(1, metrics.of("stamp_session_up", session="one", reason=""))
        self.assertEqual(0, metrics.of("stamp_session_up", session="two",
                                       reason="unknown_host"))
        self.assertEqual(1, metrics.of("stamp_agent_info", agent="near"))
        self.assertEqual(1, metrics.of("stamp_link_attached", iface="eth0"))
        self.assertEqual(1, metrics.of("stamp_config_last_reload_successful"))
        self.assertGreaterEqual(self.agent.metrics().of("stamp_packets_sent_total", **labels), sent)

    def test_the_format_is_the_one_that_is_accepted(self):
        _, headers, body = self.agent.ask("/metrics", headers={"Accept": OPEN})
        self.assertEqual("application/openmetrics-text; version=1.0.0; charset=utf-8",
                         headers["Content-Type"])
        self.assertIn(b"\n# TYPE stamp_packets_sent counter\n", body)
        self.assertTrue(body.endswith(b"\n# EOF\n"))
        _, headers, body = self.agent.ask("/metrics", headers={"Accept": "text/plain, */*;q=0.1"})
        self.assertEqual("text/plain; version=0.0.4; charset=utf-8", headers["Content-Type"])
        self.assertIn(b"\n# TYPE stamp_packets_sent_total counter\n", body)
        self.assertNotIn(b"EOF", body)

    def test_promtool_finds_no_fault(self):
        checker = promtool()
        text = self.agent.text("/metrics")
        done = subprocess.run([checker, "check", "metrics"], input=text, text=True,
                              capture_output=True, check=False)
        self.assertEqual((0, ""), (done.returncode, done.stdout + done.stderr))

    def test_gzip_is_for_those_who_ask(self):
        _, headers, body = self.agent.ask("/metrics", headers={"Accept-Encoding": "gzip"})
        self.assertEqual("gzip", headers["Content-Encoding"])
        self.assertIn(b"stamp_packets_sent_total{", gzip.decompress(body))
        for none in ("identity", "gzip;q=0", ""):
            _, headers, body = self.agent.ask("/metrics", headers={"Accept-Encoding": none})
            self.assertIsNone(headers["Content-Encoding"], none)
            self.assertIn(b"stamp_packets_sent_total{", body)

    def test_sessions_as_json(self):
        self.agent.measured("one")
        self.agent.said("two waits")
        line = self.agent.text("/api/v1/sessions")
        self.assertEqual([], faults_of_line(json.loads(line)))
        sessions = {one["session"]: one for one in json.loads(line)["sessions"]}
        self.assertEqual({"one", "two"}, set(sessions))
        self.assertTrue(sessions["one"]["up"])
        self.assertGreater(sessions["one"]["rtt_ns"]["p50"], 0)
        self.assertEqual({"site": "lon"}, sessions["one"]["labels"])
        self.assertEqual("unknown_host", sessions["two"]["reason"])
        self.assertNotIn("sent", sessions["two"])

    def test_health_and_what_there_is_not(self):
        self.assertEqual("healthy\n", self.agent.text("/-/healthy"))
        # It listens before it measures.
        eventually(lambda: self.agent.ask("/-/ready")[0] == 200 or None)
        self.assertEqual("ready\n", self.agent.text("/-/ready"))
        self.assertIn("/metrics", self.agent.text("/"))
        self.assertEqual(404, self.agent.ask("/nothing")[0])
        for method, path in (("POST", "/metrics"), ("GET", "/-/reload"), ("PUT", "/-/ready")):
            status, headers, _ = self.agent.ask(path, method)
            self.assertEqual(405, status, (method, path))
            self.assertIn(headers["Allow"], ("GET", "POST"))
        status, _, body = self.agent.ask("/metrics", "HEAD")
        self.assertEqual((200, b""), (status, body))


class Reload(Served):
    def test_is_asked_for_and_its_outcome_is_the_answer(self):
        self.agent.measured("one")
        self.agent.write(self.text + session("new", "192.0.2.2", "voice"))
        self.assertIn("read again", self.agent.text("/-/reload", method="POST"))
        self.agent.measured("new")
        self.agent.write(self.text + "[[session]]\nnaem = 1\n")
        status, _, body = self.agent.ask("/-/reload", "POST")
        self.assertEqual(500, status)
        self.assertIn(b"session.naem: unknown key", body)
        self.assertEqual(0, self.agent.metrics().of("stamp_config_last_reload_successful"))
        self.agent.write(self.text)
        self.agent.text("/-/reload", method="POST")
        metrics = self.agent.metrics()
        self.assertEqual(1, metrics.of("stamp_config_last_reload_successful"))
        self.assertIsNone(metrics.of("stamp_session_up", session="new"))
        self.assertEqual(1, len(self.agent.lines("start", "one")))

    def test_the_server_moves_and_the_sessions_go_on(self):
        self.agent.measured("one")
        self.agent.write(self.text)
        moved = self.agent.file.read_text("utf-8").replace(f":{PORT}", f":{PORT + 1}")
        self.agent.file.write_text(moved, "utf-8")
        self.agent.kill(signal.SIGHUP)
        self.agent.said("read again")
        eventually(lambda: not self.agent.is_listening() or None)
        self.assertEqual(200, self.agent.ask("/-/ready",
                                             connection=self.agent.connection(PORT + 1))[0])
        self.agent.measured("one")
        self.assertEqual(1, len(self.agent.lines("start", "one")))


class Taken(unittest.TestCase):
    def test_a_port_that_is_taken_is_an_error_with_its_cure(self):
        with Host() as host, tempfile.TemporaryDirectory() as folder, host.entered(), \
                socket.create_server(("127.0.0.1", PORT)):
            file = pathlib.Path(folder, "agent.toml")
            file.write_text("version = 1\n", "utf-8")
            done = host.run(stamp(), "agent", "--config", file, check=False)
        self.assertEqual(4, done.returncode, done.stderr)
        self.assertIn(f"stamp: listen on 127.0.0.1:{PORT}: Address already in use\n", done.stderr)
        self.assertIn("\ntry: another port as listen in [http]", done.stderr)


if __name__ == "__main__":
    unittest.main()
