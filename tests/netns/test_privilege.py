# SPDX-License-Identifier: Apache-2.0
"""What it needs from the system, and what it gives back."""

import contextlib
import json
import pathlib
import shutil
import subprocess
import tempfile
import unittest

from stamp_client import QUICK, Client, eventually
from support import path
from support.host import require_root
from support.program import Reflector, Running, send, stamp

CAP_NET_ADMIN, CAP_BPF = 1 << 12, 1 << 39
LOAD = ("bpf", "net_admin")
NOBODY = 65534


def setUpModule():
    require_root()
    if not shutil.which("setpriv"):
        raise unittest.SkipTest("needs setpriv (util-linux)")


def as_nobody(*capabilities):
    """The words in front of a program for a user with these capabilities and no other."""
    caps = ",".join(["-all"] + [f"+{name}" for name in capabilities])
    return ("setpriv", f"--reuid={NOBODY}", f"--regid={NOBODY}", "--clear-groups",
            f"--inh-caps={caps}", f"--ambient-caps={caps}", f"--bounding-set={caps}")


@contextlib.contextmanager
def everybodys_stamp():
    """The program where any user can run it."""
    with tempfile.TemporaryDirectory() as folder:
        pathlib.Path(folder).chmod(0o755)
        yield shutil.copy(stamp(), folder)


def status(pid):
    text = pathlib.Path(f"/proc/{pid}/status").read_text(encoding="ascii")
    return dict(line.split(":\t", 1) for line in text.splitlines())


def sets(pid):
    """Effective, permitted, inheritable, bounding and ambient, of every thread."""
    names = ("CapEff", "CapPrm", "CapInh", "CapBnd", "CapAmb")
    tasks = pathlib.Path(f"/proc/{pid}/task").iterdir()
    return {tuple(int(status(task.name)[name], 16) for name in names) for task in tasks}


def children(pid):
    text = pathlib.Path(f"/proc/{pid}/task/{pid}/children").read_text(encoding="ascii")
    return [int(word) for word in text.split()]


class Ports(unittest.TestCase):
    def test_a_low_port_is_not_for_everybody_who_may_run_the_program(self):
        """Neither to send from nor to answer on, whatever the file's capabilities allow."""
        able = as_nobody(*LOAD, "net_bind_service")
        with path.direct_path() as way, everybodys_stamp() as program:
            for words in (("sender", "eth0", way.far.ipv4, "-c", 1, "-s", 53),
                          ("reflector", "eth0", "-p", 862, "-p", 443),
                          ("reflector", "add", "eth0", "-p", 53)):
                with self.subTest(words=words):
                    outcome = way.near.host.run(*able, program, *words, check=False)
                    self.assertEqual(outcome.returncode, 3, outcome.stderr)
                    self.assertIn(f"take UDP port {words[-1]}, which only root may use",
                                  outcome.stderr)
            with Reflector(way.far, options=("-p", 443)):
                self.assertEqual(send(way.near, way.far.ipv4, "-c", 2, "-d", 443, "-s", 500,
                                      *QUICK).code, 0)


class Dropped(unittest.TestCase):
    def test_the_sender_keeps_no_capability_and_works(self):
        for hook in ("tcx", "clsact"):
            with self.subTest(hook=hook), path.direct_path() as way, Reflector(way.far), \
                    Running(way.near.host, "sender", "eth0", way.far.ipv4, "--json", "-i", "5ms",
                            "--hook", hook) as sender:
                sender.said('"seq":2,')
                self.assertEqual(sets(sender.pid), {(0, 0, 0, 0, 0)})
                self.assertEqual(status(sender.pid)["NoNewPrivs"], "1")
                for cleanup_child in children(sender.pid):
                    self.assertEqual(sets(cleanup_child), {(0, CAP_NET_ADMIN, 0, 0, 0)})
                outcome = sender.stop()
                self.assertEqual(outcome.code, 0)
                self.assertEqual(outcome.summary["received"], outcome.summary["sent"])

    def test_the_reflector_keeps_two_for_later_and_uses_none(self):
        for hook in ("tcx", "clsact"):
            with self.subTest(hook=hook), path.direct_path() as way, \
                    Reflector(way.far, options=("--hook", hook)) as reflector:
                self.assertEqual(send(way.near, way.far.ipv4, "-c", 3, *QUICK).code, 0)
                self.assertEqual(sets(reflector.pid), {(0, CAP_NET_ADMIN | CAP_BPF, 0, 0, 0)})
                self.assertEqual(status(reflector.pid)["NoNewPrivs"], "1")
                for cleanup_child in children(reflector.pid):
                    self.assertEqual(sets(cleanup_child), {(0, CAP_NET_ADMIN, 0, 0, 0)})


