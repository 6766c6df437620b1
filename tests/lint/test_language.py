# SPDX-License-Identifier: Apache-2.0
"""The words of the glossary of CONTRIBUTING.md: messages, help, manual, documents, code, tests."""

import pathlib
import re
import unittest

import tree

WORDS = re.compile(r"\b(told|anew|whoever|beside|heed|hire|ownerless|(?:is|are) said|so often)\b",
                   re.IGNORECASE)
DOCUMENTS = (pathlib.PurePath("docs"), pathlib.PurePath("tests/data/help"))
NOTES = pathlib.PurePath("docs/notes")  # history, as it was written
# Names and comments of code, where a part of a name counts.
CODE_WORDS = re.compile(r"(?<![a-z])(told|anew|whoever|beside|heeds?|heeded|hired?|talk|telling|"
                        r"ownerless)(?![a-z])", re.IGNORECASE)
THE_WORDS = pathlib.PurePath("tests/lint/test_language.py")  # has to name them
# Names of files, which are code, and links.
QUOTED = re.compile(r"`[^`\n]*`|\]\([^)]*\)")
INCLUDE = re.compile(r"#include[^\n]*")


def is_document(path):
    if path.is_relative_to(NOTES):
        return False
    return path.suffix == ".md" or any(path.is_relative_to(folder) for folder in DOCUMENTS)


def literals(content):
    """The text with all but its string literals blanked, lines kept."""
    kept = list(re.sub(r"[^\n]", " ", content))
    code = INCLUDE.sub(lambda found: " " * len(found[0]), content)
    for found in tree.COMMENT_OR_STRING.finditer(code):
        if found[0].startswith('"'):
            kept[found.start():found.end()] = found[0]
    return "".join(kept)


def complaints(path, text, words=WORDS):
    return [f"{path}:{text.count(chr(10), 0, found.start()) + 1}: {found[0]}"
            for found in words.finditer(text)]


class Language(unittest.TestCase):
    maxDiff = None

    def test_documents_use_the_terms_of_the_glossary(self):
        found = [line for path in tree.files() if is_document(path)
                 for line in complaints(path, QUOTED.sub("", tree.text(path)))]
        self.assertEqual(found, [])

    def test_messages_use_the_terms_of_the_glossary(self):
        found = [line for path in tree.c_files("src", "include")
                 for line in complaints(path, literals(tree.text(path)))]
        self.assertEqual(found, [])


    def test_names_and_comments_use_the_terms_of_the_glossary(self):
        files = [*tree.c_files("bpf", "src", "include", "tests"),
                 *(path for path in tree.files() if path.is_relative_to("tests")
                   and path.suffix == ".py")]
        found = [line for path in files if path != THE_WORDS
                 for line in complaints(path, tree.text(path), CODE_WORDS)]
        self.assertEqual(found, [])


class TheRulesThemselves(unittest.TestCase):
    """A rule that never complains proves nothing."""

    def test_words_are_found_with_their_line(self):
        self.assertEqual(complaints("x", "one\nIt is said and told."),
                         ["x:2: is said", "x:2: told"])
        self.assertEqual(complaints("x", "besides, retold, hired"), [])

    def test_parts_of_names_are_found_and_parts_of_words_are_not(self):
        text = "int is_told_; // Whoever asks\ndef test_it_is_told(self): stalker, retold"
        self.assertEqual(complaints("x", text, CODE_WORDS),
                         ["x:1: told", "x:1: Whoever", "x:2: told"])

    def test_only_literals_of_code_are_read(self):
        code = ('#include "told.h"\n// told\n/* told */ int told = f("http://x and told");\n'
                'f("was told");\n')
        self.assertEqual(complaints("x", literals(code)), ["x:3: told", "x:4: told"])
