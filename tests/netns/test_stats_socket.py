# SPDX-License-Identifier: Apache-2.0
"""`stamp stats` of what stamps at sockets: no map, no capability."""

import contextlib
import json
import os
import pathlib
import shutil
import signal
import tempfile
import unittest

from json_schema import faults_of_line
from stamp_client import QUICK
from support import path
from support.host import require_root
from support.program import Reflector, Running, send, stamp
from test_privilege import NOBODY, as_nobody, everybodys_stamp

SOCKET = ("--hook", "socket")
ROOTS = pathlib.Path("/run/stamp")


def setUpModule():
    require_root()


def found(host, *options, program=(stamp(),), code=0):
    """(interfaces, stderr) of `stamp stats --json`."""
    outcome = host.run(*program, "stats", "--json", *options, check=False)
    if outcome.returncode != code:
        raise AssertionError(f"exit {outcome.returncode}: {outcome.stderr}")
    if not outcome.stdout:
        return [], outcome.stderr
    faults = faults_of_line(json.loads(outcome.stdout))
    if faults:
        raise AssertionError(str(faults))
    return json.loads(outcome.stdout)["interfaces"], outcome.stderr


@contextlib.contextmanager
def users_words():
    """The words in front of a command of a user with a runtime directory and no capability."""
    with tempfile.TemporaryDirectory() as folder:
        os.chown(folder, NOBODY, NOBODY)
        yield (*as_nobody(), "env", f"XDG_RUNTIME_DIR={folder}")


class Root(unittest.TestCase):
    def test_a_reflector_is_seen_with_its_counters_and_sessions(self):
        with path.direct_path() as way, Reflector(way.far, options=(*SOCKET, "--stateful")):
            outcome = send(way.near, way.far.ipv4, "-c", 3, *QUICK)
            self.assertEqual(outcome.code, 0, outcome.err)
            (one,), _ = found(way.far.host)
            self.assertEqual((one["iface"], one["role"], one["hook"], one["ports"], one["pinned"],
                              one["attached"], one["warnings"]),
                             ("eth0", "reflector", "socket", [862], False, True, []))
            self.assertEqual((one["verdicts"]["reflected"], one["verdicts"]["stamped"]), (3, 3))
            self.assertEqual([(s["src"], s["dport"], s["rx"], s["tx"], s["lost"])
                              for s in one["sessions"]], [(way.near.ipv4, 862, 3, 3, 0)])
            text = way.far.host.run(stamp(), "stats", "--sessions").stdout
            self.assertRegex(text, "(?m)^eth0: reflector, socket, port 862, since ")
            self.assertRegex(text, r"(?m)^  sessions +1 of 65536$")
            self.assertIn(f"  {way.near.ipv4}:862 {way.far.ipv4}:862 ", text)
            metrics = way.far.host.run(stamp(), "stats", "--openmetrics").stdout
            for line in ('stamp_reflector_packets_total{iface="eth0",verdict="reflected"} 3',
                         'stamp_link_attached{iface="eth0",hook="socket"} 1',
                         'stamp_reflector_sessions{iface="eth0"} 1'):
                self.assertIn(line + "\n", metrics)
            self.assertEqual(found(way.near.host, code=1)[0], [])  # another network namespace

    def test_a_sender_is_seen_with_its_targets(self):
        with path.direct_path() as way, Reflector(way.far, options=SOCKET), \
                Running(way.near.host, "sender", "eth0", way.far.ipv4, way.far.ipv6, "--json", "-c",
                        0, *QUICK, *SOCKET) as sender:
            sender.said('"seq":20,')
            while not (one := found(way.near.host)[0][0]).get("targets") or \
                    min(target["received"] for target in one["targets"]) < 10:
                self.assertIsNone(sender.process.poll())
            self.assertEqual((one["role"], one["hook"], one["pinned"], one["attached"]),
                             ("sender", "socket", False, True))
            self.assertEqual([target["target"] for target in one["targets"]],
                             [way.far.ipv4, way.far.ipv6])
            self.assertGreater(one["verdicts"]["received"], 0)
            metrics = way.near.host.run(stamp(), "stats", "--openmetrics").stdout
            self.assertRegex(metrics, r'(?m)^stamp_packets_received_total\{session="1",target="' +
                             way.far.ipv4 + r'",iface="eth0"\} [1-9]')
            sender.stop()
            self.assertEqual(found(way.near.host, code=1)[0], [])

    def test_several_at_once_and_those_with_programs(self):
        with path.direct_path() as way, Reflector(way.far, options=SOCKET), \
                Reflector(way.far, options=(*SOCKET, "-p", "4862")), \
                Reflector(way.far, options=("-p", "4863")):
            seen = {(one["ports"][0], one["hook"] == "socket") for one in found(way.far.host)[0]}
            self.assertEqual(seen, {(862, True), (4862, True), (4863, False)})
            self.assertEqual(len(found(way.far.host, "eth0")[0]), 3)

    def test_a_killed_one_leaves_nothing_visible(self):
        with path.direct_path() as way, Reflector(way.far, options=SOCKET) as reflector:
            left = ROOTS.glob(f"{reflector.pid}-*")
            file, = left
            reflector.kill(signal.SIGKILL)
            reflector.process.wait()
            self.assertTrue(file.exists())
            self.assertEqual(found(way.far.host, code=1)[0], [])
            self.assertFalse(file.exists())

    def test_a_lost_interface_is_detached(self):
        with path.direct_path() as way, Reflector(way.far, options=SOCKET):
            self.assertTrue(found(way.far.host)[0][0]["attached"])
            way.far.host.run("ip", "link", "set", "eth0", "name", "eth9")
            way.far.host.run("ip", "link", "delete", "eth9")
            while (one := found(way.far.host)[0][0])["attached"]:
                pass
            self.assertEqual(one["iface"], "eth0")


