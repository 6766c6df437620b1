# SPDX-License-Identifier: Apache-2.0
"""A program with file capabilities in the hands of any user: it opens the caller's paths with the
caller's rights. CAP_NET_ADMIN alone, once effective, opens the files of /proc/sys/net like root."""

import os
import pathlib
import shutil
import subprocess
import tempfile
import unittest

STAMP = os.environ.get("STAMP", "build/src/stamp")
NOBODY = 65534
CAPABILITIES = "cap_bpf,cap_net_admin,cap_net_bind_service"
SETTING = "/proc/sys/net/ipv4/ip_forward"  # mode 644
SECRET_SETTING = "/proc/sys/net/ipv4/tcp_fastopen_key"  # mode 600
SENDER = ("sender", "lo", "127.0.0.1", "-c", "1", "-s", "auto")
os.environ["PATH"] += ":/usr/sbin:/sbin"


def setUpModule():
    if os.geteuid() != 0:
        raise unittest.SkipTest("needs root, to give a file capabilities")
    if not shutil.which("setcap"):
        raise unittest.SkipTest("needs setcap (libcap2-bin)")


class Caller(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.folder = pathlib.Path(folder.name)
        self.folder.chmod(0o755)
        self.own = self.folder / "own"
        self.own.mkdir()
        os.chown(self.own, NOBODY, NOBODY)
        self.secret = self.folder / "secret"  # of root
        self.secret.write_text("[sender]\nhush5ec2e7 = 1\n")
        self.secret.chmod(0o600)

    def program(self, flags):
        copy = shutil.copy(STAMP, self.folder / f"stamp{flags}")
        if flags:
            done = subprocess.run(["setcap", CAPABILITIES + flags, copy], capture_output=True,
                                  text=True, check=False)
            if done.returncode != 0:
                self.skipTest(f"a file here takes no capabilities: {done.stderr.strip()}")
        return copy

    def as_nobody(self, program, *words, **environment):
        return subprocess.run([program, *map(str, words)], user=NOBODY, group=NOBODY,
                              extra_groups=[], env={"PATH": "/bin", **environment},
                              cwd=self.own, stdin=subprocess.DEVNULL, capture_output=True,
                              text=True, timeout=120, check=False)

    def check_denied(self, *words, **environment):
        """With the flags that are recommended, and with those of older instructions."""
        for flags in ("=p", "+ep"):
            program = self.program(flags)
            with self.subTest(words=words, flags=flags):
                said = self.as_nobody(program, *words, **environment)
                self.assertIn(said.returncode, (2, 3), said.stderr)
                self.assertEqual(said.stdout, "")
                self.assertIn("Permission denied", said.stderr)
                self.assertNotIn("hush5ec2e7", said.stderr)

    def links_to(self, path):
        link = self.own / "link"
        link.unlink(missing_ok=True)
        link.symlink_to(path)
        return path, link

    def test_output_is_written_with_the_rights_of_the_caller(self):
        setting = pathlib.Path(SETTING).read_text(encoding="ascii")
        for target in (SETTING, self.secret, "/etc/shadow"):
            before = pathlib.Path(target).read_bytes()
            for path in self.links_to(target):
                self.check_denied(*SENDER, "-o", path)
                self.check_denied(*SENDER, "--hist", "10,0,1", "--histpath", path)
            self.assertEqual(pathlib.Path(target).read_bytes(), before)
        self.assertEqual(pathlib.Path(SETTING).read_text(encoding="ascii"), setting)

    def test_nothing_is_made_where_the_caller_may_make_nothing(self):
        for path in (self.folder / "made", "/etc/stamp-made"):
            self.check_denied(*SENDER, "-o", path)
            self.assertFalse(pathlib.Path(path).exists())

    def test_what_the_caller_may_not_read_is_not_read(self):
        for target in (SECRET_SETTING, self.secret, "/etc/shadow"):
            if not os.path.exists(target):
                continue
            for path in self.links_to(target):
                self.check_denied(*SENDER, "--config", path)
                self.check_denied(*SENDER, "--key-file", path)
                self.check_denied(*SENDER, STAMP_KEY_FILE=str(path))
                self.check_denied("reflector", "lo", "--key-file", path)
                self.check_denied("reflector", "change", "lo", "--tlv-key-file", path)

    def test_a_folder_of_keys_is_read_with_the_rights_of_the_caller(self):
        folder = self.folder / "keys"
        folder.mkdir(mode=0o700)
        self.check_denied("reflector", "lo", "--key-dir", folder)

    def test_the_linker_takes_no_orders_of_the_caller(self):
        plain = self.as_nobody(self.program(""), "version", LD_DEBUG="libs")
        if "calling init" not in plain.stderr:
            self.skipTest("this program is static, or its linker is silent")
        for flags in ("=p", "+ep"):
            said = self.as_nobody(self.program(flags), "version", LD_DEBUG="libs",
                                  LD_LIBRARY_PATH=str(self.own))
            self.assertNotIn("calling init", said.stderr)

    def test_no_other_process_of_the_caller_may_look_into_it(self):
        """A debugger would take over its capabilities: the kernel says who it belongs to."""
        with subprocess.Popen([self.program("=p"), "sender", "lo", "127.0.0.1", "--config",
                               "/dev/stdin"], user=NOBODY, group=NOBODY, extra_groups=[],
                              stdin=subprocess.PIPE, stderr=subprocess.PIPE) as waiting:
            self.assertEqual(os.stat(f"/proc/{waiting.pid}/maps").st_uid, 0)
            waiting.communicate(b"[", timeout=120)


if __name__ == "__main__":
    unittest.main()
