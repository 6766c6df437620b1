# SPDX-License-Identifier: Apache-2.0
"""What CONTRIBUTING.md asks of the text of a file."""

import pathlib
import unittest

import style
import tree

LICENCE_TEXTS = {"LICENSES"}
DATA = "tests/data"
BINARY = {".pcap"}
PRECOMPILED = "pch"  # the compiler takes it for a file of its own
TELLERS = {"src/main.cc"}  # besides render/ and cli/
DOORS = {"src/main.cc", "src/cli/parse.cc"}  # where exceptions stop


def complaints(rule, paths):
    return [line for path in paths for line in rule(path, tree.text(path))]


def own_texts():
    return [path for path in tree.files()
            if path.parts[0] not in LICENCE_TEXTS and not path.is_relative_to(DATA)
            and path.suffix not in BINARY]


class Style(unittest.TestCase):
    def check(self, rule, paths):
        self.assertTrue(paths)
        found = complaints(rule, paths)
        if found:
            self.fail("\n" + "\n".join(found))

    def test_every_source_names_its_licence(self):
        self.check(style.licence_line, [p for p in tree.sources() if not p.is_relative_to(DATA)])

    def test_no_file_is_too_long(self):
        for line in complaints(lambda *file: style.file_length(*file, style.FILE_LINES_SOFT),
                               tree.sources()):
            print(f"        long: {line}")
        self.check(style.file_length, tree.sources())

    def test_no_function_is_too_long(self):
        self.check(style.function_length, tree.sources())

    def test_no_line_is_too_long(self):
        suffixes = tree.C_SUFFIXES | {".py"}
        self.check(style.columns, [p for p in tree.sources() if p.suffix in suffixes])

    def test_lines_end_cleanly(self):
        self.check(style.line_ends, own_texts())

    def test_nothing_is_marked_as_unfinished(self):
        self.check(style.unfinished_marks, own_texts())

    def test_only_renderers_and_commands_print(self):
        self.check(style.prints, [
            path for path in tree.c_files("src") if str(path) not in TELLERS and
            not path.is_relative_to("src/render") and not path.is_relative_to("src/cli")])

    def test_exceptions_stop_at_two_doors(self):
        self.check(style.exceptions, [p for p in tree.c_files("src") if str(p) not in DOORS])

    def test_no_literal_is_swapped_by_hand(self):
        # A test may well send to the swapped port, to see that nobody answers.
        self.check(style.swapped_literals, tree.c_files("src", "bpf", "include"))

    def test_tai_minus_utc_is_never_typed(self):
        self.check(style.leap_literals, tree.c_files("src", "bpf", "include"))

    def test_maps_have_types_and_waiting_and_pinning_one_function(self):
        homes = {"src/bpf/object/map.cc", "src/bpf/object/running_programs.cc",
                 "src/bpf/pin/bpffs.cc"}
        self.check(style.raw_kernel_calls, [p for p in tree.c_files("src") if str(p) not in homes])

    def test_every_header_is_guarded_by_pragma_once(self):
        self.check(style.pragma_once, [p for p in tree.c_files("src", "tests")
                                      if p.suffix == ".h" and p.parent.name != PRECOMPILED])


class TheRulesThemselves(unittest.TestCase):
    """A rule that never complains proves nothing."""

    def bad(self, rule, content, path="src/x/x.cc"):
        self.assertTrue(rule(pathlib.PurePath(path), content), content)

    def good(self, rule, content, path="src/x/x.cc"):
        self.assertEqual(rule(pathlib.PurePath(path), content), [], content)

    def test_licences(self):
        self.good(style.licence_line, "// SPDX-License-Identifier: Apache-2.0\n")
        self.good(style.licence_line, "#!/bin/sh\n# SPDX-License-Identifier: Apache-2.0\n")
        self.bad(style.licence_line, "// SPDX-License-Identifier: MIT\n")
        self.bad(style.licence_line, "// SPDX-License-Identifier: Apache-2.0\n", "bpf/x.h")
        self.bad(style.licence_line, "// SPDX-License-Identifier: Apache-2.0\n", "tests/x.bpf.h")
        self.bad(style.licence_line, "int x;\n// SPDX-License-Identifier: Apache-2.0\n")

    def test_lengths(self):
        self.bad(style.file_length, "\n" * 501)
        self.bad(style.columns, "\t" * 12 + "12345\n")
        self.good(style.columns, "\t" * 12 + "1234\n")
        for lines, rule in ((58, self.good), (59, self.bad)):
            rule(style.function_length, "int f() {\n" + "\tx();\n" * lines + "}\n")
            rule(style.function_length, "def f():\n" + "    x()\n" * (lines + 1), "x.py")
        self.good(style.function_length, "namespace x {\n" + "int y;\n" * 70 + "} // namespace\n")

    def test_line_ends(self):
        self.bad(style.line_ends, "x \n")
        self.bad(style.line_ends, "x")
        self.good(style.line_ends, "x\n\ny\n")

    def test_words(self):
        self.bad(style.unfinished_marks, "// TO" "DO: later\n")
        self.bad(style.prints, 'std::cout << "x";\n')
        self.bad(style.prints, 'fprintf(stderr, "x");\n')
        self.good(style.prints, 'snprintf(x, n, "printf(");  // printf(x)\n')
        self.bad(style.exceptions, "try {\n")
        self.good(style.exceptions, "// try harder\n")

    def test_literals(self):
        for text in ("htons(0x5E03)", "x == 0xdd86", "return 24067u;", "0x0100007f"):
            self.bad(style.swapped_literals, text)
        self.good(style.swapped_literals, "0x86dd; 0x810; 0x00810;")
        for text in ("utc + 37", "37ULL", "37'000'000'000"):
            self.bad(style.leap_literals, text)
        for text in ("bpf_map_update_elem(fd, &key, &value, 0)", "syscall(SYS_membarrier, 1)"):
            self.bad(style.raw_kernel_calls, text)
        self.good(style.raw_kernel_calls, "map.write(key, value); bpf_map__fd(map)")
        self.good(style.leap_literals, "x37 + 0x37 + 3.37 + 137 + 37.5; // 37 s\n")
