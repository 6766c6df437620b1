# SPDX-License-Identifier: Apache-2.0
"""packaging/helm/stamp: helm renders the chart; its objects, configuration and limits are right."""

import json
import os
import pathlib
import shutil
import subprocess
import tarfile
import tempfile
import unittest

import fleet

try:
    import yaml
except ImportError:
    yaml = None
try:
    import kubernetes_validate
except ImportError:
    kubernetes_validate = None

CHART = fleet.PACKAGING / "helm/stamp"
KUBERNETES = "1.31.0"
ALL = {
    "podMonitor": {"enabled": True}, "prometheusRule": {"enabled": True},
    "dashboards": {"enabled": True}, "networkPolicy": {"enabled": True},
    "keys": {"files": {"voice.key": "0123456789abcdef"}},
    "reflector": {"interfaces": ["eth0", "eth1"], "allow": ["192.0.2.0/24", "2001:db8::/32"]},
    "profile": {"interval": "100ms", "length": 172, "dscp": "ef"},
    "extraConfig": "[profile.voice]\ninherit = \"default\"\n"
                   "key_file = \"/etc/stamp/keys/voice.key\"\n",
}
ALWAYS = ["ConfigMap", "DaemonSet", "Pod", "Service", "ServiceAccount"]
OPTIONAL = ["ConfigMap", "NetworkPolicy", "PodMonitor", "PrometheusRule", "Secret"]


def helm(*arguments, **options):
    fetched = fleet.ROOT / "build-tools/helm"
    found = shutil.which("helm") or (fetched.exists() and fetched)
    if not found:
        raise unittest.SkipTest("helm is not there: docs/testing.md says how it is made")
    return subprocess.run([found, *map(str, arguments)], stdout=subprocess.PIPE, text=True,
                          stderr=subprocess.PIPE, check=False, timeout=300, **options)


def template(values):
    return helm("template", "net", CHART, "--namespace", "monitoring", "--kube-version",
                KUBERNETES, "--values", "-", input=json.dumps(values))


def stamp():
    found = os.environ.get("STAMP") or fleet.ROOT / "build-test/src/stamp"
    if not pathlib.Path(found).exists():
        raise unittest.SkipTest("no program (STAMP, build-test): agent.toml was not checked by it")
    return found


