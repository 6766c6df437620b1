# SPDX-License-Identifier: Apache-2.0
"""The real binary where nothing of the kernel is needed: help, refusals, exit codes."""

import json
import os
import pathlib
import subprocess
import unittest

STAMP = os.environ.get("STAMP", "build/src/stamp")
HELP = pathlib.Path(__file__).parents[1] / "data" / "help"
NOBODY = 65534


def stamp(*arguments, **more):
    return subprocess.run([STAMP, *arguments], stdin=subprocess.DEVNULL, capture_output=True,
                          text=True, timeout=120, check=False, **more)


class Help(unittest.TestCase):
    def test_help_is_the_golden_one_however_it_is_asked_for(self):
        for asked, page in (("help", "stamp"), ("--help", "stamp"), ("-h", "stamp"),
                            ("help sender", "sender"), ("sender --help", "sender"),
                            ("help reflector", "reflector"), ("reflector -h", "reflector"),
                            ("help agent", "agent"),
                            ("help doctor", "doctor"), ("doctor -h", "doctor"),
                            ("help version", "version"), ("version --help", "version")):
            with self.subTest(asked):
                said = stamp(*asked.split())
                self.assertEqual((said.returncode, said.stderr), (0, ""))
                self.assertEqual(said.stdout, (HELP / f"{page}.txt").read_text())

    def test_no_command_is_a_usage_error(self):
        said = stamp()
        self.assertEqual((said.returncode, said.stdout), (2, ""))
        self.assertTrue(said.stderr.startswith("usage: stamp "))


class Refusals(unittest.TestCase):
    def check_refused(self, line, code, *words):
        said = stamp(*line.split())
        lines = said.stderr.splitlines()
        with self.subTest(line):
            self.assertEqual((said.returncode, said.stdout), (code, ""), said.stderr)
            self.assertIn(len(lines), (1, 2), said.stderr)
            self.assertTrue(lines[0].startswith("stamp: "), said.stderr)
            self.assertTrue(all(l.startswith("try: ") for l in lines[1:]), said.stderr)
            for word in words:
                self.assertIn(word, said.stderr)

    def test_an_unknown_word_is_answered_with_the_nearest_one(self):
        self.check_refused("sendr lo 127.0.0.1", 2, "sendr", "try: stamp sender")
        self.check_refused("frobnicate", 2, "frobnicate", "try: stamp help")
        self.check_refused("sender lo 127.0.0.1 --cuont 4", 2, "--cuont", "--count")

    def test_words_in_the_wrong_order_are_put_right(self):
        self.check_refused("sender 192.0.2.2 lo", 2, "'192.0.2.2' is not an interface",
                           "try: stamp sender lo 192.0.2.2")
        self.check_refused("sender localhost lo", 2, "'localhost' is not an interface and 'lo' is",
                           "try: stamp sender lo localhost")
        self.check_refused("sender edge7 localhost lo", 2, "try: stamp sender lo edge7 localhost")

    def test_a_variable_of_no_option_is_reported_and_no_more(self):
        for name, reported in (("STAMP_INTERVALL", True), ("STAMP_INTERVAL", False),
                           ("STAMP_SESSION_TIMEOUT", False), ("STAMPING", False)):
            for words in (("reflector", "show"), ("stats",), ("version",), ("help",),
                          ("sender", "lo")):
                said = stamp(*words, env={**os.environ, name: "5s"})
                with self.subTest(name=name, words=words):
                    self.assertEqual(said.stderr.count(
                        f"stamp: {name} in the environment matches no option\n"), int(reported),
                        said.stderr)
                    self.assertEqual(said.returncode == 2, words[0] == "sender")

    def test_no_option_may_be_abbreviated(self):
        self.check_refused("sender lo 127.0.0.1 --cou 4", 2, "--cou")

    def test_values_that_make_no_sense(self):
        for options in ("-c x", "-c -1", "-i 5parsecs", "-i -1s", "-l 43", "-l 45",
                        "-l 47", "-s 65536", "-p 0", "-p 65536", "--hook xdpp", "-w"):
            self.check_refused(f"sender lo 127.0.0.1 {options}", 2)

    def test_tlvs_that_cannot_be_sent(self):
        self.check_refused("sender lo 127.0.0.1 --tlv locatoin", 2, "locatoin",
                           "class_of_service", "try: --tlv location")
        for tlv in ("padding:-1", "class-of-service:64", "micro-session-id", "hmac", "type=8:00",
                    "type=253:00", "location -l 103", "location -l 105",
                    "destination-node-address --ssid 0", "padding --access-report-timer 1s"):
            self.check_refused(f"sender lo 127.0.0.1 --tlv {tlv}", 2)

    def test_what_is_missing_is_named(self):
        self.check_refused("sender", 2, "IFACE")
        self.check_refused("sender lo", 2, "HOST")
        self.check_refused("reflector", 2, "IFACE")

    def test_an_interface_that_does_not_exist(self):
        self.check_refused("sender no-such-if0 127.0.0.1", 4, "no-such-if0")
        self.check_refused("reflector no-such-if0", 4, "no-such-if0")

    @unittest.skipIf(os.geteuid() != 0, "needs root, to become nobody")
    def test_a_missing_capability_is_named(self):
        # The build directory may be closed to nobody: the binary comes by descriptor.
        for line in ("sender lo 127.0.0.1 --hook tcx", "reflector lo --hook tcx",
                     "reflector lo"):
            with open(STAMP, "rb") as binary, self.subTest(line):
                said = subprocess.run(
                    [f"/proc/self/fd/{binary.fileno()}", *line.split()], user=NOBODY,
                    group=NOBODY, extra_groups=[], pass_fds=[binary.fileno()],
                    stdin=subprocess.DEVNULL, capture_output=True, text=True, timeout=120,
                    check=False)
                self.assertEqual((said.returncode, said.stdout), (3, ""), said.stderr)
                self.assertIn("CAP_", said.stderr)


class Version(unittest.TestCase):
    def test_its_short_option_is_a_capital_letter(self):
        self.assertEqual(stamp("-V").stdout, stamp("--version").stdout)
        self.assertEqual(stamp("-V").returncode, 0)

    def test_version_says_what_is_at_hand(self):
        said = stamp("version")
        self.assertEqual((said.returncode, said.stderr), (0, ""))
        self.assertRegex(said.stdout, r"^stamp \d+\.\d+\.\d+\n")

    def test_version_in_json_is_one_object(self):
        said = stamp("version", "--json")
        self.assertEqual((said.returncode, said.stderr), (0, ""))
        self.assertEqual(json.loads(said.stdout)["type"], "version")


if __name__ == "__main__":
    unittest.main()
