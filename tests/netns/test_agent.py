# SPDX-License-Identifier: Apache-2.0
"""`stamp agent`: many sessions and reflectors in one process, by a configuration."""

import contextlib
import json
import pathlib
import signal
import tempfile
import unittest

from json_schema import faults_of_line
from persistent import good
from stamp_client import eventually
from support.hosts_file import hosts_file
from support.host import require_root
from support.link import link
from support.path import direct_path
from support.program import Reflector, Running

HEAD = """version = 1
[agent]
name = "near"
output = "-"
[http]
listen = "none"
[profile.default]
interval = "20ms"
[profile.voice]
inherit = "default"
interval = "10ms"
dscp = "ef"
"""


def setUpModule():
    require_root()


def session(name, target, profile="default", more=""):
    return f'[[session]]\nname = "{name}"\ntarget = "{target}"\nprofile = "{profile}"\n{more}\n'


class Agent(Running):
    """An agent whose configuration a test writes."""

    def __init__(self, host, text, folder, program=None, options=()):
        self.file = pathlib.Path(folder, "agent.toml")
        self.write(text)
        super().__init__(host, "agent", "--config", self.file, *options, program=program)

    def write(self, text):
        self.file.write_text(HEAD + text, "utf-8")

    def reload(self, text, says):
        self.write(text)
        self.kill(signal.SIGHUP)
        self.said(says)

    def lines(self, kind, name=None):
        """Whole JSON lines of a type so far, of one session."""
        lines = [json.loads(line) for line in self.so_far()[0].split("\n")[:-1]]
        return [line for line in lines
                if line["type"] == kind and name in (None, line.get("session"))]

    def replies(self, name):
        return [line for line in self.lines("packet", name) if "rtt_ns" in line]

    def measured(self, name, count=3):
        """Waits for so many replies more."""
        already = len(self.replies(name))
        eventually(lambda: len(self.replies(name)) >= already + count)


@contextlib.contextmanager
def running(host, text, **options):
    with tempfile.TemporaryDirectory() as folder, Agent(host, text, folder, **options) as agent:
        yield agent


