# SPDX-License-Identifier: Apache-2.0
"""packaging/grafana: each query of the dashboard parses, knows its metrics and gets a value.

The values are of series that promtool is given, one of each metric; no agent runs."""

import json
import pathlib
import tempfile
import unittest

import fleet

DASHBOARD = fleet.PACKAGING / "grafana/dashboards/stamp.json"
ONE = 'instance="par:9862",session="lon",target="lon",iface="eth0",site="x"'
REFLECTOR = 'instance="par:9862",iface="eth0"'
LABELS = {
    "stamp_packets_lost_total": ['direction="forward"', 'direction="unknown"'],
    "stamp_packets_not_sent_total": ['reason="no_route"'],
    "stamp_session_up": ['reason="key"'],
    "stamp_clock_error_seconds": ['side="local"', 'side="remote"'],
    "stamp_link_attached": ['hook="tcx"'],
    "stamp_build_info": ['version="0.1.0"'],
    "stamp_reflector_packets_total": ['verdict="reflected"', 'verdict="short"'],
    "stamp_reflector_tlvs_total": ['note="unknown"'],
}


def queries():
    """(title, expression) of each panel, as Grafana asks Prometheus."""
    found = []
    for panel in json.loads(DASHBOARD.read_text())["panels"]:
        for target in panel.get("targets", ()):
            query = target["expr"].replace("$__rate_interval", "1m")
            for variable in ("$instance", "$session"):
                query = query.replace(variable, ".*")
            found.append((panel["title"], query))
    return found


def series(name):
    common = REFLECTOR if "reflector_" in name and "seconds" not in name else ONE
    if name.endswith("_bucket"):
        return [f"{name}{{{common},le=\"{le}\"}} 0+{step}x40" for le, step in
                (("0.001", 5), ("0.01", 10), ("+Inf", 10))]
    value = "0x40" if name == "stamp_session_up" else "0+10x40"
    return [f"{name}{{{common}{more}}} {value}"
            for more in [f",{label}" for label in LABELS.get(name, ())] or [""]]


def have_values(expressions):
    """What promtool says of each: that it has at least one value."""
    lines = [line for name in sorted(fleet.documented()) for line in series(name)]
    content = {
        "rule_files": [str(fleet.RULES)],
        "evaluation_interval": "15s",
        "tests": [{
            "interval": "15s",
            "input_series": [dict(zip(("series", "values"), line.rsplit(" ", 1)))
                             for line in lines],
            "promql_expr_test": [{
                "expr": f"count({expression}) > bool 0", "eval_time": "9m",
                "exp_samples": [{"labels": "{}", "value": 1}]} for expression in expressions],
        }],
    }
    with tempfile.TemporaryDirectory() as folder:
        file = pathlib.Path(folder) / "queries.yml"
        file.write_text(json.dumps(content))  # JSON is YAML
        return fleet.promtool("test", "rules", file)


class Dashboard(unittest.TestCase):
    def test_every_query_gets_a_value(self):
        asked = queries()
        self.assertGreater(len(asked), 20)
        done = have_values([query for _, query in asked])
        self.assertEqual(done.returncode, 0, done.stdout)

    def test_a_query_without_value_or_sense_is_found(self):
        for wrong in ("stamp_no_such_metric", "rate(stamp_rtt_seconds_bucket)",
                      'stamp_owd_valid{session="nowhere"}'):
            self.assertNotEqual(have_values([wrong]).returncode, 0, wrong)

    def test_metrics_are_documented(self):
        known = fleet.documented() | fleet.recorded()
        used = fleet.metrics_of("\n".join(query for _, query in queries()))
        self.assertIn("stamp_reflector_packets_total", used)
        self.assertEqual(used - known, set())

    def test_panels_are_placed_apart(self):
        taken = set()
        for panel in json.loads(DASHBOARD.read_text())["panels"]:
            place = panel["gridPos"]
            cells = {(x, y) for x in range(place["x"], place["x"] + place["w"])
                     for y in range(place["y"], place["y"] + place["h"])}
            self.assertLessEqual(place["x"] + place["w"], 24, panel["title"])
            self.assertEqual(cells & taken, set(), panel["title"])
            taken |= cells

    def test_sources_of_data_are_chosen_by_the_variable(self):
        content = json.loads(DASHBOARD.read_text())
        names = [entry["name"] for entry in content["templating"]["list"]]
        self.assertEqual(names, ["datasource", "instance", "session"])
        for panel in content["panels"]:
            for target in panel.get("targets", ()):
                self.assertEqual(target["datasource"]["uid"], "${datasource}", panel["title"])
        self.assertEqual(len({panel["id"] for panel in content["panels"]}), len(content["panels"]))
