# SPDX-License-Identifier: Apache-2.0
"""What the documents repeat of the code is what the code says."""

import json
import pathlib
import re
import unittest

import tree

OUTCOME = pathlib.PurePath("include/stamp/outcome.h")
UNEXPECTED = pathlib.PurePath("include/stamp/unexpected.h")
METRICS = pathlib.PurePath("docs/metrics.md")
HEAD = "| Code | Name | Sentence |"
REASON_HEAD = "| Code | Reason | Sentence |"
NOT_SENT_HEAD = "| Code | Kept by | Sentence |"
NOT_SENT = pathlib.PurePath("include/stamp/not_sent.h")
NOTE_HEAD = "| Code | Note | Sentence |"
TYPES = pathlib.PurePath("include/stamp/tlv.h")
WALK = pathlib.PurePath("bpf/lib/tlv.h")
KINDS = pathlib.PurePath("src/tlv")
KIND_TESTS = pathlib.PurePath("tests/unit/tlv")
TLVS = pathlib.PurePath("docs/tlv.md")
SCHEMA = pathlib.PurePath("docs/schema/stamp.schema.json")
MEASURED = ("packet", "lost_packet", "unsent_packet", "summary", "interval", "measured_target")
ENVELOPE = {"v", "type"}
STRUCTURE = {"EXTRA_PADDING", "HMAC"}  # they fill and sign a packet
KNOWN_ELSEWHERE = {("src/cli/sender_rules.cc", "ACCESS_REPORT")}  # has options of its own
TLV_HEAD = "| Code | Name | Type | Shortest | Longest | Standard |"

X_ROW = re.compile(r'\bX\(\s*(\w+)\s*,\s*(\w+)\s*,\s*((?:"(?:[^"\\]|\\.)*"\s*)+)\)')
TLV_ROW = re.compile(r'\bX\((\w+), (\w+), (\d+), (\d+), (\d+), "([^"]*)"\)')
LITERAL = re.compile(r'"((?:[^"\\]|\\.)*)"')
TABLE_ROW = re.compile(r"\| (\w+) \| `(\w+)` \| (.*) \|")
TLV_TABLE_ROW = re.compile(r"\| (\w+) \| `(\w+)` \| (\d+) \| (\d+) \| (\d+) \| (.*) \|")
FORM = re.compile(r'\.form = "([^"]*)"')
LINK = re.compile(r"\]\(([^)#\s]+)(?:#[^)]*)?\)")
FILE_NAME = re.compile(r"`([\w/.-]+\.(?:h|c|cc|py))`")
MESSAGE_ROW = re.compile(r'^\tX\(\w+, "(\w*)"\)', re.MULTILINE)
NOT_OURS = {"vmlinux.h"}  # bpftool would write it


def x_rows(header, macro):
    """[(code, name, sentence)] of `#define MACRO(X) ...`; a sentence may be several literals."""
    found = re.search(rf"#define {macro}\(X\)((?:.*\\\n)*.*)", header)
    body = found[1].replace("\\\n", " ") if found else ""
    return [(code, name, "".join(LITERAL.findall(text))) for code, name, text in
            X_ROW.findall(body)]


def table_rows(document, head, pattern=TABLE_ROW):
    """The rows below a head and its line of dashes, up to the first other line."""
    rows = []
    for line in document.partition(head + "\n")[2].splitlines()[1:]:
        row = pattern.fullmatch(line)
        if not row:
            break
        rows.append(row.groups())
    return rows


def broken_links(path, content, known):
    """Links to files of the project that are not there."""
    folder = tree.ROOT / path.parent
    targets = [target for target in LINK.findall(content) if "://" not in target]
    return [f"{path}: {target}" for target in targets
            if pathlib.PurePath((folder / target).resolve()).relative_to(tree.ROOT) not in known]