class Missing(unittest.TestCase):
    def run_role(self, way, program, capabilities, role):
        words = [role, "eth0", "--hook", "tcx"] + (["192.0.2.2"] if role == "sender" else [])
        with Running(way.near.host, *as_nobody(*capabilities)[1:], str(program), *words,
                     program="setpriv") as running:
            return running.wait()

    def test_what_is_missing_is_named(self):
        rows = (((), "CAP_BPF and CAP_NET_ADMIN"), (("bpf",), "CAP_NET_ADMIN"),
                (("net_admin",), "CAP_BPF"))
        with everybodys_stamp() as program, path.direct_path() as way:
            for capabilities, named in rows:
                for role in ("sender", "reflector"):
                    with self.subTest(role=role, capabilities=capabilities):
                        outcome = self.run_role(way, program, capabilities, role)
                        self.assertEqual((outcome.code, outcome.out), (3, ""))
                        self.assertRegex(outcome.err, rf"^stamp: start the {role}: missing {named}"
                                                      r"\ntry: .*bounding set.*\n$")


class Enough(unittest.TestCase):
    def test_two_capabilities_suffice_and_the_source_port_is_then_ephemeral(self):
        with everybodys_stamp() as program, path.direct_path() as way:
            setpriv = as_nobody(*LOAD)[1:]
            for hook in ("tcx", "clsact"):
                with self.subTest(hook=hook), \
                        Running(way.far.host, *setpriv, program, "reflector", "eth0", "--hook",
                                hook, program="setpriv") as reflector:
                    reflector.said("STAMP reflector on eth0")
                    kept = CAP_NET_ADMIN | CAP_BPF
                    # It says so a moment before it gives the others back.
                    allowed = {(0, kept, 0, bounds, 0) for bounds in (0, kept)}
                    eventually(lambda: sets(reflector.pid) <= allowed)
                    with Running(way.near.host, *setpriv, program, "sender", "eth0",
                                 way.far.ipv4, "--json", "-c", "3", *QUICK, "--hook", hook,
                                 program="setpriv") as sender:
                        outcome = sender.wait()
                    self.assertEqual(outcome.code, 0, outcome.err)
                    self.assertEqual(outcome.summary["received"], 3)
                    self.assertGreater(outcome.lines[0]["src"]["port"], 1023)
                    port, pins = outcome.of_type("warning")
                    self.assertEqual((port["code"], pins["code"]), ("source_port", "pin_failed"))
                    self.assertIn("CAP_NET_BIND_SERVICE is missing", port["detail"])

    def test_a_third_gives_the_source_port(self):
        with everybodys_stamp() as program, path.direct_path() as way, Reflector(way.far), \
                Running(way.near.host, *as_nobody(*LOAD, "net_bind_service")[1:],
                        program, "sender", "eth0", way.far.ipv4, "--json", "-c", "3", *QUICK,
                        program="setpriv") as sender:
            outcome = sender.wait()
            self.assertEqual(outcome.code, 0, outcome.err)
            self.assertEqual(outcome.lines[0]["src"]["port"], 862)
            # The bpffs of this host is root's: nothing can be pinned, and nothing else is wrong.
            self.assertEqual([warning["code"] for warning in outcome.of_type("warning")],
                             ["pin_failed"])


