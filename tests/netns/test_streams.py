# SPDX-License-Identifier: Apache-2.0
"""Standard streams as parents and readers really have them: closed, non-blocking, stalled, full."""

import contextlib
import fcntl
import json
import os
import pathlib
import resource
import select
import signal
import subprocess
import tempfile
import time
import unittest

from stamp_client import QUICK, eventually
from support import path
from support.host import end, require_root
from support.packet_socket import Capture
from support.program import Reflector, Running, send, stamp

PATIENCE_S = 60


def setUpModule():
    require_root()


@contextlib.contextmanager
def stalled(host, *words, stderr=subprocess.DEVNULL):
    """(process, reading end): the program with a stdout that is full already."""
    reader, writer = os.pipe()
    os.set_blocking(writer, False)
    with contextlib.suppress(BlockingIOError):
        while True:
            os.write(writer, b"-" * 4096)
    os.set_blocking(writer, True)
    if stderr == "the same":
        stderr = writer
    process = host.popen(stamp(), *map(str, words), stdin=subprocess.DEVNULL, stdout=writer,
                         stderr=stderr)
    os.close(writer)
    try:
        yield process, reader
    finally:
        end(process)
        os.close(reader)


def read_to_end(reader):
    octets = b""
    while select.select([reader], [], [], PATIENCE_S)[0]:
        piece = os.read(reader, 1 << 16)
        if not piece:
            return octets.lstrip(b"-").decode()
        octets += piece
    raise AssertionError("nothing more comes, and no end")


def answers(near, far):
    """A reflector is there."""
    eventually(lambda: send(near, far.ipv4, "-c", 1, *QUICK).code == 0)


def handles_signals(process):
    """It has taken its signals over: its loop runs, or is about to."""
    def caught():
        with open(f"/proc/{process.pid}/status", encoding="ascii") as status:
            blocked, = (line for line in status if line.startswith("SigBlk:"))
        return int(blocked.split()[1], 16) >> (signal.SIGTERM - 1) & 1
    deadline = time.monotonic() + PATIENCE_S
    while not caught():
        if process.poll() is not None or time.monotonic() > deadline:
            raise AssertionError(f"it never ran, exit {process.poll()}")
        time.sleep(0.02)


class Closed(unittest.TestCase):
    """A descriptor that is closed is /dev/null, and never a socket or file of ours."""

    def start(self, way, closed, *words):
        def close():
            for number in closed:
                os.close(number)
        with way.near.host.entered():
            return subprocess.Popen([stamp(), *words], preexec_fn=close, close_fds=False,
                                    stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL,
                                    stderr=subprocess.DEVNULL)

    def test_nothing_but_requests_leaves_whichever_are_closed(self):
        with path.direct_path() as way, Reflector(way.far):
            for closed in ((0,), (1,), (2,), (0, 1, 2)):
                with self.subTest(closed=closed), Capture(way.near) as wire:
                    process = self.start(way, closed, "sender", "eth0", way.far.ipv4, "-c", "3",
                                         "-i", "5ms", "-v")
                    self.assertEqual(process.wait(PATIENCE_S), 0)
                    requests = wire.wait(3, port=862, outgoing=True)
                    self.assertEqual([len(request.udp.payload) for request in requests], [44] * 3)

    def test_a_reflector_answers_whichever_are_closed(self):
        with path.direct_path() as way:
            for closed in ((0,), (1,), (0, 1, 2)):
                with self.subTest(closed=closed):
                    process = self.start(way, closed, "reflector", "eth0", "--output")
                    try:
                        answers(way.far, way.near)
                        outcome = send(way.far, way.near.ipv4, "-c", 3, *QUICK)
                        self.assertEqual(outcome.summary["received"], 3)
                        process.send_signal(signal.SIGTERM)
                        self.assertEqual(process.wait(PATIENCE_S), 0)
                    finally:
                        end(process)


