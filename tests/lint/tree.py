# SPDX-License-Identifier: Apache-2.0
"""The files of the project, and their code without comments and strings."""

import pathlib
import re

ROOT = pathlib.Path(__file__).resolve().parents[2]
C_SUFFIXES = {".c", ".cc", ".h"}
NAMES_OF_SOURCES = {"meson.build", "meson_options.txt", "Dockerfile"}
SOURCE_SUFFIXES = C_SUFFIXES | {".lua", ".py", ".sh", ".wrap", ".yaml", ".yml"}
NOT_OURS = {".git", "__pycache__", "packagecache"}

COMMENT_OR_STRING = re.compile("|".join((
    r"//[^\n]*", r"/\*.*?\*/",
    r'R"\(.*?\)"', r'"(?:\\.|[^"\\\n])*"',
    r"(?<![0-9a-fA-F])'(?:\\.|[^'\\\n])*'",  # not the ' between digits
)), re.DOTALL)


def files():
    """All of them, relative to ROOT; neither build directories nor fetched subprojects."""
    found = []
    pending = [ROOT]
    while pending:
        for path in sorted(pending.pop().iterdir()):
            relative = path.relative_to(ROOT)
            if path.name in NOT_OURS or is_output(relative):
                continue
            if path.is_dir() and not path.is_symlink():
                pending.append(path)
            elif path.is_file():
                found.append(relative)
    return found


def is_output(relative):
    top = relative.parts[0]
    fetched = top == "subprojects" and len(relative.parts) == 2 and (ROOT / relative).is_dir()
    return top.startswith("build") or fetched and relative.name != "packagefiles"


def text(relative):
    return (ROOT / relative).read_text(encoding="utf-8", errors="replace")


def is_source(relative):
    """Something with comments, so that it can carry a licence line."""
    if relative.suffix in SOURCE_SUFFIXES or relative.name in NAMES_OF_SOURCES:
        return True
    return relative.suffix == "" and text(relative).startswith("#!")


def sources():
    return [path for path in files() if is_source(path)]


def c_files(*folders):
    """C and C++ files below the folders (all of the project without any)."""
    return [path for path in files() if path.suffix in C_SUFFIXES and
            (not folders or any(path.is_relative_to(folder) for folder in folders))]


def code(content):
    """The text with every comment, string and character literal blanked, lines kept."""
    def blank(match):
        return re.sub(r"[^\n]", " ", match[0])
    return COMMENT_OR_STRING.sub(blank, content)
