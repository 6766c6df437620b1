# SPDX-License-Identifier: Apache-2.0
"""Who may ask the HTTP server of `stamp agent`: `web_config`."""

import base64
import http.client
import pathlib
import shutil
import signal
import ssl
import subprocess
import tempfile
import unittest

from agent_http import PORT, HttpAgent, Served
from support.host import Host, require_root
from support.path import direct_path
from support.program import Reflector, stamp
from test_agent import session

# Of "open sesame", by bcrypt.
HASH = "$2b$04$4IJko2sh0BskG9RjmeYMMeyvA5bVcuh0uRNSvvByz.ADqUGAS2M6y"


def setUpModule():
    require_root()


class Basic(Served):
    WEB = f"basic_auth_users:\n  prom: {HASH}\n"

    @staticmethod
    def as_user(user, password):
        token = base64.b64encode(f"{user}:{password}".encode()).decode()
        return {"Authorization": "Basic " + token}

    def test_who_has_the_password_may_ask(self):
        for headers in ({}, self.as_user("prom", "wrong"), self.as_user("root", "open sesame"),
                        self.as_user("prom", ""), {"Authorization": "Basic !!"},
                        {"Authorization": "Bearer x"}):
            status, answered, _ = self.agent.ask("/metrics", headers=headers)
            self.assertEqual(401, status, headers)
            self.assertIn("Basic realm", answered["WWW-Authenticate"])
            self.assertEqual(401, self.agent.ask("/-/reload", "POST", headers=headers)[0])
        for _ in range(2):
            self.agent.text("/metrics", headers=self.as_user("prom", "open sesame"))
        self.agent.web.write_text(self.WEB.replace("prom", "other"), "utf-8")
        self.agent.kill(signal.SIGHUP)
        self.agent.said("read again")
        self.agent.text("/metrics", headers=self.as_user("other", "open sesame"))
        self.assertEqual(401, self.agent.ask("/", headers=self.as_user("prom", "open sesame"))[0])


class WrongWebConfig(unittest.TestCase):
    def test_each_is_named_with_its_place(self):
        cases = {
            "basic_auth_users:\n  prom: secret\n": ":2:3: prom: no hash of a password",
            "basic_auth_users:\n  prom: [\n": ":3:1: ",
            "tls: x\n": ":1:1: tls: this key is not known here",
            "tls_server_config:\n  cert_file: nowhere.pem\n  key_file: k\n": "nowhere.pem: No such",
            "tls_server_config:\n  cert_file: web.yml\n": ":1:1: tls_server_config: cert_file and "
                                                         "key_file are wanted",
            "tls_server_config:\n  cert_file: web.yml\n  key_file: web.yml\n":
                "start the HTTP server: Protocol error",
            "tls_server_config:\n  client_ca_file: x\n": "only cert_file and key_file can be set",
        }
        with Host() as host, tempfile.TemporaryDirectory() as folder:
            web, file = pathlib.Path(folder, "web.yml"), pathlib.Path(folder, "agent.toml")
            file.write_text(f'version = 1\n[http]\nweb_config = "{web}"\n', "utf-8")
            for text, says in cases.items():
                web.write_text(text, "utf-8")
                done = host.run(stamp(), "agent", "--config", file, check=False)
                self.assertNotEqual(0, done.returncode, text)
                self.assertIn(says, done.stderr, text)


class Tls(Served):
    def setUp(self):
        if not shutil.which("openssl"):
            self.skipTest("openssl is not there: no certificate to serve with")
        self.folder = self.enter(tempfile.TemporaryDirectory())
        subprocess.run(["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2",
                        "-subj", "/CN=near", "-addext", "subjectAltName=IP:127.0.0.1",
                        "-keyout", self.folder + "/key.pem", "-out", self.folder + "/cert.pem"],
                       check=True, capture_output=True)
        self.way = self.enter(direct_path())
        self.enter(Reflector(self.way.far))
        self.agent = self.enter(HttpAgent(
            self.way.near.host, session("one", "192.0.2.2"), self.folder,
            "tls_server_config:\n  cert_file: cert.pem\n  key_file: key.pem\n"))
        self.agent.up()

    def test_the_metrics_come_by_tls_alone(self):
        context = ssl.create_default_context(cafile=self.folder + "/cert.pem")
        with self.way.near.host.entered():
            secure = http.client.HTTPSConnection("127.0.0.1", PORT, context=context, timeout=60)
            secure.connect()
        status, _, body = self.agent.ask("/metrics", connection=secure)
        secure.close()
        self.assertEqual(200, status)
        self.assertIn(b"stamp_session_up{", body)
        with self.assertRaises((http.client.HTTPException, OSError)):
            self.agent.ask("/metrics")


if __name__ == "__main__":
    unittest.main()
