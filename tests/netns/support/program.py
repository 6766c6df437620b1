# SPDX-License-Identifier: Apache-2.0
"""The program under test: a reflector that runs next to the test, a sender that runs to its end."""

import dataclasses
import json
import os
import pathlib
import signal
import subprocess
import tempfile
import time

from support.host import DEFAULT_TIMEOUT_S, end

ROOT = pathlib.Path(__file__).resolve().parents[3]
READY_TIMEOUT_S = 120


def stamp():
    """The binary: $STAMP, as Meson sets it, or that of scripts/test."""
    found = pathlib.Path(os.environ.get("STAMP", ROOT / "build-test/src/stamp"))
    if not found.exists():
        raise RuntimeError(f"no program to test at {found} (set STAMP)")
    return found


@dataclasses.dataclass
class Outcome:
    """What a run of stamp left: exit code, data and log."""
    code: int
    out: str
    err: str

    @property
    def lines(self):
        """The JSON Lines of stdout."""
        return [json.loads(line) for line in self.out.splitlines()]

    def of_type(self, name):
        return [line for line in self.lines if line["type"] == name]

    @property
    def packets(self):
        return self.of_type("packet")

    @property
    def summary(self):
        found = self.of_type("summary")
        if len(found) != 1:
            raise AssertionError(f"{len(found)} summaries, exit {self.code}: {self.err}")
        return found[0]


class Running:
    """stamp in the background of a host. Its output goes to files, so that no pipe fills up."""

    def __init__(self, host, *words, program=None, **options):
        self.out, self.err = (tempfile.TemporaryFile("w+", encoding="utf-8") for _ in range(2))
        self.process = host.popen(program or stamp(), *words, stdin=subprocess.DEVNULL,
                                  stdout=self.out, stderr=self.err, **options)

    def __enter__(self):
        return self

    def __exit__(self, *_):
        end(self.process)
        self.out.close()
        self.err.close()

    @property
    def pid(self):
        return self.process.pid

    def so_far(self):
        """(stdout, stderr); read where we stand, for the program shares the file's position."""
        return tuple(os.pread(file.fileno(), 1 << 24, 0).decode() for file in (self.out, self.err))

    def said(self, text, timeout=READY_TIMEOUT_S):
        """Waits until it has said this on stdout or stderr."""
        deadline = time.monotonic() + timeout
        while not any(text in stream for stream in self.so_far()):
            if self.process.poll() is not None or time.monotonic() > deadline:
                raise RuntimeError(f"{' '.join(self.process.args)}: never said '{text}', "
                                   f"exit {self.process.poll()}\n{''.join(self.so_far())}")
            time.sleep(0.01)

    def kill(self, number):
        self.process.send_signal(number)

    def wait(self, timeout=DEFAULT_TIMEOUT_S):
        self.process.wait(timeout)
        return Outcome(self.process.returncode, *self.so_far())

    def stop(self, number=signal.SIGINT, timeout=DEFAULT_TIMEOUT_S):
        if self.process.poll() is None:
            self.kill(number)
        return self.wait(timeout)


class Reflector(Running):
    """`stamp reflector` on one Port or several of one host; ready when made."""

    def __init__(self, ports, program=None, options=()):
        ports = ports if isinstance(ports, (list, tuple)) else [ports]
        names = [port.name for port in ports]
        super().__init__(ports[0].host, "reflector", *names, *options, program=program)
        try:
            for name in names:
                self.said(f"STAMP reflector on {name}")
        except BaseException:
            self.__exit__()
            raise


def send(port, target, *options, program=None, timeout=DEFAULT_TIMEOUT_S):
    """`stamp sender` from a Port, to its end, as JSON; an Outcome."""
    with Running(port.host, "sender", port.name, target, "--json", *options,
                 program=program) as sender:
        return sender.wait(timeout)
