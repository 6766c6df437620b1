# SPDX-License-Identifier: Apache-2.0
"""`stamp agent` under a service manager: what it reports, by the protocol of sd_notify(3)."""

import os
import pathlib
import signal
import socket
import tempfile
import unittest

from support.host import Host, require_root
from support.program import stamp
from test_agent import HEAD


def setUpModule():
    require_root()


class Manager(unittest.TestCase):
    """Plays the service manager."""

    def run_agent(self, **environment):
        self.socket = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
        self.addCleanup(self.socket.close)
        self.socket.settimeout(60)
        self.folder = tempfile.TemporaryDirectory()
        self.addCleanup(self.folder.cleanup)
        name = self.folder.name + "/notify"
        self.socket.bind(name)
        self.file = pathlib.Path(self.folder.name, "agent.toml")
        self.file.write_text(HEAD, "utf-8")
        host = Host()
        self.addCleanup(host.close)
        process = host.popen(stamp(), "agent", "--config", self.file,
                             env=os.environ | {"NOTIFY_SOCKET": name} | environment)
        return process

    def next(self):
        return dict(line.split("=", 1) for line in self.socket.recv(4096).decode().split("\n"))

    def until(self, key):
        while key not in (state := self.next()):
            pass
        return state

    def test_ready_reloading_and_stopping(self):
        agent = self.run_agent()
        self.assertEqual({"READY": "1", "STATUS": "0 sessions"}, self.next())
        agent.send_signal(signal.SIGHUP)
        state = self.next()
        self.assertEqual("1", state["RELOADING"])
        self.assertGreater(int(state["MONOTONIC_USEC"]), 0)
        self.assertEqual("1", self.next()["READY"])
        self.file.write_text("nonsense = 1\n", "utf-8")
        agent.send_signal(signal.SIGHUP)
        self.assertIn("RELOADING", self.next())
        state = self.next()
        self.assertEqual("1", state["READY"])
        self.assertIn("goes on with its old configuration", state["STATUS"])
        agent.send_signal(signal.SIGTERM)
        self.assertEqual({"STOPPING": "1"}, self.next())
        self.assertEqual(0, agent.wait(60))

    def test_signs_of_life(self):
        agent = self.run_agent(WATCHDOG_USEC="300000")
        for _ in range(5):
            self.assertEqual("1", self.until("WATCHDOG")["WATCHDOG"])
        agent.send_signal(signal.SIGSTOP)
        self.socket.setblocking(False)
        with self.assertRaises(BlockingIOError):
            while True:
                self.socket.recv(4096)
        agent.send_signal(signal.SIGCONT)
        self.socket.settimeout(60)
        self.until("WATCHDOG")
        agent.send_signal(signal.SIGTERM)
        self.until("STOPPING")
        self.assertEqual(0, agent.wait(60))

    def test_a_watchdog_of_another_process_is_not_ours(self):
        agent = self.run_agent(WATCHDOG_USEC="1000", WATCHDOG_PID="1")
        self.assertIn("READY", self.next())
        agent.send_signal(signal.SIGTERM)
        self.assertEqual({"STOPPING": "1"}, self.next())
        self.assertEqual(0, agent.wait(60))


if __name__ == "__main__":
    unittest.main()