class Chart(unittest.TestCase):
    def objects(self, values=None):
        if yaml is None:
            raise unittest.SkipTest("python3-yaml is not there")
        done = template(values or {})
        self.assertEqual(done.returncode, 0, done.stderr)
        return [one for one in yaml.safe_load_all(done.stdout) if one]

    def one(self, kind, values=None, name="net-stamp"):
        found = [one for one in self.objects(values)
                 if one["kind"] == kind and one["metadata"]["name"] == name]
        self.assertEqual(len(found), 1, kind)
        return found[0]

    def test_helm_lint_finds_no_fault(self):
        done = helm("lint", "--strict", CHART)
        self.assertEqual(done.returncode, 0, done.stdout)

    def test_objects_are_those_that_are_asked_for(self):
        self.assertEqual(sorted(one["kind"] for one in self.objects()), ALWAYS)
        self.assertEqual(sorted(one["kind"] for one in self.objects(ALL)),
                         sorted(ALWAYS + OPTIONAL))

    def test_agents_have_three_capabilities_and_no_more(self):
        spec = self.one("DaemonSet", ALL)["spec"]["template"]["spec"]
        self.assertIs(spec["hostNetwork"], True)
        self.assertIs(spec["automountServiceAccountToken"], False)
        self.assertEqual(spec["securityContext"]["seccompProfile"], {"type": "RuntimeDefault"})
        (agent,) = spec["containers"]
        limits = agent["securityContext"]
        self.assertEqual(limits["capabilities"], {
            "drop": ["ALL"], "add": ["BPF", "NET_ADMIN", "NET_BIND_SERVICE"]})
        self.assertIs(limits["readOnlyRootFilesystem"], True)
        self.assertIs(limits["allowPrivilegeEscalation"], False)
        self.assertIs(limits["privileged"], False)
        mounts = {mount["name"] for mount in agent["volumeMounts"]}
        self.assertEqual(mounts, {volume["name"] for volume in spec["volumes"]})
        self.assertEqual([volume for volume in spec["volumes"] if "hostPath" in volume], [])

    def test_discovery_is_a_headless_service_of_the_agents(self):
        service = self.one("Service")["spec"]
        agents = self.one("DaemonSet")["spec"]
        self.assertEqual(service["clusterIP"], "None")
        self.assertEqual(service["selector"], agents["selector"]["matchLabels"])
        self.assertEqual(service["selector"], agents["template"]["metadata"]["labels"])
        self.assertIn('dns = "net-stamp.monitoring.svc"', self.configuration({}))

    def test_rules_and_dashboard_are_those_of_the_package(self):
        rules = yaml and yaml.safe_load(fleet.RULES.read_text())
        self.assertEqual(self.one("PrometheusRule", ALL)["spec"], rules)
        held = self.one("ConfigMap", ALL, "net-stamp-dashboards")["data"]["stamp.json"]
        source = fleet.PACKAGING / "grafana/dashboards/stamp.json"
        self.assertEqual(json.loads(held), json.loads(source.read_text()))

    def test_a_packed_chart_has_the_files_behind_its_links(self):
        with tempfile.TemporaryDirectory() as folder:
            done = helm("package", CHART, "--destination", folder)
            self.assertEqual(done.returncode, 0, done.stderr)
            (packed,) = pathlib.Path(folder).glob("*.tgz")
            with tarfile.open(packed) as archive:
                rules = archive.extractfile("stamp/files/stamp.rules.yml").read()
        self.assertEqual(rules, fleet.RULES.read_bytes())

    def configuration(self, values):
        return self.one("ConfigMap", values)["data"]["agent.toml"]

    def test_the_agent_accepts_its_configuration(self):
        program = stamp()
        for values in ({}, ALL, {"mesh": {"enabled": False}}, {"mesh": {"peers": None}}):
            with self.subTest(values), tempfile.NamedTemporaryFile("w", suffix=".toml") as file:
                file.write(self.configuration(values))
                file.flush()
                done = subprocess.run([program, "agent", "--config", file.name, "--check"],
                                      capture_output=True, text=True, check=False, timeout=60)
                self.assertEqual(done.returncode, 0, done.stderr)

    def test_a_new_configuration_makes_new_pods(self):
        def checksum(values):
            pod = self.one("DaemonSet", values)["spec"]["template"]
            return pod["metadata"]["annotations"]["checksum/config"]
        self.assertEqual(checksum({}), checksum({}))
        self.assertNotEqual(checksum({}), checksum({"profile": {"interval": "2s"}}))

    def test_wrong_values_are_refused(self):
        for wrong in ({"mesh": {"pers": 6}}, {"mesh": {"peers": 0}}, {"http": {"port": 70000}},
                      {"capabilities": ["SYS_PTRACE"]}, {"reflector": {"interfaces": "eth0"}},
                      {"podMonitor": {"interval": "15"}}, {"image": {"repository": ""}}):
            with self.subTest(wrong):
                done = template(wrong)
                self.assertNotEqual(done.returncode, 0)
                self.assertIn("values don't meet the specifications", done.stderr)

    def test_objects_are_as_the_api_has_them(self):
        if kubernetes_validate is None:
            raise unittest.SkipTest("the Python package kubernetes-validate is not there")
        for one in self.objects(ALL):
            if one["apiVersion"] != "monitoring.coreos.com/v1":  # the operator's own
                kubernetes_validate.validate(one, KUBERNETES.rsplit(".", 1)[0], strict=True)
