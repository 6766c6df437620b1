# SPDX-License-Identifier: Apache-2.0
"""Clients that mean ill, at the HTTP server of `stamp agent`."""

import signal
import socket
import threading
import unittest

from agent_http import PORT, Served
from support.host import require_root


def setUpModule():
    require_root()


class Hostile(Served):
    """What a client does costs neither a request nor the others their answer."""

    def raw(self, octets):
        with self.way.near.host.entered():
            made = socket.create_connection(("127.0.0.1", PORT), 60)
        made.sendall(octets)
        self.addCleanup(made.close)
        return made

    def goes_on(self):
        self.agent.measured("one", 5)
        self.assertGreater(self.agent.metrics().of("stamp_packets_sent_total"), 0)

    def test_headers_that_never_end(self):
        for _ in range(100):
            self.raw(b"GET /metrics HTTP/1.1\r\nHost: near\r\nX-Slow: ")
        self.goes_on()

    def test_headers_that_are_huge(self):
        for line in (b"GET /" + b"a" * 100_000 + b" HTTP/1.1\r\n\r\n",
                     b"GET / HTTP/1.1\r\n" + b"X: " + b"b" * 100_000 + b"\r\n\r\n",
                     b"GET / HTTP/1.1\r\n" + b"X: y\r\n" * 20_000 + b"\r\n"):
            made = self.raw(b"")
            try:
                made.sendall(line)
                first = made.recv(64)
            except ConnectionError:
                first = b""
            self.assertTrue(first == b"" or first.startswith(b"HTTP/1.1 4"), first)
        self.goes_on()

    def test_what_is_no_http(self):
        post = b"POST /-/reload HTTP/1.1\r\nHost: x\r\n"
        for octets in (b"\x16\x03\x01\x02\x00", b"\0" * 4096, b"GET\r\n\r\n",
                       b"GET / HTTP/9\r\n\r\n", post + b"Content-Length: 99999999999\r\n\r\n",
                       post + b"Transfer-Encoding: chunked\r\n\r\nzz"):
            self.raw(octets)
        self.goes_on()

    def test_those_who_do_not_read(self):
        for _ in range(20):
            self.raw(b"GET /metrics HTTP/1.1\r\nHost: near\r\n\r\n" * 50)
        self.goes_on()

    def test_a_hundred_at_once(self):
        answers = []
        connections = [self.agent.connection() for _ in range(100)]
        threads = [threading.Thread(target=lambda c=c: answers.append(
            self.agent.ask("/metrics", connection=c)[0])) for c in connections]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        for connection in connections:
            connection.close()
        self.assertEqual([200] * 100, answers)
        self.goes_on()

    def tearDown(self):
        end = self.agent.stop(signal.SIGTERM)
        self.assertEqual(0, end.code, end.err)
        summary = end.of_type("summary")[-1]
        self.assertEqual((0, 0), (summary["lost"], summary["not_sent"]))


if __name__ == "__main__":
    unittest.main()
