# SPDX-License-Identifier: Apache-2.0
"""The manual page has the options of --help, no others, and the same defaults. The help is that of
tests/data/help, which other tests compare with the program."""

import pathlib
import re
import unittest

import tree

MANUAL = pathlib.PurePath("docs/man/stamp.1")
HELP = pathlib.PurePath("tests/data/help")
COMMANDS = ("sender", "reflector", "stats", "doctor", "version")
AS_OF_THE_SENDER = "As for the sender"

NAME = re.compile(r"(?<![\w-])--?[A-Za-z0-9][\w-]*")
HELP_DEFAULT = re.compile(r" \(default (.*)\)$")
MANUAL_DEFAULT = re.compile(r"(?:^| )Default:? ([^.]*(?:\.[^\s.][^.]*)*|\./[^.]*)\.(?: |$)")


def help_options(text):
    """{option: default or None}; an option is its spellings, as "-i --interval"."""
    options = {}
    spelled = words = None
    for line in text.partition("\nExamples\n")[0].splitlines() + [""]:
        row = re.match(r"  (?:    )?(-\S.*)$", line)
        if row or not line.startswith(" " * 28):
            if spelled:
                default = HELP_DEFAULT.search(words)
                options[spelled] = default[1] if default else None
            spelled = None
        if row:
            left, _, words = row[1].partition("  ")
            spelled = " ".join(NAME.findall(left))
            words = words.strip()
        elif spelled:
            words += " " + line.strip()
    return options


def plain(line):
    """A line of the manual page without macros, fonts and quotes; the words that a font macro
    joins are one, as .BR joins them."""
    line = re.sub(r"\\f.", "", line).replace("\\-", "-")
    macro = re.match(r"\.(B|I|BR|BI|RB|IR) (.*)", line)
    if not macro:
        return "" if line.startswith(".") else line
    if macro[1] in ("B", "I"):
        return macro[2].strip('"')
    return "".join(quoted or word for quoted, word in re.findall(r'"([^"]*)"|(\S+)', macro[2]))


def manual_options(manual, section):
    """The same of a section of the manual page. Where several options share a paragraph that
    names the sender, their default is AS_OF_THE_SENDER."""
    body = re.search(rf"^\.SH {section}\n(.*?)(?=^\.SH )", manual, re.S | re.M)[1]
    options = {}
    for paragraph in re.split(r"^\.TP\n", body, flags=re.M)[1:]:
        paragraph = re.split(r"^\.S[SH] ", paragraph, flags=re.M)[0]
        tag, _, rest = paragraph.partition("\n")
        tag = plain(tag)
        if not tag.startswith("-"):
            continue
        words = " ".join(filter(None, map(plain, rest.splitlines())))
        default = MANUAL_DEFAULT.search(words)
        names = NAME.findall(tag)
        if words.startswith(AS_OF_THE_SENDER):
            options |= {name: AS_OF_THE_SENDER for name in names}
        else:
            options[" ".join(names)] = default[1] if default else None
    return options


def differences(helped, manual, sender):
    """What one has and the other has not, or has with another default."""
    found = []
    shared = {name for name, default in manual.items() if default == AS_OF_THE_SENDER}
    for spelled, default in helped.items():
        names = spelled.split()
        if any(name in shared for name in names):
            if sender.get(spelled, "nowhere") != default:
                found.append(f"{spelled}: not as of the sender")
        elif spelled in manual:
            if manual[spelled] != default:
                found.append(f"{spelled}: default {default} and {manual[spelled]}")
        elif not set(names) <= {name for each in manual for name in each.split()}:
            found.append(f"{spelled}: not in the manual page")
    known = {name for spelled in helped for name in spelled.split()}
    found += [f"{spelled}: not in the help" for spelled in manual
              if not set(spelled.split()) <= known]
    return found


class Options(unittest.TestCase):
    def test_the_manual_page_has_the_options_and_defaults_of_the_help(self):
        manual = tree.text(MANUAL)
        sender = help_options(tree.text(HELP / "sender.txt"))
        for command in COMMANDS:
            with self.subTest(command):
                helped = help_options(tree.text(HELP / f"{command}.txt"))
                self.assertTrue(helped)
                listed = manual_options(manual, command.upper())
                self.assertEqual(differences(helped, listed, sender), [])


class TheRulesThemselves(unittest.TestCase):
    """A rule that never complains proves nothing."""

    HELPED = ("Pace\n  -i, --interval DUR        time between\n                            packets"
              " (default 1s)\n  -4                        IPv4 only\n"
              "      --histpath FILE       file (default ./hist)\n"
              "      --zero-ssid continue|stop\n                            what to do\n"
              "                            (default random, never 0)\n  -h, --help  this\n\n"
              "Examples\n  stamp sender\n      --no option\n")
    PAGE = ('.SH SENDER\n.SS Pace\n.TP\n.BR \\-i ", " \\-\\-interval " \\fIDUR\\fR"\nTime.\n'
            "Default 1s.\n.TP\n.BR \\-4\nIPv4.\n.TP\n.BR \\-\\-histpath \" \\fIFILE\\fR\"\nFile.\n"
            "Default ./hist.\n.TP\n.BR \\-\\-zero\\-ssid \" \" continue | stop\n"
            "What to do.\nDefault: random, never 0.\n.SH OTHER\n")

    def test_options_are_found_in_a_help_text(self):
        self.assertEqual(help_options(self.HELPED), {
            "-i --interval": "1s", "-4": None, "--histpath": "./hist",
            "--zero-ssid": "random, never 0", "-h --help": None})

    def test_options_are_found_in_a_manual_page(self):
        self.assertEqual(manual_options(self.PAGE, "SENDER"), {
            "-i --interval": "1s", "-4": None, "--histpath": "./hist",
            "--zero-ssid": "random, never 0"})

    def test_what_differs_is_seen(self):
        helped = {"-i --interval": "1s", "-4": None}
        self.assertEqual(differences(helped, dict(helped), {}), [])
        self.assertEqual(len(differences(helped, {"-i --interval": "2s", "-4": None}, {})), 1)
        self.assertEqual(len(differences(helped, {"-i --interval": "1s"}, {})), 1)
        self.assertEqual(len(differences(helped, helped | {"--other": None}, {})), 1)
        shared = {"--interval": AS_OF_THE_SENDER, "-4": None}
        self.assertEqual(differences(helped, shared, {"-i --interval": "1s"}), [])
        self.assertEqual(len(differences(helped, shared, {"-i --interval": "3s"})), 1)


if __name__ == "__main__":
    unittest.main()