class User(unittest.TestCase):
    def test_a_user_sees_its_own_without_a_capability(self):
        with users_words() as words, everybodys_stamp() as program, path.direct_path() as way, \
                Running(way.far.host, *words[1:], program, "reflector", "eth0", "-p", "8620",
                        *SOCKET, program=words[0]) as reflector:
            reflector.said("STAMP reflector on eth0")
            with Running(way.near.host, *words[1:], program, "sender", "eth0", way.far.ipv4, "-d",
                         "8620", "-c", "0", "--json", *map(str, QUICK), *SOCKET,
                         program=words[0]) as sender:
                sender.said('"seq":5,')
                (mine,), note = found(way.near.host, program=(*words, program))
                self.assertEqual((mine["role"], mine["hook"]), ("sender", "socket"))
                self.assertIn("only what stamps at sockets is visible: read the counters: missing "
                              "CAP_BPF", note)
            (one,), _ = found(way.far.host, program=(*words, program))
            self.assertGreater(one["verdicts"]["reflected"], 4)
            self.assertNotIn("pin_failed", "".join(reflector.so_far()))
            # Root trusts nothing that another user wrote.
            self.assertEqual(found(way.far.host, code=1)[0], [])

    def test_without_anything_the_missing_capability_is_the_reason(self):
        with users_words() as words, everybodys_stamp() as program, path.direct_path() as way:
            outcome = way.far.host.run(*words, program, "stats", check=False)
            self.assertEqual((outcome.returncode, outcome.stdout), (3, ""))
            self.assertRegex(outcome.stderr, "^stamp: read the counters: missing CAP_BPF\ntry: ")

    def test_a_directory_of_others_is_refused(self):
        with users_words() as words, everybodys_stamp() as program, path.direct_path() as way:
            folder = pathlib.Path(words[-1].split("=")[1], "stamp")
            folder.mkdir()
            folder.chmod(0o777)
            with Running(way.far.host, *words[1:], program, "reflector", "eth0", "-p", "8620",
                         *SOCKET, program=words[0]) as reflector:
                reflector.said("stamp stats cannot read the counters of this reflector")
                reflector.said("is writable for users other than its owner")
                self.assertEqual(list(folder.iterdir()), [])
            shutil.rmtree(folder)


if __name__ == "__main__":
    unittest.main()
