# SPDX-License-Identifier: Apache-2.0
"""Keys come, change and go while packets are answered."""

import json
import os
import pathlib
import pty
import shutil
import signal
import tempfile
import time
import unittest

from persistent import Persistent, good, run, shown
from stamp_auth import KEY, OTHER_KEY, key_file, reply, request
from stamp_client import Client, eventually
from support import path
from support.host import require_root
from support.program import Reflector, Running, send, stamp

LOAD = ("-t", "60s", "-i", "200us", "--force", "-w", "10s", "--json", "-q")  # 5,000 a second


def setUpModule():
    require_root()


class Keys(Persistent):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.folder = folder.name
        self.one = key_file(self.folder, "one", KEY)
        self.other = key_file(self.folder, "other", OTHER_KEY)
        self.used = os.path.join(self.folder, "used")

    def use(self, *keys):
        """The reflector's file, replaced as a whole."""
        os.rename(key_file(self.folder, "new", *keys), self.used)

    def check_keys(self, way, expected):
        """Of both keys, whether a request signed with it is answered."""
        found = tuple(send(way.near, way.far.ipv4, "-c", 2, "-i", "5ms", "-w", "300ms",
                           "--key-file", file).code == 0 for file in (self.one, self.other))
        self.assertEqual(found, expected)


class Reading(Keys):
    def test_the_files_are_read_once(self):
        if not shutil.which("strace"):
            self.skipTest("needs strace")
        with path.direct_path() as way:
            log = os.path.join(self.folder, "calls")
            done = way.far.host.run("strace", "-f", "-e", "trace=open,openat,openat2", "-o", log,
                                    stamp(), "reflector", "add", "eth0", "--key-file", self.one,
                                    check=False)
            self.assertEqual((done.returncode, done.stdout), (0, ""), done.stderr)
            self.assertEqual(pathlib.Path(log).read_text().count(f'"{self.one}"'), 1)
            self.check_keys(way, (True, False))
            good(way.far.host, "reflector", "del", "eth0")


class Rotation(Keys):
    def rotate(self, way, renew):
        """The new key comes, the senders move, the old one goes; all of it under load."""
        def load(file, port):
            return Running(way.near.host, "sender", "eth0", way.far.ipv4, "--key-file", file,
                           "-s", port, *LOAD)

        def use(*keys):
            self.use(*keys)
            renew()
            time.sleep(0.1)  # some hundred packets by these keys

        with load(self.one, "5000") as first:
            first.said('"start"')
            for keys in ((OTHER_KEY, KEY), (KEY, OTHER_KEY), (KEY,), (KEY, OTHER_KEY)):
                use(*keys)
            with load(self.other, "5001") as second:
                second.said('"start"')
                outcomes = [first.stop()]
                use(OTHER_KEY)
                outcomes.append(second.stop())
        for outcome in outcomes:
            summary = outcome.summary
            self.assertGreater(summary["sent"], 0)
            self.assertEqual((summary["received"], summary["lost"], summary["bad_auth"]),
                             (summary["sent"], 0, 0))

    def test_of_a_process_by_a_signal(self):
        self.use(KEY)
        with path.direct_path() as way, \
                Reflector(way.far, options=("--key-file", self.used, "--rate", "0")) as far:
            def renew():
                reported = far.so_far()[1].count("the key files were read again")
                far.kill(signal.SIGHUP)
                eventually(lambda: far.so_far()[1].count("read again") == reported + 1)

            self.rotate(way, renew)
            self.check_keys(way, (False, True))

    def test_of_a_reflector_without_a_process_by_change(self):
        self.use(KEY)
        with path.direct_path() as way:
            good(way.far.host, "reflector", "add", "eth0", "--key-file", self.used, "--rate", "0")
            self.rotate(way, lambda: good(way.far.host, "reflector", "change", "eth0",
                                          "--key-file", self.used))
            self.check_keys(way, (False, True))
            good(way.far.host, "reflector", "del", "eth0")


