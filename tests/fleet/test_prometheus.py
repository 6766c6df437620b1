# SPDX-License-Identifier: Apache-2.0
"""packaging/prometheus: promtool takes the configuration, and each alert fires where it must."""

import pathlib
import re
import shutil
import tempfile
import unittest

import fleet

TESTS = fleet.PROMETHEUS / "stamp.rules_test.yml"


class Rules(unittest.TestCase):
    def good(self, done):
        self.assertEqual(done.returncode, 0, done.stdout)

    def test_configuration_and_rules_are_valid(self):
        self.good(fleet.promtool("check", "config", fleet.PROMETHEUS / "prometheus.yml"))

    def test_alerts_fire_where_they_must(self):
        self.good(fleet.promtool("test", "rules", TESTS, cwd=fleet.PROMETHEUS))

    def test_a_wrong_threshold_is_found(self):
        """Each alert's own test fails if the alert never fires."""
        for alert in re.findall(r"- alert: (\w+)", fleet.RULES.read_text()):
            with self.subTest(alert), tempfile.TemporaryDirectory() as folder:
                rules = fleet.RULES.read_text()
                spoilt = re.sub(rf"(alert: {alert}\n\s+expr:) (\|\n)?", r"\1 vector(0) > 1 and \2",
                                rules, count=1).replace("and |\n", "and\n")
                self.assertNotEqual(spoilt, rules)
                (pathlib.Path(folder) / fleet.RULES.name).write_text(spoilt)
                shutil.copy(TESTS, folder)
                done = fleet.promtool("test", "rules", TESTS.name, cwd=folder)
                self.assertIn(f"alertname: {alert}, time", done.stdout)

    def test_metrics_are_documented(self):
        known = fleet.documented() | fleet.recorded()
        self.assertIn("stamp_packets_received_total", known)
        self.assertIn("stamp_rtt_seconds_bucket", known)
        used = fleet.metrics_of(fleet.RULES.read_text())
        self.assertIn("stamp_packets_lost_total", used)
        self.assertEqual(used - known, set())

    def test_every_alert_is_tested(self):
        alerts = re.findall(r"- alert: (\w+)", fleet.RULES.read_text())
        tests = TESTS.read_text()
        for alert in alerts:
            self.assertRegex(tests, rf"alertname: {alert}\n\s+exp_alerts:\n", alert)
            self.assertRegex(tests, rf"alertname: {alert}, exp_alerts: \[\]", alert)
