# SPDX-License-Identifier: Apache-2.0
"""`[[discovery]]` of `stamp agent`: by files, by a name, over HTTP."""

import http.server
import json
import os
import pathlib
import threading
import unittest

from agent_http import Served
from stamp_client import eventually
from support.host import require_root
from support.hosts_file import hosts_file
from support.path import direct_path
from support.program import Reflector
from test_agent import running


def setUpModule():
    require_root()


def groups(*targets, **labels):
    return json.dumps([{"targets": list(targets), "labels": labels}])


class File(Served):
    """A folder of lists; what is configured besides is one session."""

    PEERS = ""

    def setUp(self):
        super().setUp()
        self.lists = pathlib.Path(self.folder, "targets")
        self.lists.mkdir()
        self.agent.write(self.text + f"""[[discovery]]
name = "mesh"
file = "{self.lists}/*.json"
labels = {{ site = "any", tier = "a" }}
profile = "voice"
refresh = "1h"
{self.PEERS}""")
        self.agent.text("/-/reload", method="POST")

    def put(self, name, text):
        """As editors do: a new file in the place of the old one."""
        part = self.lists / (name + ".part")
        part.write_text(text, "utf-8")
        os.rename(part, self.lists / name)

    def names(self):
        sessions = json.loads(self.agent.text("/api/v1/sessions"))["sessions"]
        return {one["session"] for one in sessions if one["discovery"] == "mesh"}

    def become(self, *names):
        eventually(lambda: self.names() == set(names) or None)

    def of_discovery(self, name):
        return self.agent.metrics().of(f"stamp_discovery_{name}", discovery="mesh")


class Files(File):
    def test_a_list_that_comes_changes_and_goes(self):
        self.put("a.json", groups("192.0.2.2:862", site="lon", __meta="x"))
        self.become("mesh/192.0.2.2:862")
        self.agent.measured("mesh/192.0.2.2:862")
        state = self.agent.lines("state", "mesh/192.0.2.2:862")[0]
        self.assertEqual({"site": "lon", "tier": "a"}, state["labels"])
        self.put("b.json", groups("[2001:db8::2]:862", "192.0.2.2:862"))
        self.become("mesh/192.0.2.2:862", "mesh/[2001:db8::2]:862")
        self.agent.measured("mesh/[2001:db8::2]:862")
        self.assertEqual((3, 2), (self.of_discovery("targets"), self.of_discovery("peers")))
        self.put("b.json", "[]")
        self.become("mesh/192.0.2.2:862")
        (self.lists / "a.json").unlink()
        self.become()
        self.assertEqual(1, len(self.agent.lines("start", "mesh/192.0.2.2:862")))
        self.assertEqual(0, self.agent.lines("summary", "mesh/192.0.2.2:862")[0]["lost"])
        self.agent.measured("one")
        self.assertEqual(0, self.of_discovery("failures_total"))

    def test_a_broken_file_keeps_its_list(self):
        self.put("a.json", groups("192.0.2.2"))
        self.put("b.json", groups("[2001:db8::2]"))
        self.become("mesh/192.0.2.2", "mesh/2001:db8::2")
        for broken, says in (('[{"targets": ["192', "a.json:1:19: this is no JSON"),
                             ('{"targets": []}', "a.json: a list of groups is wanted"),
                             ('[{"targets": [7]}]', "group 1: targets is a list of texts"),
                             ('[{"target": []}]', "'target' is neither targets nor labels"),
                             ('[{"targets": [], "labels": {"a-b": "c"}}]', "'a-b' is no name"),
                             (groups("x:0"), "the port has to be from 1 to 65535"),
                             ("", "a.json:1:1: this is no JSON")):
            self.put("a.json", broken)
            self.agent.said(says)
            self.assertEqual({"mesh/192.0.2.2", "mesh/2001:db8::2"}, self.names(), broken)
        eventually(lambda: self.of_discovery("failures_total") >= 7 or None)
        self.put("a.json", groups())
        self.become("mesh/2001:db8::2")
        self.assertEqual(1, len(self.agent.lines("start", "mesh/2001:db8::2")))

    def test_what_goes_on_loses_nothing_over_reload_and_change(self):
        self.put("a.json", groups("192.0.2.2"))
        self.become("mesh/192.0.2.2")
        for i in range(5):
            self.agent.measured("mesh/192.0.2.2")
            self.put("b.json", groups("[2001:db8::2]") if i % 2 == 0 else "[]")
            self.agent.text("/-/reload", method="POST")
        numbers = [line["seq"] for line in self.agent.lines("packet", "mesh/192.0.2.2")]
        self.assertEqual(list(range(len(numbers))), numbers)
        self.assertEqual(1, len(self.agent.lines("start", "mesh/192.0.2.2")))


