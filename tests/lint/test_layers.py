# SPDX-License-Identifier: Apache-2.0
"""The arrows of docs/architecture.md hold."""

import pathlib
import re
import unittest

import layers
import tree

KNOWN = set(tree.files())


class Layers(unittest.TestCase):
    def check(self, rule):
        found = [line for path in tree.c_files() for line in rule(path, tree.text(path), KNOWN)]
        if found:
            self.fail("\n" + "\n".join(found))

    def test_includes_follow_the_arrows(self):
        self.check(layers.wrong_arrows)

    def test_system_headers_stay_in_their_folders(self):
        self.check(layers.reserved_headers)

    def test_no_include_in_the_middle_of_a_file(self):
        self.check(layers.late_includes)

    def test_the_library_names_no_map_and_no_helper(self):
        for path in tree.c_files("bpf/lib"):
            self.assertNotRegex(tree.code(tree.text(path)), r"\bbpf_(?!.*\.h)|SEC\(|\bctx\b",
                                str(path))

    def test_comments_name_rows_of_the_table_of_verifiers(self):
        rows = set(re.findall(r"^ \* ([A-Z_]+)$", tree.text(pathlib.PurePath("bpf/verifier.h")),
                              re.MULTILINE))
        named = set()
        for path in tree.c_files("bpf", "tests"):
            named |= set(re.findall(r"verifier:[\s*]+([A-Z_]+)", tree.text(path)))
        self.assertEqual(named - rows, {"NAME"})
        self.assertEqual(rows - named, set())

    def test_every_folder_of_code_is_in_the_table(self):
        folders = {str(path.parent) for path in tree.c_files("src", "bpf", "include")}
        self.assertEqual(folders - {f for f in folders if layers.layer(pathlib.PurePath(f))}, set())
        self.assertEqual({f for f in folders if f.startswith("src/")} - set(layers.ARROWS), set())

    def test_one_file_of_the_program_includes_the_skeleton(self):
        users = [str(path) for path in tree.c_files("src") if ".skel.h" in tree.text(path)]
        self.assertEqual(users, ["src/bpf/object/skel.h"])


class TheRulesThemselves(unittest.TestCase):
    """A rule that never complains proves nothing."""

    PATHS = {pathlib.PurePath(name) for name in (
        "src/base/fd.h", "src/cli/parse.h", "src/stats/report.h", "src/stats/delay.h",
        "src/bpf/object/skel.h", "bpf/lib/parse.h", "include/stamp/wire.h")}

    def wrong(self, rule, path, *names):
        content = "".join(f'#include "{name}"\n' for name in names)
        return len(rule(pathlib.PurePath(path), content, self.PATHS))

    def test_a_wrong_arrow_is_seen(self):
        rule = layers.wrong_arrows
        self.assertEqual(self.wrong(rule, "src/session/x.cc", "cli/parse.h", "base/fd.h"), 1)
        self.assertEqual(self.wrong(rule, "src/render/x.cc", "stats/report.h"), 0)
        self.assertEqual(self.wrong(rule, "src/render/x.cc", "stats/delay.h"), 1)
        self.assertEqual(self.wrong(rule, "bpf/lib/x.h", "stamp/wire.h", "parse.h"), 0)
        self.assertEqual(self.wrong(rule, "include/stamp/x.h", "bpf/lib/parse.h"), 1)
        self.assertEqual(self.wrong(rule, "src/session/x.cc", "bpf/object/skel.h"), 1)

    def test_an_include_in_the_middle_is_seen(self):
        path = pathlib.PurePath("bpf/x.h")
        late = "#ifndef X\n#define X\n#include \"a.h\"\nint x;\n#include \"b.h\"\n#endif\n"
        self.assertEqual(len(layers.late_includes(path, late)), 1)
        self.assertEqual(layers.late_includes(path, late.replace("int x;", "/* int x; */")), [])

    def test_a_header_out_of_place_is_seen(self):
        rule = layers.reserved_headers
        self.assertEqual(self.wrong(rule, "src/cli/x.cc", "bpf/libbpf.h", "stamp.skel.h"), 2)
        self.assertEqual(self.wrong(rule, "src/bpf/x.cc", "bpf/libbpf.h", "bpf/object/skel.h"), 0)
        self.assertEqual(self.wrong(rule, "src/stats/x.cc", "sys/socket.h"), 1)
        self.assertEqual(self.wrong(rule, "tests/unit/x.cc", "catch2/catch.hpp"), 1)
        self.assertEqual(self.wrong(rule, "tests/support/catch.h", "catch2/catch.hpp"), 0)
