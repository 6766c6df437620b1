# SPDX-License-Identifier: Apache-2.0
"""The command line of the real program, as far as it needs no root: cli.md 1 and 2."""

import itertools
import json
import os
import re
import subprocess
import tempfile
import unittest

from support.program import ROOT, stamp

TWO_LINES = r"\Astamp: .+\ntry: .+\n\Z"


def run(*words, **environment):
    clean = {name: value for name, value in os.environ.items() if not name.startswith("STAMP_")}
    return subprocess.run([str(stamp()), *map(str, words)], stdin=subprocess.DEVNULL, text=True,
                          capture_output=True, timeout=300, check=False, env=clean | environment)


class Case(unittest.TestCase):
    def refused(self, *words, says="", cure="", code=2, **environment):
        found = run(*words, **environment)
        self.assertEqual((found.returncode, found.stdout), (code, ""), (words, found.stderr))
        lines = found.stderr.splitlines()
        self.assertTrue(1 <= len(lines) <= 2 and lines[0].startswith("stamp: "), found.stderr)
        self.assertIn(says, lines[0])
        if cure or len(lines) == 2:
            self.assertTrue(lines[1].startswith("try: "), found.stderr)
            self.assertIn(cure, lines[1])
        return found


class Unknown(Case):
    def test_an_unknown_command_gets_two_lines(self):
        for word, cure in (("snder", "stamp sender"), ("reflect", "stamp reflector"),
                           ("xyzzy", "stamp help"), ("-x", "stamp help"), ("", "stamp help")):
            with self.subTest(word=word):
                found = self.refused(word, cure=cure)
                self.assertRegex(found.stderr, TWO_LINES)

    def test_an_unknown_option_gets_two_lines_with_the_nearest_name(self):
        for command, option, cure in (("sender", "--cuont", "--count"),
                                      ("sender", "--intervall=3", "--interval"),
                                      ("sender", "-X", "stamp help sender"),
                                      ("reflector", "--totl-rate", "--total-rate"),
                                      ("reflector", "--count", ""), ("version", "--xml", "")):
            with self.subTest(command=command, option=option):
                found = self.refused(command, option, says=option.split("=")[0], cure=cure)
                self.assertRegex(found.stderr, TWO_LINES)

    def test_nothing_is_abbreviated(self):
        for command, option in (("sender", "--cou"), ("sender", "--interv=1"), ("sender", "--js"),
                                ("reflector", "--out"), ("version", "--jso"), ("sender", "--hel")):
            with self.subTest(option=option):
                self.refused(command, option, "1", says=f"{option.split('=')[0]}: unknown option")

    def test_no_command_is_an_error_that_shows_what_there_is(self):
        found = run()
        self.assertEqual((found.returncode, found.stdout), (2, ""))
        self.assertIn("usage: stamp COMMAND", found.stderr)