def unknown_files(path, content, known):
    """Sources that are named, with their folder or a part of it, and are not there."""
    ends = {"/".join(file.parts[i:]) for file in known for i in range(len(file.parts))}
    return [f"{path}: {name}" for name in FILE_NAME.findall(content) if name not in ends | NOT_OURS]


def members(schema, name):
    """Of a definition of the schema, with those of the ones that it is made of."""
    definition = schema["$defs"][name]
    found = set(definition.get("properties", {}))
    for part in definition.get("allOf", []):
        found |= members(schema, part["$ref"].rpartition("/")[2])
    return found


def unexplained(schema, name, document):
    return sorted(member for member in members(schema, name) - ENVELOPE
                  if f"`{member}`" not in document)


class Documents(unittest.TestCase):
    def test_the_table_of_verdicts_is_that_of_the_code(self):
        rows = x_rows(tree.text(OUTCOME), "STAMP_VERDICTS")
        self.assertTrue(rows)
        self.assertEqual(table_rows(tree.text(METRICS), HEAD), rows)

    def test_the_table_of_reasons_not_to_leave_is_that_of_the_code(self):
        self.assertEqual(table_rows(tree.text(METRICS), NOT_SENT_HEAD),
                         x_rows(tree.text(NOT_SENT), "STAMP_NOT_SENT_REASONS"))

    def test_the_table_of_notes_on_tlvs_is_that_of_the_code(self):
        rows = x_rows(tree.text(OUTCOME), "STAMP_TLV_NOTES")
        self.assertTrue(rows)
        self.assertEqual(table_rows(tree.text(METRICS), NOTE_HEAD), rows)

    def test_each_code_of_a_message_is_explained(self):
        codes = set(MESSAGE_ROW.findall(tree.text(pathlib.PurePath("src/stats/message.h"))))
        self.assertGreater(len(codes), 40)
        explained = re.findall(r"`(\w+)`", tree.text(pathlib.PurePath("docs/metrics.md")))
        self.assertEqual(codes - set(explained) - {""}, set())

    def test_the_table_of_reasons_is_that_of_the_code(self):
        rows = x_rows(tree.text(UNEXPECTED), "STAMP_UNEXPECTED")
        self.assertTrue(rows)
        self.assertEqual(table_rows(tree.text(METRICS), REASON_HEAD), rows)

    def test_the_table_of_tlvs_is_that_of_the_code(self):
        rows = TLV_ROW.findall(tree.text(TYPES))
        self.assertTrue(rows)
        self.assertEqual(table_rows(tree.text(TLVS), TLV_HEAD, TLV_TABLE_ROW), rows)

    def test_each_tlv_has_a_file_that_the_walk_includes(self):
        walk = tree.text(WALK)
        for _, name, *_ in TLV_ROW.findall(tree.text(TYPES)):
            with self.subTest(name):
                self.assertIn(f'#include "tlv/{name}.h"', walk)
                self.assertIn(f" tlv_{name}(", tree.text(WALK.with_suffix("") / f"{name}.h"))

    def test_each_tlv_has_a_file_in_user_space_and_a_test(self):
        for _, name, *_ in TLV_ROW.findall(tree.text(TYPES)):
            with self.subTest(name):
                self.assertIn(f"const Kind kinds::{name}{{", tree.text(KINDS / f"{name}.cc"))
                self.assertIn("TEST_CASE(", tree.text(KIND_TESTS / f"{name}.cc"))

    def test_the_table_of_what_can_be_asked_for_is_that_of_the_code(self):
        for _, name, *_ in TLV_ROW.findall(tree.text(TYPES)):
            form = FORM.search(tree.text(KINDS / f"{name}.cc"))
            wanted = form[1].replace("|", "\\|") if form else name.replace("_", "-")
            with self.subTest(name):
                self.assertIn(f"\n| `{wanted}` |", tree.text(TLVS))

    def test_no_other_file_of_user_space_knows_a_type_of_a_tlv(self):
        codes = {code for code, *_ in TLV_ROW.findall(tree.text(TYPES))} - STRUCTURE
        named = {(str(path), code) for path in tree.files() if path.is_relative_to("src")
                 and path.suffix in {".cc", ".h"} and path.parent != KINDS
                 for code in codes if re.search(rf"\bSTAMP_TLV_{code}\b", tree.text(path))}
        self.assertEqual(named, KNOWN_ELSEWHERE)

    def test_the_members_of_what_is_measured_are_explained(self):
        metrics = tree.text(METRICS)
        for name in MEASURED:
            with self.subTest(name):
                self.assertEqual(unexplained(json.loads(tree.text(SCHEMA)), name, metrics), [])

    def test_links_lead_somewhere(self):
        known = set(tree.files())
        found = [line for path in known if path.suffix == ".md"
                 for line in broken_links(path, tree.text(path), known)]
        self.assertEqual(found, [])

    def test_sources_that_are_named_are_there(self):
        known = set(tree.files())
        found = [line for path in known if path.suffix == ".md"
                 for line in unknown_files(path, tree.text(path), known)]
        self.assertEqual(found, [])


