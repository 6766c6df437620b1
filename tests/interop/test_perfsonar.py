# SPDX-License-Identifier: Apache-2.0
"""twping and twampd of perfSONAR. They agree on a session by TWAMP-Control, which stamp does not
speak: twampd does that for twping, and our programs answer on its test port before the packet
reaches its socket; for twampd a few lines of the test do."""

import contextlib
import re
import tempfile
import unittest

from peer import COUNT, PATIENCE_S, QUICK, Program, Reflector, address, report
from stamp_client import eventually
from support import path
from support.host import require_root
from support.program import Running, send
from twamp_control import PORT, Control

TWPING, TWAMPD = Program("INTEROP_TWPING", "twping"), Program("INTEROP_TWAMPD", "twampd")
TEST_PORT, SENDER_PORT = 9000, 5000
LIMITS = """limit root with delete_on_fetch=on, bandwidth=0, disk=0, allow_open_mode=on
assign default root
"""
LOSS = re.compile(r"(\d+) sent, (\d+) lost")


def listening(port):
    for name in ("tcp", "tcp6"):
        with open(f"/proc/thread-self/net/{name}", encoding="ascii") as file:
            if any(line.split()[1].endswith(f":{port:04X}") and line.split()[3] == "0A"
                   for line in list(file)[1:]):
                return True
    return False


def ended(running):
    if running.process.poll() is not None:
        raise AssertionError(f"twampd ends: {running.so_far()}")


@contextlib.contextmanager
def twampd(way):
    with tempfile.TemporaryDirectory() as folder:
        for name, text in (("conf", ""), ("limits", LIMITS)):
            with open(f"{folder}/twamp-server.{name}", "w", encoding="ascii") as file:
                file.write(text)
        with Running(way.far.host, "-c", folder, "-R", folder, "-f", "-Z", "-P",
                     f"{TEST_PORT}-{TEST_PORT}", program=TWAMPD.found()) as running:
            eventually(lambda: ended(running) or way.far.host.call(listening, PORT), PATIENCE_S)
            yield running


class Test(unittest.TestCase):
    def each(self, role, modes, run):
        require_root()
        for offload in (True, False):
            for family in (4, 6):
                for mode, options in modes.items():
                    with path.direct_path(offload=offload) as way, \
                            self.subTest(mode=mode, family=family, offload=offload), twampd(way):
                        run(way, family, options)
                        report("perfSONAR", role, mode, f"IPv{family}",
                               f"offload {'on' if offload else 'off'}", f"{COUNT} of {COUNT}")

    def test_twping(self):
        """R8762-13, T-01: 14 octets and padding; the replies are ours, not twampd's."""
        program = TWPING.found()

        def run(way, family, options):
            with Reflector(way.far, options=("-p", TEST_PORT, "--output", "--json")) as ours:
                done = way.near.host.run(program, "-c", COUNT, "-i", "0.1", "-L", "2", *options,
                                         address(way.far, family), check=False)
                self.assertEqual(LOSS.search(done.stdout)[0], f"{COUNT} sent, 0 lost",
                                 done.stdout + done.stderr)
                eventually(lambda: ours.so_far()[0].count('"type":"answer"') >= COUNT)

        self.each("sender", {"no padding": (), "padding 100": ("-s", "100")}, run)

    def test_twampd(self):
        """T-02: our sender takes its replies."""
        TWAMPD.found()

        def run(way, family, options):
            with Control(way.near, way.far, family, SENDER_PORT, padding=30) as control:
                outcome = send(way.near, address(way.far, family), *QUICK, "-d", control.port,
                               "-s", SENDER_PORT, *options)
            self.assertEqual(outcome.summary["received"], COUNT, outcome.out + outcome.err)

        self.each("reflector", {"44 octets": (), "100 octets": ("-l", 100)}, run)
