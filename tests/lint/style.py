# SPDX-License-Identifier: Apache-2.0
"""Rules about the text of one file. Each takes (path, content) and returns complaints."""

import ast
import re

from tree import C_SUFFIXES, code

MIXED_LICENCE = "GPL-2.0-only OR BSD-2-Clause"
LICENCE = "Apache-2.0"
FILE_LINES, FILE_LINES_SOFT, FUNCTION_LINES, COLUMNS, TAB = 500, 300, 60, 100, 8

MARKS = re.compile(r"\b(TO" r"DO|FIX" r"ME|XX" r"X|HA" r"CK)\b")  # split: this file is checked too
PRINTS = re.compile(r"\b(v?f?printf|v?dprintf|puts|fputs|putchar|fputc|fwrite|cout|cerr|clog|"
                    r"print|println)\b\s*(\(|<<)")
THROWS = re.compile(r"\b(throw|try|catch)\b")
# EtherTypes, the test port and loopback with their octets the wrong way round.
SWAPPED = re.compile(r"\b(0x0*(5e03|dd86|a888|0081|0100007f)|24067)[uUlL]*\b", re.IGNORECASE)
# TAI-UTC typed in, in seconds or nanoseconds.
LEAP = re.compile(r"(?<![\w.])37(?:'?0{9})?[uUlL]*\b(?![.\w])")

# Maps by `void *`, waiting for running programs, pinning: each has one function around it.
RAW_KERNEL_CALLS = re.compile(r"\b(bpf_map_(lookup|update|delete|get_next|create)\w*|"
                              r"SYS_membarrier|bpf_obj_pin)\b")

# A TEST_CASE may be a table, and a table as long as it must.
NO_FUNCTION = "namespace|extern|struct|class|enum|union|template|TEST_CASE"
# A table is no function.
OPENS_FUNCTION = re.compile(r"^(?!(" + NO_FUNCTION + r")|#|\s|\}|.*\] = \{$).*\{$")


def licence_line(path, content):
    mixed = path.parts[0] == "bpf" or path.parts[:2] == ("include", "stamp")
    mixed = (mixed or path.name.endswith((".bpf.c", ".bpf.h"))) and path.name != "meson.build"
    wanted = f"SPDX-License-Identifier: {MIXED_LICENCE if mixed else LICENCE}"
    first = [line for line in content.splitlines()[:2] if not line.startswith("#!")][:1]
    text = first[0].strip("/*#- ") if first else ""
    return [] if text == wanted else [f"{path}: first line is not '{wanted}'"]


def file_length(path, content, limit=FILE_LINES):
    lines = content.count("\n")
    return [f"{path}: {lines} lines (limit {limit})"] if lines > limit else []


def columns(path, content):
    return [f"{path}:{number}: {len(line.expandtabs(TAB))} columns"
            for number, line in enumerate(content.splitlines(), 1)
            if len(line.expandtabs(TAB)) > COLUMNS]


def line_ends(path, content):
    wrong = [f"{path}:{number}: blank at the end of the line"
             for number, line in enumerate(content.split("\n"), 1) if line != line.rstrip()]
    if content and not content.endswith("\n"):
        wrong.append(f"{path}: no newline at the end")
    return wrong


def function_length(path, content):
    if path.suffix in C_SUFFIXES:
        spans = _c_functions(content)
    elif path.suffix == ".py" or content.startswith("#!/usr/bin/env python3"):
        spans = [(node.name, node.end_lineno - node.lineno + 1)
                 for node in ast.walk(ast.parse(content)) if isinstance(node, ast.FunctionDef)]
    else:
        spans = []
    return [f"{path}: {name} has {lines} lines" for name, lines in spans if lines > FUNCTION_LINES]


def _c_functions(content):
    """(first line, length) by clang-format's layout: `... {` and `}` in the first column."""
    found, start = [], None
    for number, line in enumerate(code(content).splitlines()):
        if start is None and OPENS_FUNCTION.match(line):
            start = (number, line)
        elif start is not None and line.startswith("}"):
            found.append((start[1].strip(), number - start[0] + 1))
            start = None
    return found


def unfinished_marks(path, content):
    return _matches(path, content, MARKS)


def prints(path, content):
    return _matches(path, code(content), PRINTS)


def exceptions(path, content):
    return _matches(path, code(content), THROWS)


def swapped_literals(path, content):
    return _matches(path, code(content), SWAPPED)


def leap_literals(path, content):
    return _matches(path, code(content), LEAP)


def raw_kernel_calls(path, content):
    return _matches(path, code(content), RAW_KERNEL_CALLS)


def pragma_once(path, content):
    return [] if "\n#pragma once\n" in content else [f"{path}: no #pragma once"]


def _matches(path, content, pattern):
    return [f"{path}:{number}: {line.strip()}"
            for number, line in enumerate(content.splitlines(), 1) if pattern.search(line)]