class TheRulesThemselves(unittest.TestCase):
    """A rule that never complains proves nothing."""

    MACRO = ('#define ROWS(X) \\\n\tX(ONE, one, "a first")\\\n\tX(TWO, two, "in " \\\n\t\t"two")\n'
             'X(NO, no, "")')
    TABLE = ("text", HEAD, "|---|---|---|", "| ONE | `one` | a first |", "| TWO | `two` | in two |",
             "", "| NO | `no` | |", "")

    def test_a_member_that_is_not_explained_is_found(self):
        schema = {"$defs": {"all": {"allOf": [{"$ref": "#/$defs/part"}],
                                    "properties": {"v": {}, "one": {}}},
                            "part": {"properties": {"two": {}, "three": {}}}}}
        self.assertEqual(unexplained(schema, "all", "`one` and `three`"), ["two"])

    def test_rows_are_found_in_both_forms(self):
        rows = [("ONE", "one", "a first"), ("TWO", "two", "in two")]
        self.assertEqual(x_rows(self.MACRO, "ROWS"), rows)
        self.assertEqual(x_rows(self.MACRO, "OTHER"), [])
        document = "\n".join(self.TABLE)
        self.assertEqual(table_rows(document, HEAD), rows)
        self.assertNotEqual(table_rows(document.replace("a first", "first"), HEAD), rows)
        self.assertNotEqual(table_rows(document.replace("| TWO", "TWO"), HEAD), rows)

    def test_rows_of_tlvs_are_found_in_both_forms(self):
        row = ("ONE", "one", "1", "0", "65535", "RFC 1 2.3")
        self.assertEqual(TLV_ROW.findall('X(ONE, one, 1, 0, 65535, "RFC 1 2.3") \\'), [row])
        document = f"{TLV_HEAD}\n|---|\n| ONE | `one` | 1 | 0 | 65535 | RFC 1 2.3 |\n"
        self.assertEqual(table_rows(document, TLV_HEAD, TLV_TABLE_ROW), [row])
        other = document.replace("| 1 |", "| 2 |")
        self.assertNotEqual(table_rows(other, TLV_HEAD, TLV_TABLE_ROW), [row])

    def test_a_broken_link_is_seen(self):
        path, known = pathlib.PurePath("docs/x.md"), {pathlib.PurePath("LICENSE")}
        self.assertEqual(broken_links(path, "[a](../LICENSE) [b](https://x/y)", known), [])
        self.assertEqual(len(broken_links(path, "[a](LICENSE#x)", known)), 1)

    def test_a_source_that_is_not_there_is_seen(self):
        path, known = pathlib.PurePath("docs/x.md"), {pathlib.PurePath("src/a/b.cc")}
        self.assertEqual(unknown_files(path, "`src/a/b.cc` `a/b.cc` `b.cc` `b.txt` b.h", known), [])
        self.assertEqual(len(unknown_files(path, "`b/b.cc` `b.h`", known)), 2)