class Peers(File):
    PEERS = "peers = 3\n"

    def test_so_many_of_all_and_never_itself(self):
        others = [f"198.51.100.{i}:862" for i in range(1, 101)]
        self.put("a.json", groups("192.0.2.1:862", "near:862", *others))
        eventually(lambda: len(self.names()) == 3 or None)
        chosen = self.names()
        self.assertEqual((102, 3), (self.of_discovery("targets"), self.of_discovery("peers")))
        self.assertTrue(chosen <= {"mesh/" + other for other in others})
        # Another order and one who leaves that was not chosen: the same choice.
        gone = next(other for other in others if "mesh/" + other not in chosen)
        self.put("a.json", groups(*reversed([other for other in others if other != gone])))
        eventually(lambda: self.of_discovery("targets") == 99 or None)
        self.assertEqual(chosen, self.names())

    def test_thousands_are_read(self):
        self.put("a.json", groups(*(f"10.{i // 256}.{i % 256}.1" for i in range(10_000))))
        eventually(lambda: self.of_discovery("targets") == 10_000 or None)
        self.assertEqual(3, len(self.names()))


class Http(File):
    """A server of lists, in the agent's namespace."""

    PEERS = ""

    def setUp(self):
        Served.setUp(self)
        self.answer, self.asked = (200, groups("192.0.2.2")), []
        outer = self

        class Handler(http.server.BaseHTTPRequestHandler):
            def do_GET(self):
                outer.asked.append(self.headers)
                status, text = outer.answer
                self.send_response(status)
                self.end_headers()
                self.wfile.write(text.encode())

            def log_message(self, *_):
                pass

        with self.way.near.host.entered():
            server = http.server.ThreadingHTTPServer(("127.0.0.1", 9999), Handler)
        self.addCleanup(server.server_close)
        self.addCleanup(server.shutdown)
        threading.Thread(target=server.serve_forever, daemon=True).start()
        self.agent.write(self.text + '[[discovery]]\nname = "mesh"\n'
                         'http = "http://127.0.0.1:9999/list"\nrefresh = "1s"\n'
                         'profile = "voice"\n')
        self.agent.text("/-/reload", method="POST")

    def test_a_list_over_http_and_its_errors(self):
        self.become("mesh/192.0.2.2")
        self.assertEqual("1", self.asked[0]["X-Prometheus-Refresh-Interval-Seconds"])
        for answer, says in (((500, ""), "returned error: 500"), ((200, "<html>"), "is no JSON")):
            self.answer = answer
            self.agent.said(says)
            self.assertEqual({"mesh/192.0.2.2"}, self.names())
        self.answer = (200, groups("[2001:db8::2]:862"))
        self.become("mesh/[2001:db8::2]:862")


class Dns(unittest.TestCase):
    def test_every_address_of_a_name(self):
        text = '[[discovery]]\nname = "pods"\ndns = "stamp.test:862"\nrefresh = "1s"\n'
        with direct_path() as way, Reflector(way.far), hosts_file() as file, \
                running(way.near.host, text, program=file.program) as agent:
            agent.said("discovery pods: resolve stamp.test")
            file.write("192.0.2.2 stamp.test\n2001:db8::2 stamp.test\n192.0.2.1 stamp.test")
            agent.measured("pods/192.0.2.2:862")
            agent.measured("pods/[2001:db8::2]:862")
            self.assertEqual({"pods/192.0.2.2:862", "pods/[2001:db8::2]:862"},
                             {line["session"] for line in agent.lines("start")})


if __name__ == "__main__":
    unittest.main()