class OfTheFile(unittest.TestCase):
    """Capabilities of the file: permitted is enough, each is raised where it is needed."""

    SETCAP = "cap_bpf,cap_net_admin,cap_net_bind_service"
    USER = (f"--reuid={NOBODY}", f"--regid={NOBODY}", "--clear-groups")

    @contextlib.contextmanager
    def program(self, flags="=p"):
        with everybodys_stamp() as program:
            done = subprocess.run(["setcap", self.SETCAP + flags, program], check=False,
                                  capture_output=True, text=True)
            if done.returncode != 0:
                self.skipTest(f"a file here takes no capabilities: {done.stderr.strip()}")
            yield program

    def test_a_user_measures_from_port_862_and_keeps_nothing(self):
        for flags in ("=p", "+ep"):
            with self.subTest(flags=flags), self.program(flags) as program, \
                    path.direct_path() as way, \
                    Running(way.far.host, *self.USER, program, "reflector", "eth0",
                            program="setpriv") as reflector:
                reflector.said("STAMP reflector on eth0")
                eventually(lambda: {some[:2] for some in sets(reflector.pid)} ==
                           {(0, CAP_NET_ADMIN | CAP_BPF)})
                with Running(way.near.host, *self.USER, program, "sender", "eth0", way.far.ipv4,
                             "--json", "-c", "3", *QUICK, "--mark", "7",
                             program="setpriv") as sender:
                    outcome = sender.wait()
                self.assertEqual(outcome.code, 0, outcome.err)
                self.assertEqual(outcome.summary["received"], 3)
                self.assertEqual(outcome.lines[0]["src"]["port"], 862)

    def test_a_user_sees_what_is_attached(self):
        with self.program() as program, path.direct_path() as way:
            said = way.near.host.run("setpriv", *self.USER, program, "version", "--json")
            hooks = json.loads(said.stdout)["hooks"]
            self.assertEqual([hook["name"] for hook in hooks if not hook["available"]], [])

    def test_what_keeps_them_out_is_named(self):
        words = ("sender", "eth0", "192.0.2.2", "--hook", "tcx")
        with self.program() as program, path.direct_path() as way:
            for options, named in (
                    (("setpriv", "--no-new-privs"), "try: without no-new-privileges"),
                    (("--bounding-set=-all,+net_admin",), "try: --cap-add BPF")):
                with self.subTest(options=options):
                    # Two of them: the one that leaves root would be root's child still.
                    said = way.near.host.run("setpriv", *self.USER, *options, program, *words,
                                             check=False, timeout=60)
                    self.assertEqual((said.returncode, said.stdout), (3, ""), said.stderr)
                    self.assertIn("missing CAP_BPF", said.stderr)
                    self.assertIn(named, said.stderr)


class SourcePort(unittest.TestCase):
    def test_a_taken_default_becomes_ephemeral_and_is_said(self):
        """S8762-27"""
        with path.direct_path() as way, Reflector(way.far), Client(way.near, number=862):
            outcome = send(way.near, way.far.ipv4, "-c", 3, *QUICK)
            self.assertEqual((outcome.code, outcome.summary["received"]), (0, 3))
            self.assertNotEqual(outcome.lines[0]["src"]["port"], 862)
            warning, = outcome.of_type("warning")
            self.assertIn("another program uses it", warning["detail"])

    def test_a_taken_port_that_was_asked_for_is_an_error(self):
        with path.direct_path() as way, Client(way.near, number=862):
            outcome = send(way.near, way.far.ipv4, "-c", 1, "-s", 862)
            self.assertEqual((outcome.code, outcome.out), (4, ""))
            self.assertRegex(outcome.err, "^stamp: .*862.*: Address already in use\n"
                                          "try: -s auto\n$")