class NonBlocking(unittest.TestCase):
    def test_no_line_is_lost_by_a_pipe_that_a_parent_set_so(self):
        count = 1500  # lines of 300 octets: seven times what a pipe holds
        reader, writer = os.pipe()
        os.set_blocking(writer, False)
        try:
            with path.direct_path() as way, Reflector(way.far, options=("--rate", "0")):
                process = way.near.host.popen(stamp(), "sender", "eth0", way.far.ipv4, "--json",
                                              "-c", count, "-i", "1ms", stdout=writer,
                                              stdin=subprocess.DEVNULL)
                # Long enough for the pipe to be full: nobody reads until the last was sent.
                handles_signals(process)
                time.sleep(2)
                os.close(writer)
                writer = -1
                lines = [json.loads(line) for line in read_to_end(reader).splitlines()]
                self.assertEqual(process.wait(PATIENCE_S), 0)
                found = [line["seq"] for line in lines if line["type"] == "packet"]
                self.assertEqual(sorted(set(found)), list(range(count)))
                self.assertEqual(lines[-1]["type"], "summary")
        finally:
            os.close(reader)
            if writer >= 0:
                os.close(writer)

    def test_it_stays_as_the_parent_has_it(self):
        reader, writer = os.pipe()
        try:
            before = fcntl.fcntl(writer, fcntl.F_GETFL)
            subprocess.run([stamp(), "version"], stdout=writer, check=True)
            self.assertEqual(fcntl.fcntl(writer, fcntl.F_GETFL), before)
        finally:
            os.close(reader)
            os.close(writer)


class Stalled(unittest.TestCase):
    def test_a_sender_measures_hears_and_ends(self):
        with path.direct_path() as way, Reflector(way.far):
            for stderr in (subprocess.DEVNULL, "the same"):
                with self.subTest(stderr=stderr), \
                        stalled(way.near.host, "sender", "eth0", way.far.ipv4, "-i", "5ms",
                                stderr=stderr) as (process, _):
                    handles_signals(process)
                    process.send_signal(signal.SIGTERM)
                    self.assertEqual(process.wait(PATIENCE_S), 7)

    def test_a_second_signal_ends_the_wait_for_the_reader(self):
        with path.direct_path() as way, \
                stalled(way.near.host, "sender", "eth0", way.far.ipv4, "-i", "5ms", "-w",
                        "10m") as (process, _):
            handles_signals(process)
            time.sleep(0.3)
            process.send_signal(signal.SIGINT)
            time.sleep(0.3)
            process.send_signal(signal.SIGINT)
            self.assertEqual(process.wait(PATIENCE_S), 130)

    def test_a_reader_that_goes_on_gets_everything(self):
        with path.direct_path() as way, Reflector(way.far), \
                stalled(way.near.host, "sender", "eth0", way.far.ipv4, "-i", "5ms", "-c", 20,
                        "--json") as (process, reader):
            handles_signals(process)
            time.sleep(0.5)
            lines = [json.loads(line) for line in read_to_end(reader).splitlines()]
            self.assertEqual(process.wait(PATIENCE_S), 0)
            self.assertEqual([line["type"] for line in lines],
                             ["start"] + ["packet"] * 20 + ["summary"])

    def test_what_finds_no_room_is_reported_and_counted(self):
        with path.direct_path() as way, Reflector(way.far, options=("--rate", "0")), \
                tempfile.TemporaryFile("w+") as err, \
                stalled(way.near.host, "sender", "eth0", way.far.ipv4, "-i", "20us", "--force",
                        "--json", "-c", 60000, "-w", "20s", stderr=err) as (process, reader):
            deadline = time.monotonic() + PATIENCE_S
            while b"lines are dropped" not in os.pread(err.fileno(), 1 << 16, 0):
                self.assertIsNone(process.poll())
                self.assertLess(time.monotonic(), deadline)
                time.sleep(0.05)
            lines = [json.loads(line) for line in read_to_end(reader).splitlines()]
            self.assertEqual(process.wait(PATIENCE_S), 0)
            summary = lines[-1]
            self.assertEqual(summary["type"], "summary")
            missing = summary["sent"] - len([line for line in lines if line["type"] == "packet" and
                                             not line.get("duplicate")])
            self.assertGreater(missing, 0)
            self.assertEqual(summary["output_dropped"], missing)

    def test_a_reflector_follows_addresses_and_hears(self):
        with path.direct_path() as way, \
                stalled(way.far.host, "reflector", "eth0", "--output",
                        stderr="the same") as (process, _):
            answers(way.near, way.far)
            for _ in range(3):
                send(way.near, way.far.ipv4, "-c", 5, *QUICK)
            way.far.host.run("ip", "address", "add", "192.0.2.77/24", "dev", "eth0")
            deadline = time.monotonic() + PATIENCE_S
            while send(way.near, "192.0.2.77", "-c", 1, *QUICK).code != 0:
                self.assertLess(time.monotonic(), deadline)
            process.send_signal(signal.SIGTERM)
            self.assertIn(process.wait(PATIENCE_S), (0, 7))

    def test_stats_that_watch_hear(self):
        with path.direct_path() as way, Reflector(way.far), \
                stalled(way.far.host, "stats", "--watch", "1s") as (process, reader):
            os.read(reader, 4096)  # the first round may leave
            handles_signals(process)
            process.send_signal(signal.SIGTERM)
            process.wait(PATIENCE_S)