class TheAgent(unittest.TestCase):
    def test_profiles_and_families_in_one_process_by_name(self):
        text = (session("four", "192.0.2.2", more='labels = { site = "lon" }') +
                session("voice", "192.0.2.2", "voice") +
                session("six", "2001:db8::2", more='iface = "eth0"'))
        with direct_path() as way, Reflector(way.far), running(way.near.host, text) as agent:
            for name in ("four", "voice", "six"):
                agent.measured(name)
            self.assertEqual({"site": "lon"}, agent.lines("state", "four")[0]["labels"])
            self.assertEqual(46, agent.lines("start", "voice")[0]["dscp"])
            self.assertEqual(20_000_000, agent.lines("start", "six")[0]["interval_ns"])
            stats = json.loads(good(way.near.host, "stats", "--json").stdout)
            self.assertEqual({"sender"}, {one["role"] for one in stats["interfaces"]})
            end = agent.stop(signal.SIGTERM)
        self.assertEqual(0, end.code, end.err)
        for line in end.lines:
            self.assertEqual([], faults_of_line(line), line)
        summaries = {line["session"]: line for line in end.of_type("summary")}
        self.assertEqual({"four", "voice", "six"}, set(summaries))
        for summary in summaries.values():
            self.assertGreater(summary["received"], 0)
            self.assertEqual(summary["sent"], summary["received"] + summary["lost"])
            self.assertEqual((0, 0), (summary["lost"], summary["unexpected"]), summary)

    def test_a_reflector_and_a_session_in_one_process(self):
        text = '[[reflector]]\niface = "eth0"\n' + session("there", "192.0.2.2")
        with direct_path() as way, Reflector(way.far), running(way.near.host, text) as agent:
            agent.measured("there")
            with Running(way.far.host, "sender", "eth0", "192.0.2.1", "--json", "-c", "3", "-i",
                         "20ms", "-s", "auto") as sender:
                self.assertEqual(3, sender.wait().summary["received"])

    def test_an_unknown_host_waits_and_the_others_run(self):
        text = session("known", "192.0.2.2") + session("later", "far.test", "voice")
        with direct_path() as way, Reflector(way.far), hosts_file() as file, \
                running(way.near.host, text, program=file.program) as agent:
            agent.measured("known")
            eventually(lambda: agent.lines("state", "later"))
            state = agent.lines("state", "later")[0]
            self.assertEqual((False, "unknown_host"), (state["up"], state["reason"]))
            file.write("192.0.2.2 far.test")
            eventually(lambda: agent.lines("state", "later")[-1]["up"] or None)

    def test_an_interface_that_is_not_there_is_waited_for(self):
        text = session("known", "192.0.2.2") + session("later", "192.0.2.2", "voice",
                                                       'iface = "dummy7"')
        with direct_path() as way, Reflector(way.far), running(way.near.host, text) as agent:
            agent.measured("known")
            eventually(lambda: agent.lines("state", "later"))
            self.assertEqual("no_interface", agent.lines("state", "later")[0]["reason"])

    def test_an_interface_that_comes_is_measured_by_without_effective_capabilities(self):
        text = session("known", "192.0.2.2") + session("later", "198.51.100.2",
                                                       more='iface = "late0"')
        with direct_path() as way, Reflector(way.far), running(way.near.host, text) as agent:
            agent.measured("known")
            status = pathlib.Path(f"/proc/{agent.pid}/status").read_text("ascii")
            sets = dict(line.split(":\t", 1) for line in status.splitlines())
            self.assertEqual(0, int(sets["CapEff"], 16))
            self.assertNotEqual(0, int(sets["CapPrm"], 16))
            ports = link(way.near.host, way.far.host, ("late0", "late0"),
                         ("198.51.100.1/24", "198.51.100.2/24"), None)
            with Reflector(ports[1]):
                agent.measured("later")
                self.assertTrue(agent.lines("state", "later")[-1]["up"])

    def test_a_wrong_key_file_waits(self):
        text = session("known", "192.0.2.2") + session("keyed", "192.0.2.2", "voice",
                                                       'key_file = "/nonexistent"')
        with direct_path() as way, Reflector(way.far), running(way.near.host, text) as agent:
            agent.measured("known")
            self.assertEqual("key", agent.lines("state", "keyed")[0]["reason"])


class Reload(unittest.TestCase):
    def test_what_is_the_same_goes_on_without_a_lost_packet(self):
        stays, goes = session("stays", "192.0.2.2"), session("goes", "2001:db8::2")
        with direct_path() as way, Reflector(way.far), \
                running(way.near.host, stays + goes) as agent:
            agent.measured("stays")
            agent.measured("goes")
            for i in range(5):
                agent.reload(stays + session(f"new{i}", "192.0.2.2", "voice"),
                             "read again: 2 sessions")
                agent.measured(f"new{i}")
                agent.measured("stays")
            self.assertEqual(1, len(agent.lines("start", "stays")))
            self.assertEqual(1, len(agent.lines("summary", "goes")))
            end = agent.stop(signal.SIGTERM)
        summary = [line for line in end.of_type("summary") if line["session"] == "stays"][-1]
        self.assertEqual((0, 0), (summary["lost"], summary["not_sent"]), end.err)
        numbers = [line["seq"] for line in end.packets if line["session"] == "stays"]
        self.assertEqual(list(range(len(numbers))), numbers)

    def test_a_wrong_configuration_changes_nothing(self):
        text = session("stays", "192.0.2.2")
        with direct_path() as way, Reflector(way.far), running(way.near.host, text) as agent:
            agent.measured("stays")
            agent.reload(text + "[[session]]\nnaem = 1\n", "the configuration is not changed: ")
            agent.measured("stays")
            self.assertIn("session.naem: unknown key", agent.so_far()[1])
            self.assertEqual(1, len(agent.lines("start", "stays")))


if __name__ == "__main__":
    unittest.main()
