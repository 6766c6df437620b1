# SPDX-License-Identifier: Apache-2.0
"""Who may include whom: the arrows of docs/architecture.md, as a table."""

import pathlib
import re

from tree import code

LEAVES = {"src/base", "src/time", "src/net"}
BPF_ROOMS = {"src/bpf/object", "src/bpf/attach", "src/bpf/pin"}
BPF_USES = {"include/stamp", "src/session", "src/wire", "src/tlv"} | LEAVES
APP_USES = {"include/stamp", "src/wire", "src/tlv", "src/session", "src/bpf", "src/socket",
            "src/stats"} | BPF_ROOMS | LEAVES

# Folder -> folders it may include from (itself always). "a/b.h" allows one header of a folder.
ARROWS = {
    "include/stamp": set(),
    "bpf/lib": {"include/stamp"},
    "bpf": {"include/stamp", "bpf/lib"},
    "src/base": {"include/stamp"},
    "src/time": {"include/stamp", "src/base"},
    "src/net": {"include/stamp", "src/base"},
    "src/stats": {"src/base", "src/time", "include/stamp/outcome.h", "include/stamp/not_sent.h",
                  "include/stamp/unexpected.h", "include/stamp/abi.h"},
    "src/render": {"src/base", "src/time", "src/stats/report.h",
                   "src/stats/reflector_report.h", "src/stats/sender_report.h",
                   "src/stats/tlv_report.h", "src/stats/host_report.h", "src/stats/checkup.h",
                   "src/stats/message.h", "src/stats/counters.h", "src/stats/agent_report.h"},
    "src/wire": {"include/stamp", "bpf/lib"} | LEAVES,
    "src/tlv": {"include/stamp", "src/wire", "src/stats"} | LEAVES,
    "src/session": {"include/stamp", "src/wire", "src/tlv", "src/stats"} | LEAVES,
    "src/discovery": {"src/stats"} | LEAVES,
    "src/http": LEAVES,
    "src/bpf": BPF_USES | BPF_ROOMS,
    "src/bpf/object": BPF_USES,
    "src/bpf/attach": BPF_USES | {"src/bpf/object", "src/bpf/pin/bpffs.h", "src/bpf/pin/names.h",
                                  "src/bpf/pin/instance_info.h"},
    "src/bpf/pin": BPF_USES | {"src/bpf/object", "src/bpf/attach"},
    "src/socket": {"include/stamp", "bpf/lib", "src/session", "src/wire"} | LEAVES,
    "src/app": APP_USES | {"src/app/inspect"},
    "src/app/inspect": APP_USES,
    "src/app/agent": APP_USES | {"src/app", "src/app/inspect", "src/discovery"},
    "src/cli": {"include/stamp", "src/wire", "src/tlv", "src/session", "src/app", "src/app/inspect",
                "src/stats", "src/render", "src/cli/agent", "src/app/agent"} | LEAVES,
    "src/cli/agent": {"include/stamp", "src/session", "src/stats", "src/render", "src/app",
                      "src/app/agent", "src/http", "src/cli"} | LEAVES,
    "src/pages": {"src/cli", "src/tlv", "src/base"},
    "src": {"src/cli", "src/base"},  # main.cc
}

# System headers that only some folders may see: pattern, folders, single files.
RESERVED = [
    (re.compile(r"bpf/|.*\.skel\.h$"), {"bpf", "src/bpf"} | BPF_ROOMS, set()),
    (re.compile(r"sys/socket\.h|sys/un\.h|netinet/|netpacket/|net/if|linux/(if|rtnetlink|netlink)"),
     {"src/net", "src/bpf", "src/socket", "bpf", "bpf/lib"} | BPF_ROOMS,
     {"src/time/query.cc",  # asks chronyd and ptp4l over their own sockets
      "src/base/outlet.cc"}),  # writes to one that its parent gave it as stdout
    (re.compile(r"boost/"), {"src/cli"}, set()),
    (re.compile(r"toml"), set(), {"src/cli/agent/toml.cc"}),
    (re.compile(r"(microhttpd|zlib|crypt)\.h"), {"src/http"}, set()),
    (re.compile(r"nlohmann/"), set(), {"src/discovery/target_list.cc"}),
    (re.compile(r"curl/"), set(), {"src/discovery/http_finder.cc"}),
    (re.compile(r"yaml\.h"), set(), {"src/http/yaml_file.cc"}),
    (re.compile(r"cap-ng\.h"), {"src/base"}, set()),
    (re.compile(r"catch2/"), set(), {"tests/support/catch.h"}),
]

INCLUDE = re.compile(r'^\s*#\s*include\s*([<"])([^>"]+)[>"]', re.MULTILINE)
SEARCHED = ("src", "include", "", "tests")  # the -I of the build, after the includer's own folder


def includes(content):
    """[(name, quoted)]"""
    return [(name, mark == '"') for mark, name in INCLUDE.findall(content)]


def resolve(includer, name, known):
    """The project's file that a quoted include names, or None for a generated one."""
    for folder in (str(includer.parent), *SEARCHED):
        candidate = pathlib.PurePath(folder, name)
        if candidate in known:
            return candidate
    return None


def layer(path):
    """The longest folder of the table that a file lies in, or None."""
    folders = [folder for folder in ARROWS if path.is_relative_to(folder)]
    return max(folders, key=len, default=None)


def wrong_arrows(path, content, known):
    """Includes of other layers that no arrow allows."""
    ours = layer(path)
    if ours is None:
        return []
    wrong = []
    for name, _ in includes(content):
        target = resolve(path, name, known)
        theirs = layer(target) if target else None
        if theirs is None or theirs == ours:
            continue
        if theirs not in ARROWS[ours] and str(target) not in ARROWS[ours]:
            wrong.append(f"{path}: {ours} may not include {target}")
    return wrong


DIRECTIVE = re.compile(r"^\s*(#|using\b)")
LATE = re.compile(r"^\s*#\s*include\b")


def late_includes(path, content, _known=()):
    """Includes behind the first line of code: they would depend on what stands before them."""
    wrong, begun = [], False
    for number, line in enumerate(code(content).splitlines(), 1):
        if LATE.match(line) and begun:
            wrong.append(f"{path}:{number}: an include in the middle of the file")
        begun = begun or bool(line.strip() and not DIRECTIVE.match(line))
    return wrong


def reserved_headers(path, content, known):
    """System headers seen where they may not be. Tests may see all but Catch2's."""
    ours = layer(path) or "tests"
    wrong = []
    for name, _ in includes(content):
        if resolve(path, name, known):
            continue
        for pattern, folders, single in RESERVED:
            allowed = folders | {"tests"} if folders else folders
            if pattern.match(name) and ours not in allowed and str(path) not in single:
                wrong.append(f"{path}: {ours} may not include <{name}>")
    return wrong