class Signals(Keys):
    def test_a_file_that_is_not_right_leaves_the_old_keys(self):
        self.use(KEY)
        with path.direct_path() as way, \
                Reflector(way.far, options=("--key-file", self.used)) as far:
            for spoil in (lambda: os.chmod(self.used, 0o644), lambda: os.unlink(self.used)):
                spoil()
                reported = far.so_far()[1].count("the old keys stay")
                far.kill(signal.SIGHUP)
                eventually(lambda: far.so_far()[1].count("the old keys stay") == reported + 1)
                self.check_keys(way, (True, False))
            self.use(OTHER_KEY)
            far.kill(signal.SIGHUP)
            far.said("the key files were read again")
            self.check_keys(way, (False, True))
            self.assertEqual(far.stop(signal.SIGTERM).code, 0)

    def test_a_thousand_keys_keep_nobody_from_a_signal(self):
        def write(keys):
            for ssid in range(1000):
                key_file(folder, str(ssid), keys[ssid % 2])
        folder = os.path.join(self.folder, "keys")
        os.mkdir(folder, 0o700)
        write((KEY, OTHER_KEY))
        with path.direct_path() as way, \
                Reflector(way.far, options=("--key-dir", folder)) as far:
            write((OTHER_KEY, KEY))
            far.kill(signal.SIGHUP)
            far.kill(signal.SIGTERM)
            outcome = far.wait()
            self.assertEqual(outcome.code, 0)
            self.assertNotIn("read again", outcome.err)  # it ended in the midst of it
        with path.direct_path() as way, \
                Reflector(way.far, options=("--key-dir", folder)) as far:
            write((KEY, OTHER_KEY))
            far.kill(signal.SIGHUP)
            far.said("the key files were read again", timeout=120)
            outcome = send(way.near, way.far.ipv4, "-c", 2, "-i", "5ms", "--ssid", 998,
                           "--key-file", self.one)
            self.assertEqual(outcome.summary["received"], 2)

    def test_a_terminal_that_goes_away_ends_it_as_ever(self):
        """That SIGHUP comes from the kernel, and nobody sent it to have keys read."""
        near, far = pty.openpty()
        with path.direct_path() as way, tempfile.TemporaryFile("w+") as said:
            # What the leader of a session opens becomes its terminal.
            script = f'exec "$0" "$@" <>{os.ttyname(far)}'
            process = way.far.host.popen("sh", "-c", script, stamp(), "reflector", "eth0",
                                         "--key-file", self.one, stdout=said, stderr=said)
            try:
                eventually(lambda: "authenticated" in os.pread(said.fileno(), 4096, 0).decode())
                os.close(far)
                os.close(near)
                self.assertEqual(process.wait(30), 0)
            finally:
                process.kill()
            self.assertNotIn("read again", os.pread(said.fileno(), 4096, 0).decode())


class Directory(Keys):
    def test_each_ssid_has_its_keys_and_the_rest_the_default(self):
        folder = os.path.join(self.folder, "keys")
        os.mkdir(folder, 0o700)
        key_file(folder, "5", KEY)
        key_file(folder, "0x0006", OTHER_KEY, KEY)
        key_file(folder, "7~", KEY)
        key_file(folder, "default", OTHER_KEY)
        with path.direct_path() as way, \
                Reflector(way.far, options=("--key-dir", folder)) as far, \
                Client(way.near) as client:
            def answers(ssid):
                heard = []
                for key in (KEY, OTHER_KEY):
                    client.send(request(key, ssid=ssid), (way.far.ipv4, 862))
                    came = client.hears()
                    heard.append(len(came))
                    for octets, _ in came:  # signed with the key that verified
                        self.assertEqual(reply(octets, key)["ssid"], ssid)
                return heard

            self.assertEqual([answers(ssid) for ssid in (5, 6, 7, 0, 65535)],
                             [[1, 0], [1, 1], [0, 1], [0, 1], [0, 1]])
            os.unlink(os.path.join(folder, "5"))
            key_file(folder, "7", KEY)
            far.kill(signal.SIGHUP)
            far.said("the key files were read again")
            self.assertEqual([answers(ssid) for ssid in (5, 6, 7)], [[0, 1], [1, 1], [1, 0]])

    def test_without_a_default_no_other_ssid_is_answered(self):
        folder = os.path.join(self.folder, "keys")
        os.mkdir(folder, 0o700)
        key_file(folder, "5", KEY)
        with path.direct_path() as way, Reflector(way.far, options=("--key-dir", folder)), \
                Client(way.near) as client:
            for ssid, count in ((6, 0), (5, 1)):
                client.send(request(ssid=ssid), (way.far.ipv4, 862))
                self.assertEqual(len(client.hears()), count)


class Change(Keys):
    def test_to_authenticated_mode_and_back_and_what_stays(self):
        with path.direct_path() as way:
            host = way.far.host
            good(host, "reflector", "add", "eth0")
            self.assertEqual(shown(host)[0]["auth"], False)
            self.check_answered(way)
            changed = good(host, "reflector", "change", "eth0", "--key-file", self.one)
            self.assertIn(", authenticated", changed.stderr)
            self.assertEqual(shown(host)[0]["auth"], True)
            self.check_keys(way, (True, False))
            self.assertEqual(send(way.near, way.far.ipv4, "-c", 1, "-w", "200ms").code, 1)
            good(host, "reflector", "change", "eth0", "--rate", "0")  # the keys stay
            self.check_keys(way, (True, False))
            good(host, "reflector", "change", "eth0", "--stateful")
            self.check_answered(way, "--key-file", self.one)
            stats = json.loads(good(host, "stats", "--sessions", "--json").stdout)
            self.assertEqual({s["auth"] for s in stats["interfaces"][0]["sessions"]}, {True})
            self.check_refused(run(host, "reflector", "change", "eth0", "--tlv-key-file",
                                   self.one), 2, "only authenticated requests")
            good(host, "reflector", "change", "eth0", "--key-file", "none")
            self.assertEqual(shown(host)[0]["auth"], False)
            self.check_answered(way)
            good(host, "reflector", "del", "eth0")

    def test_a_change_that_is_refused_leaves_all_as_it_was(self):
        bad = key_file(self.folder, "bad", KEY, mode=0o640)
        with path.direct_path() as way:
            good(way.far.host, "reflector", "add", "eth0", "--key-file", self.one)
            self.check_refused(run(way.far.host, "reflector", "change", "eth0", "--key-file", bad),
                               2, "chmod 600")
            self.check_keys(way, (True, False))
            good(way.far.host, "reflector", "del", "eth0")


if __name__ == "__main__":
    unittest.main()