class Full(unittest.TestCase):
    def test_a_reflector_goes_on_answering_and_reports_it_once(self):
        with path.direct_path() as way, open("/dev/full", "wb") as full, \
                tempfile.TemporaryFile("w+") as err:
            process = way.far.host.popen(stamp(), "reflector", "eth0", "--output", stdout=full,
                                         stderr=err, stdin=subprocess.DEVNULL)
            try:
                answers(way.near, way.far)
                for _ in range(3):
                    outcome = send(way.near, way.far.ipv4, "-c", 5, *QUICK)
                    self.assertEqual(outcome.summary["received"], 5)
                    time.sleep(0.5)
                process.send_signal(signal.SIGTERM)
                self.assertEqual(process.wait(PATIENCE_S), 7)
                said = os.pread(err.fileno(), 1 << 16, 0).decode()
                self.assertEqual(said.count("No space left on device"), 2, said)  # and at the end
            finally:
                end(process)

    def test_a_limit_of_size_is_a_full_disk_and_the_counts_are_said(self):
        def limit():
            resource.setrlimit(resource.RLIMIT_FSIZE, (2048, 2048))
        with path.direct_path() as way, Reflector(way.far), \
                tempfile.TemporaryDirectory() as folder, way.near.host.entered():
            process = subprocess.run(
                [stamp(), "sender", "eth0", way.far.ipv4, "-c", "100", "-i", "1ms", "--json", "-o",
                 f"{folder}/out"], preexec_fn=limit, capture_output=True, text=True,
                timeout=PATIENCE_S, check=False)
            self.assertEqual(process.returncode, 7)
            self.assertRegex(process.stderr, r"(?m)^stamp: write .*/out: File too large$")
            self.assertRegex(process.stderr, r"(?m)^\d+ received, ")


class Rotation(unittest.TestCase):
    def test_sighup_opens_the_file_of_that_name_once_more(self):
        with path.direct_path() as way, Reflector(way.far), \
                tempfile.TemporaryDirectory() as folder:
            now, before = pathlib.Path(folder, "out"), pathlib.Path(folder, "out.1")
            with Running(way.near.host, "sender", "eth0", way.far.ipv4, "-i", "5ms", "--json", "-o",
                         now) as sender:
                deadline = time.monotonic() + PATIENCE_S
                while not (now.exists() and '"seq":3,' in now.read_text()):
                    self.assertLess(time.monotonic(), deadline)
                now.rename(before)
                sender.kill(signal.SIGHUP)
                while not (now.exists() and now.read_text().count("\n") > 3):
                    self.assertIsNone(sender.process.poll())
                    self.assertLess(time.monotonic(), deadline)
                outcome = sender.stop()
            self.assertEqual((outcome.code, outcome.err), (0, ""))
            lines = [json.loads(line) for file in (before, now)
                     for line in file.read_text().splitlines()]
            packets = [line["seq"] for line in lines if line["type"] == "packet"]
            self.assertEqual(packets, list(range(len(packets))))
            self.assertEqual((lines[0]["type"], lines[-1]["type"]), ("start", "summary"))

    def test_without_a_file_it_ends_the_sender_in_order(self):
        with path.direct_path() as way, Reflector(way.far), \
                Running(way.near.host, "sender", "eth0", way.far.ipv4, "-i", "5ms",
                        "--json") as sender:
            sender.said('"seq":3,')
            outcome = sender.stop(signal.SIGHUP)
            self.assertEqual((outcome.code, outcome.summary["exit"]), (0, 0))
