# SPDX-License-Identifier: Apache-2.0
"""An agent that serves HTTP in the namespace it measures from, and tests that have one."""

import http.client
import pathlib
import tempfile
import unittest

from stamp_client import eventually
from support.path import direct_path
from support.program import Reflector
from test_agent import Agent, session
from test_stats_sender import Metrics

PORT = 9862
OPEN = "application/openmetrics-text;version=1.0.0,text/plain;version=0.0.4;q=0.5"


class HttpAgent(Agent):
    """An agent that serves in the namespace it measures from."""

    def __init__(self, host, text, folder, web=None):
        self.host = host
        self.web = pathlib.Path(folder, "web.yml")
        if web is not None:
            self.web.write_text(web, "utf-8")
        self.more = "" if web is None else f'web_config = "{self.web}"'
        super().__init__(host, text, folder)

    def write(self, text):
        super().write(text)
        whole = self.file.read_text("utf-8")
        self.file.write_text(whole.replace('listen = "none"',
                                           f'listen = "127.0.0.1:{PORT}"\n{self.more}'), "utf-8")

    def connection(self, port=PORT):
        with self.host.entered():
            made = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
            made.connect()
        return made

    def ask(self, path, method="GET", headers=(), connection=None):
        """(status, headers, body)"""
        with_it = connection or self.connection()
        with_it.request(method, path, headers=dict(headers))
        response = with_it.getresponse()
        body = response.read()
        if connection is None:
            with_it.close()
        return response.status, response.headers, body

    def text(self, path, **more):
        status, _, body = self.ask(path, **more)
        if status != 200:
            raise AssertionError(f"{path}: {status} {body}")
        return body.decode("utf-8")

    def up(self):
        self.said("measures")
        eventually(lambda: self.is_listening() or None)

    def is_listening(self):
        try:
            self.connection().close()
        except ConnectionRefusedError:
            return False
        return True

    def metrics(self):
        return Metrics(self.text("/metrics", headers={"Accept": OPEN}))


class Served(unittest.TestCase):
    """One session over one link."""

    WEB = None
    MORE = ""

    def setUp(self):
        self.folder = self.enter(tempfile.TemporaryDirectory())
        self.way = self.enter(direct_path())
        self.enter(Reflector(self.way.far))
        self.text = session("one", "192.0.2.2", more='labels = { site = "lon" }') + self.MORE
        self.agent = self.enter(HttpAgent(self.way.near.host, self.text, self.folder, self.WEB))
        self.agent.up()

    def enter(self, context):
        value = context.__enter__()
        self.addCleanup(context.__exit__, None, None, None)
        return value
