# SPDX-License-Identifier: Apache-2.0
"""docs/conformance.md and the tests name the same rules."""

import pathlib
import re
import unittest

import tree

DOCUMENT = pathlib.PurePath("docs/conformance.md")
TESTS = pathlib.PurePath("tests")
# Texts below tests/ that test no rule of a standard.
NO_TESTS = {TESTS / "lint", TESTS / "data"}

RULE = re.compile(r"\b(?:[SR]\d{4,5}|[LT])-\d\d\b")
# "-04", "..06", "13-17" and the like behind a rule: nobody finds those by their number.
SHORT = re.compile(r"\b(?:[SR]\d{4,5}|[LT])-\d\d(?:\.\.|(?:,| and| to)? ?-|, | and | to |/)\d\d\b")
ROW = re.compile(r"\| (\S+) \| (?:must|should|may|ours) \| \S.* \| (`\S+`(?: `\S+`)*) \|")


def rows(document):
    """([(rule, [file])], complaints) of all tables."""
    found, wrong = [], []
    for line in document.splitlines():
        if not line.startswith("| ") or line.startswith("| Rule |"):
            continue
        row = ROW.fullmatch(line)
        if row and RULE.fullmatch(row[1]):
            found.append((row[1], row[2].replace("`", "").split()))
        else:
            wrong.append(f"{DOCUMENT}: no row of the table: {line}")
    seen = [rule for rule, _ in found]
    wrong += [f"{DOCUMENT}: {rule} twice" for rule in sorted(set(seen)) if seen.count(rule) > 1]
    return found, wrong


def abbreviations(path, content):
    return [f"{path}: '{match[0]}': each rule is named in full"
            for match in SHORT.finditer(content)]


def differences(table, named):
    """table: [(rule, [file])]; named: {file: rules that it names}, files below tests/."""
    in_table = {rule for rule, _ in table}
    in_tests = set().union(*named.values())
    wrong = [f"{rule} is in the table, and no test names it" for rule in in_table - in_tests]
    wrong += [f"tests/{file} names {rule}, which is not in the table"
              for file, rules in named.items() for rule in rules - in_table]
    for rule, files in table:
        for file in files:
            if file not in named:
                wrong.append(f"{rule}: tests/{file} is not there")
            elif rule not in named[file]:
                wrong.append(f"{rule}: tests/{file} does not name it")
    return sorted(wrong)


def test_files():
    return [path for path in tree.files() if path.is_relative_to(TESTS) and
            not any(path.is_relative_to(folder) for folder in NO_TESTS)]


class Conformance(unittest.TestCase):
    def check(self, wrong):
        if wrong:
            self.fail("\n" + "\n".join(wrong))

    def test_the_table_and_the_tests_name_the_same_rules(self):
        table, wrong = rows(tree.text(DOCUMENT))
        self.assertTrue(table)
        named = {str(path.relative_to(TESTS)): set(RULE.findall(tree.text(path)))
                 for path in test_files()}
        self.check(wrong + differences(table, named))

    def test_rules_are_named_in_full(self):
        self.check([line for path in (*test_files(), DOCUMENT)
                    for line in abbreviations(path, tree.text(path))])


class TheRulesThemselves(unittest.TestCase):
    """A rule that never complains proves nothing."""

    ROWS = ("| Rule | Level | What it asks | Shown by |", "|---|---|---|---|",
            "| S8762-01 | must | this | `unit/a.cc` `netns/b.py` |",
            "| L-02 | ours | that | `c.cc` |", "| T-02 | ours | a peer | `e.cc` |")
    TABLE = [("S8762-01", ["unit/a.cc", "netns/b.py"]), ("L-02", ["c.cc"]), ("T-02", ["e.cc"])]
    NAMED = {"unit/a.cc": {"S8762-01"}, "netns/b.py": {"S8762-01", "L-02"}, "c.cc": {"L-02"},
             "e.cc": {"T-02"}}

    def test_rows_are_read_and_odd_ones_reported(self):
        document = "\n".join(self.ROWS)
        self.assertEqual(rows(document), (self.TABLE, []))
        for odd in (self.ROWS[3], "| S8762-02 | must | this |  |", "| X-02 | ours | this | `a` |",
                    "| S8762-02 | M | this | `a` |", "| S8762-02 | must | this | a |"):
            self.assertEqual(len(rows(f"{document}\n{odd}")[1]), 1, odd)

    def test_each_difference_is_reported(self):
        self.assertEqual(differences(self.TABLE, self.NAMED), [])
        self.assertEqual(differences(self.TABLE, self.NAMED | {"c.cc": set()}),
                         ["L-02: tests/c.cc does not name it"])
        self.assertEqual(differences(self.TABLE, self.NAMED | {"d.cc": {"S8762-03"}}),
                         ["tests/d.cc names S8762-03, which is not in the table"])
        self.assertEqual(differences([*self.TABLE, ("L-03", ["d.cc"])], self.NAMED),
                         ["L-03 is in the table, and no test names it",
                          "L-03: tests/d.cc is not there"])

    def test_a_short_name_is_seen(self):
        path = pathlib.PurePath("tests/x.cc")
        for text in ("R8762-03, -04: x", "R8762-03..06", "(S8972-01, 13-17, 20)", "L-01-03",
                     "R8762-03 and -04", "R8762-03/04", "R8762-03 -04", "T-01..03"):
            self.assertEqual(len(abbreviations(path, text)), 1, text)
        for text in ("R8762-03, R8762-04", "R8762-03 802.1Q", "S8762-15: T1", "R8972-27, T-05",
                     "R8762-13 14 to 44 octets", "S8762-01 and more"):
            self.assertEqual(abbreviations(path, text), [], text)
