# SPDX-License-Identifier: Apache-2.0
"""Key files of the command line: every one that is refused, with its exit code and its cure."""

import os
import subprocess
import tempfile
import unittest

STAMP = os.environ.get("STAMP", "build/src/stamp")
NOBODY = 65534
SECRET = "5ec2e75ec2e75ec2e75ec2e75ec2e700"  # 16 octets
ROLES = ("sender lo 127.0.0.1", "reflector lo", "reflector add lo", "reflector change lo")


class Keys(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.folder = folder.name

    def file(self, content, name="key", mode=0o600):
        path = os.path.join(self.folder, name)
        with open(path, "wb") as file:
            file.write(content if isinstance(content, bytes) else content.encode())
        os.chmod(path, mode)
        return path

    def check_refused(self, line, code, *words):
        said = subprocess.run([STAMP, *line.split()], stdin=subprocess.DEVNULL,
                              capture_output=True, text=True, timeout=120, check=False)
        with self.subTest(line):
            lines = said.stderr.splitlines()
            self.assertEqual((said.returncode, said.stdout), (code, ""), said.stderr)
            self.assertIn(len(lines), (1, 2), said.stderr)
            self.assertTrue(lines[0].startswith("stamp: "), said.stderr)
            self.assertTrue(all(l.startswith("try: ") for l in lines[1:]), said.stderr)
            for word in words:
                self.assertIn(word, said.stderr)
            self.assertNotIn(SECRET[:8], said.stderr)  # S8762-31

    def for_every_role(self, path, code, *words):
        for role in ROLES:
            self.check_refused(f"{role} --key-file {path}", code, *words)
            self.check_refused(f"{role} --tlv-key-file {path}", code, *words)

    def test_a_file_that_others_may_read_or_write(self):
        for mode in (0o640, 0o620, 0o604, 0o602, 0o644, 0o666):
            path = self.file(SECRET, mode=mode)
            self.for_every_role(path, 2, "users other than the owner", f"try: chmod 600 {path}")

    def test_what_is_no_regular_file(self):
        os.mkfifo(os.path.join(self.folder, "fifo"))
        for path in (self.folder, "/dev/null", os.path.join(self.folder, "fifo")):
            self.for_every_role(path, 2, "is not a regular file")

    def test_a_file_that_is_not_there(self):
        self.for_every_role(self.folder + "/none", 2, "No such file", "try: an existing path")

    @unittest.skipIf(os.geteuid() != 0, "needs root, to give files away")
    def test_a_file_of_another_user(self):
        path = self.file(SECRET)
        os.chown(path, NOBODY, NOBODY)
        self.for_every_role(path, 2, "must belong to this user or to root", "try: chown 0 " + path)

    @unittest.skipIf(os.geteuid() != 0, "needs root, to become nobody")
    def test_a_file_that_we_may_not_read_is_a_missing_permission(self):
        os.chmod(self.folder, 0o755)
        path = self.file(SECRET)
        # The build directory may be closed to nobody: the binary comes by descriptor.
        for role in ROLES:
            with open(STAMP, "rb") as binary, self.subTest(role):
                said = subprocess.run(
                    [f"/proc/self/fd/{binary.fileno()}", *role.split(), "--key-file", path],
                    user=NOBODY, group=NOBODY, extra_groups=[], pass_fds=[binary.fileno()],
                    stdin=subprocess.DEVNULL, capture_output=True, text=True, timeout=120,
                    check=False)
                self.assertEqual((said.returncode, said.stdout), (3, ""), said.stderr)
                self.assertIn(path + ": Permission denied", said.stderr)

    def test_what_is_no_key(self):
        for content, why in (
                ("", "is empty"), ("\r\n \n", "has no key"),
                (SECRET + "5", "odd number of hex digits"),
                (SECRET[:-2], "15 octets, but a key has 16 to 64"),
                (SECRET * 4 + "00", "65 octets, but a key has 16 to 64"),
                ("base64:" + SECRET[:30], "base64 that is not complete"),
                ("base64:" + SECRET[:31] + "!", "not base64"),
                ("secret=" + SECRET, "neither hex digits nor base64:"),
                (b"\xff\xfe" + SECRET.encode(), "neither hex digits nor base64:"),
                (b"\0" + SECRET.encode(), "neither hex digits nor base64:"),
                (SECRET * 200, "longer than 4096 octets"),
                ((SECRET + "\n") * 5, "has more than 4 keys")):
            self.for_every_role(self.file(content), 2, "stamp: read the keys: " + self.folder,
                                why)

    def test_a_sender_has_one_key(self):
        path = self.file(f"{SECRET}\n{SECRET[::-1]}\n")
        for option in ("--key-file", "--tlv-key-file"):
            self.check_refused(f"sender lo 127.0.0.1 {option} {path}", 2, "has several keys")

    def test_a_directory_that_cannot_be_meant(self):
        def check(*words):
            for role in ROLES[1:]:
                self.check_refused(f"{role} --key-dir {self.folder}", 2, *words)

        check("has no key files")
        self.file(SECRET, "7")
        for name in ("65536", "five", "7.key", "0x10000"):
            path = self.file(SECRET, name)
            check(path, "its name is not an SSID", "try: 5, 0x1a2b or default")
            os.unlink(path)
        same = self.file(SECRET, "0x7")
        check("is for the same SSID as 0x7")
        os.unlink(same)
        self.file(SECRET, "8", mode=0o644)
        check("8: users other than the owner", "try: chmod 600")
        self.file("secret", "8")
        check("8: line 1: neither hex")
        self.file(SECRET, "8")
        os.chmod(self.folder, 0o770)
        check("users other than the owner may write there", f"try: chmod 700 {self.folder}")

    def test_two_defaults(self):
        self.file(SECRET, "default")
        with tempfile.NamedTemporaryFile("w") as other:
            other.write(SECRET)
            other.flush()
            self.check_refused(f"reflector lo --key-dir {self.folder} --key-file {other.name}", 2,
                               "conflicts with the given default file")

    def test_options_that_do_not_go_together(self):
        path = self.file(SECRET)
        for role in (ROLES[0], ROLES[1]):
            self.check_refused(f"{role} --key-file {path} --tlv-key-file {path}", 2,
                               "--tlv-key-file")
        for length in (44, 111, 113, 114, 115):
            self.check_refused(f"sender lo 127.0.0.1 --key-file {path} -l {length}", 2, "--length")
        self.check_refused("reflector lo --key-file none", 2, "none is only for change")

    def test_a_key_is_nothing_to_write_on_a_command_line(self):
        self.check_refused(f"sender lo 127.0.0.1 --key {'ab' * 16}", 2, "unknown option")


if __name__ == "__main__":
    unittest.main()
