# SPDX-License-Identifier: Apache-2.0
"""Names of interfaces are any octets: no terminal obeys them, and every output can be read."""

import json
import subprocess
import unittest

from support.host import Host, require_root
from support.program import stamp
from test_stats import promtool

NAME = b"a\xff\x1b[31m\xc2\x9bb"
SHOWN = "a\ufffd?[31m?b"


def setUpModule():
    require_root()


class Names(unittest.TestCase):
    def setUp(self):
        self.host = Host("host")
        self.addCleanup(self.host.close)
        with self.host.entered():
            subprocess.run([b"ip", b"link", b"add", NAME, b"type", b"veth", b"peer", b"name",
                            b"peer"], check=True)
            subprocess.run([b"ip", b"link", b"set", b"peer", b"up"], check=True)
            subprocess.run([b"ip", b"link", b"set", NAME, b"up"], check=True)
            subprocess.run([b"ip", b"address", b"add", b"192.0.2.1/24", b"dev", NAME], check=True)
        done = self.call("reflector", "add", NAME)
        self.assertEqual(done.returncode, 0, done.stderr)
        self.addCleanup(self.call, "reflector", "del", NAME)
        self.said = done.stderr

    def call(self, *words):
        with self.host.entered():
            return subprocess.run([bytes(stamp()), *(word if isinstance(word, bytes) else
                                                     word.encode() for word in words)],
                                  capture_output=True, check=False, timeout=60)

    def test_text_is_utf_8_without_control_sequences(self):
        for words in (("stats",), ("reflector", "show"), ("reflector", "change", NAME),
                      ("reflector", "add", NAME), ("sender", NAME, "192.0.2.9", "-c", "1", "-w",
                                                   "50ms")):
            with self.subTest(words=words):
                done = self.call(*words)
                text = (done.stdout + done.stderr).decode()
                self.assertIn(SHOWN, text)
                self.assertFalse([c for c in text if c < " " and c != "\n" or
                                  "\x7f" <= c < "\xa0"], text)
        self.assertIn(SHOWN, self.said.decode())

    def test_json_and_openmetrics_are_read_by_their_readers(self):
        found = json.loads(self.call("stats", "--json").stdout.decode())
        self.assertEqual([i["iface"] for i in found["interfaces"]], ["a\ufffd\x1b[31m\x9bb"])
        metrics = self.call("stats", "--openmetrics").stdout.decode()
        self.assertIn(f'iface="{SHOWN}"', metrics)
        done = subprocess.run([promtool(), "check", "metrics"], input=metrics, text=True,
                              capture_output=True, check=False, timeout=60)
        self.assertEqual((done.returncode, done.stdout, done.stderr), (0, "", ""))