class Values(Case):
    def test_missing_arguments(self):
        for words, says in ((("sender",), "IFACE and HOST"), (("sender", "eth0"), "HOST"),
                            (("reflector",), "IFACE"), (("sender", "a", "b", "-c"), "value"),
                            (("reflector", "lo", "--rate"), "value")):
            with self.subTest(words=words):
                self.refused(*words, says=says)

    def test_values_out_of_range(self):
        bad = {"-c": ("x", "-1", "1.5", "", "99999999999999999999"),
               "-i": ("0", "x", "1d", "-1s", "1 s", "nan"), "-w": ("0", "x"),
               "-d": ("0", "65536", "http"), "-s": ("0", "65536", "any"),
               "-l": ("43", "45", "46", "47", "65508", "x"), "--dscp": ("64", "best", "-1"),
               "--ecn": ("4", "x"), "--ttl": ("0", "256"), "--ssid": ("65536", "x"),
               "--zero-ssid": ("x",), "--timestamp": ("tai", ""), "--hook": ("tc", "sockets"),
               "--source": ("x", "224.0.0.1", "0.0.0.0"), "--hist": ("2,0,1", "5,1,0", "5,x,1,")}
        for option, values in bad.items():
            for value in values:
                with self.subTest(option=option, value=value):
                    word = f"{option}={value}" if option.startswith("--") else f"{option}{value}"
                    words = (word,) if value else (option, value)
                    self.refused("sender", "lo", "127.0.0.1", *words)

    def test_values_of_the_reflector_out_of_range(self):
        bad = {"-p": ("0", "65536", "x"), "--rate": ("-1", "x"), "--allow": ("x", "10.0.0.0/33"),
               "--address": ("x", "224.0.0.1", "::"), "--hook": ("xdpdrv",)}
        for option, values in bad.items():
            for value in values:
                with self.subTest(option=option, value=value):
                    self.refused("reflector", "lo", option, value)

    def test_what_contradicts_itself(self):
        rows = ((("-4", "-6"), ""), (("-i", "999us"), "--force"),
                (("-6", "--source", "192.0.2.1"), ""), (("--histpath", "x"), "--hist"),
                (("--hist", "--json"), ""), (("--zero-ssid", "stop", "--ssid", "0"), "no --ssid 0"))
        for options, cure in rows:
            with self.subTest(options=options):
                self.refused("sender", "lo", "127.0.0.1", *options, cure=cure)

    def test_targets_that_are_none(self):
        for target in ("", "224.0.0.1", "0.0.0.0", "[::1", "[::1]:0", "127.0.0.1:65536",
                       "127.0.0.1:x", "ff02::1"):
            with self.subTest(target=target):
                self.refused("sender", "lo", target, "-c", 1)
        self.refused("sender", "lo", "127.0.0.1", "127.0.0.1:862", says="twice")

    def test_interfaces_that_cannot_be(self):
        for role in (("sender",), ("reflector",)):
            for name in ("a/b", "sixteen-letters-", "eth 0", ""):
                with self.subTest(name=name):
                    self.refused(*role, name, *(["127.0.0.1"] if role == ("sender",) else []))

    def test_a_verb_without_its_interface_is_not_taken_for_one(self):
        for word in ("add", "change", "del"):
            self.refused("reflector", word, says=f"reflector {word}: IFACE is missing")

    def test_the_environment_is_checked_like_the_command_line(self):
        self.refused("sender", "lo", "127.0.0.1", says="STAMP_COUNT", STAMP_COUNT="x")
        self.refused("sender", "lo", "127.0.0.1", says="STAMP_INTERVAL", STAMP_INTERVAL="0")


class Lookup(Case):
    def test_an_unknown_interface_is_reported_with_those_there_are(self):
        found = self.refused("sender", "nothing0", "127.0.0.1", "-c", 1, says="nothing0", code=4)
        self.assertRegex(found.stderr, TWO_LINES)
        if os.geteuid() == 0:  # it asks for capabilities first
            found = self.refused("reflector", "nothing0", says="nothing0", code=4)
            self.assertRegex(found.stderr, TWO_LINES)

    def test_an_unknown_host_is_reported(self):
        """Names of .invalid never exist (RFC 6761 6.4)."""
        found = run("sender", "lo", "nobody.invalid", "-c", 1)
        # Without a name server the answer is another, but an answer.
        self.assertIn(found.returncode, (2, 4))
        self.assertRegex(found.stderr, r"\Astamp: .*nobody\.invalid: .+\n(try: .+\n)?\Z")

    def test_a_host_of_the_other_family_is_reported(self):
        self.refused("sender", "lo", "127.0.0.1", "-6", "-c", 1,
                     says="127.0.0.1 is not an IPv6 address")


class Help(Case):
    def test_every_spelling_of_help_shows_the_same(self):
        for command in ("sender", "reflector", "version"):
            pages = [run(*words) for words in (("help", command), (command, "-h"),
                                               (command, "--help"), (command, "x", "y", "--help"))]
            self.assertEqual({(p.returncode, p.stderr) for p in pages}, {(0, "")})
            self.assertEqual(len({p.stdout for p in pages}), 1)
            self.assertTrue(pages[0].stdout.startswith(f"usage: stamp {command}"))
        overviews = [run(*words) for words in (("help",), ("-h",), ("--help",), ("help", "help"))]
        self.assertEqual(len({(p.returncode, p.stdout) for p in overviews}), 1)

    def test_help_is_what_the_golden_files_say(self):
        for name in ("sender", "reflector", "version", "stamp"):
            golden = ROOT / "tests/data/help" / f"{name}.txt"
            if not golden.exists():
                self.skipTest(f"no {golden}")
            words = ("help",) if name == "stamp" else ("help", name)
            self.assertEqual(run(*words).stdout, golden.read_text(encoding="utf-8"))

    def test_lines_fit_a_terminal(self):
        for words in (("help",), ("help", "sender"), ("help", "reflector"), ("help", "version")):
            longest = max(run(*words).stdout.splitlines(), key=len)
            self.assertLessEqual(len(longest), 80, longest)

    def test_every_option_of_the_contract_is_in_help(self):
        wanted = {
            "sender": "-c, --count -i, --interval -t, --duration -w, --timeout -d, --dest-port -s, "
                      "--source-port --source -4 -6 -l, --length --dscp --ecn --ttl --ssid "
                      "--zero-ssid --timestamp --hook --json -o -q, -v, -D --hist --histpath "
                      "--enforce-sync --enforce-ptp --debug --force",
            "reflector": "-p, --port --address --allow --rate --total-rate --timestamp --hook "
                         "--json -v -q --debug --enforce-sync --enforce-ptp --output"}
        for command, options in wanted.items():
            shown = set(re.findall(r"--?[A-Za-z0-9][a-z-]*", run("help", command).stdout))
            missing = {o.rstrip(",") for o in options.split()} - shown
            self.assertEqual(missing, set(), command)

    def test_help_about_nothing_is_refused(self):
        self.refused("help", "xyzzy", cure="stamp help")
        self.refused("help", "sender", "reflector", cure="stamp help")

    def test_a_closed_stdout_is_no_crash(self):
        process = subprocess.Popen([str(stamp()), "help", "sender"], stdout=subprocess.PIPE,
                                   stderr=subprocess.PIPE)
        process.stdout.close()
        with process.stderr:
            self.assertEqual(process.stderr.read(), b"")
        self.assertGreaterEqual(process.wait(30), -13)


class Version(Case):
    def test_version_is_one_number_everywhere(self):
        declared = re.search(r"version:\s*'([0-9.]+)'", (ROOT / "meson.build").read_text())[1]
        for words in (("version",), ("--version",)):
            found = run(*words)
            self.assertEqual((found.returncode, found.stderr), (0, ""))
            self.assertEqual(found.stdout.splitlines()[0], f"stamp {declared}")
        decoded = json.loads(run("version", "--json").stdout)
        self.assertEqual((decoded["v"], decoded["type"], decoded["stamp"]),
                         (1, "version", declared))

    def test_version_names_hooks_kernel_and_rfcs(self):
        decoded = json.loads(run("version", "--json").stdout)
        self.assertEqual([hook["name"] for hook in decoded["hooks"]], ["xdp", "tcx", "clsact"])
        for hook in decoded["hooks"]:
            self.assertEqual(hook["available"], hook["why_not"] is None)
        self.assertEqual(decoded["kernel"], os.uname().release)
        self.assertTrue(any(rfc.startswith("RFC 8762") for rfc in decoded["rfcs"]))
        self.refused("version", "now", cure="stamp help version")


class Words(Case):
    def test_options_may_stand_anywhere_and_be_joined_or_not(self):
        """All of these get as far as the interface, which is none."""
        forms = (("-c", "3"), ("-c3",), ("--count", "3"), ("--count=3",))
        operands = ("nothing0", "127.0.0.1")
        for form, place in itertools.product(forms, range(3)):
            words = list(operands)
            words[place:place] = form
            with self.subTest(words=words):
                self.refused("sender", *words, says="nothing0", code=4)

    def test_durations_have_units(self):
        for text in ("10ms", "0.5", "5000us", "2000000ns", "1s", "1m", "1h"):
            with self.subTest(text=text):
                self.refused("sender", "nothing0", "127.0.0.1", "-i", text, says="nothing0",
                             code=4)

    def test_a_configuration_file_gives_defaults_and_is_checked(self):
        with tempfile.NamedTemporaryFile("w", suffix=".conf", encoding="utf-8") as file:
            file.write("[sender]\ncount = 3\ninterval = 10ms\n")
            file.flush()
            self.refused("sender", "nothing0", "127.0.0.1", "--config", file.name,
                         says="nothing0", code=4)
            file.write("colour = red\n")
            file.flush()
            self.refused("sender", "nothing0", "127.0.0.1", "--config", file.name, says="colour")
        self.refused("sender", "nothing0", "127.0.0.1", "--config", "/nothing/here",
                     says="/nothing/here")
