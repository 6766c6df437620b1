# SPDX-License-Identifier: Apache-2.0
"""The roles and verbs that faults are injected into, and what has to be true after each run."""

import contextlib
import dataclasses
import json
import os
import signal
import subprocess
import time

from counting_program import tcx_programs
from persistent import pins
from support import path
from support.program import Reflector, Running, stamp
from test_crash import filters

SANE_CODES = set(range(8))  # cli.md: 0 to 7
HANG_S = 120  # nothing that works takes as long, on any machine
READY_S = 60
TROUBLE = ("AddressSanitizer", "runtime error:", "terminate called", "LeakSanitizer")


VERBS = {("reflector", verb) for verb in ("add", "change", "del", "show")}


class Wrong(Exception):
    """What a fault brought about that it must not."""


@dataclasses.dataclass
class Role:
    """A command line; `begin` makes what it needs, `judge` looks at what it left."""
    name: str
    words: tuple
    at_far: bool = True  # runs where the reflector is
    ready: str = ""  # it runs until it is stopped; what it says when it is ready
    needs_reflector: bool = False  # one in the foreground at the far end
    needs_pinned: tuple = ()       # options of an `add` before it


def verb(name, *options, pinned=()):
    return Role(f"{name}-{options[-1]}" if options else name,
                ("reflector", name, "eth0", *options), needs_pinned=pinned)


HOOKS = ("tcx", "clsact", "xdp")
ADDED = ("--hook", "tcx", "--rate", "77")
ROLES = [
    *(Role(f"sender-{hook}", ("sender", "eth0", "192.0.2.2", "-c", "3", "-i", "10ms", "-w", "500ms",
                              "--json", "--hook", hook), at_far=False, needs_reflector=True)
      for hook in HOOKS),
    *(Role(f"reflector-{hook}", ("reflector", "eth0", "--hook", hook),
           ready="STAMP reflector on eth0") for hook in HOOKS),
    *(verb("add", "--hook", hook) for hook in HOOKS),
    verb("change", "--rate", "88", pinned=ADDED),
    verb("del", pinned=ADDED),
    Role("del-clsact", ("reflector", "del", "eth0"), needs_pinned=("--hook", "clsact")),
    Role("show", ("reflector", "show", "--json"), needs_pinned=ADDED),
    Role("stats", ("stats", "--json"), needs_pinned=ADDED),
    Role("version", ("version", "--json")),
]


def plain(host, *words):
    """Without a fault."""
    return host.run(stamp(), *words, check=False)


def shown(host):
    done = plain(host, "reflector", "show", "--json")
    try:
        return json.loads(done.stdout or '{"reflectors": []}')["reflectors"]
    except ValueError:
        raise Wrong(f"show says: {done.stdout}{done.stderr}") from None


def attached(port):
    """What is at the interface, known or not."""
    left = filters(port)
    programs = tcx_programs(port)
    link = port.host.run("ip", "-d", "link", "show", "dev", port.name).stdout
    return [*([f"{programs} TCX programs"] if programs else []), *([left] if left else []),
            *(["an XDP program"] if "prog/xdp" in link else [])]


@contextlib.contextmanager
def place(role):
    """Two hosts with what the role needs at the far one."""
    with path.direct_path() as way:
        try:
            if not role.needs_reflector:
                yield way
                return
            with Reflector(way.far) as reflector:
                yield way
                reflector.stop()
        finally:
            for pin in pins():  # those of what went wrong are not to be counted again
                os.unlink(pin)


def port_of(role, way):
    return way.far if role.at_far else way.near


def run_role(role, way, tracer):
    """One run under `tracer`; its Outcome, or Wrong where it hangs."""
    if role.needs_pinned:
        done = plain(way.far.host, "reflector", "add", "eth0", *role.needs_pinned)
        if done.returncode != 0:
            raise Wrong(f"add, without a fault: {done.stderr}")
    with Running(port_of(role, way).host, *tracer[1:], stamp(), *role.words,
                 program=tracer[0]) as running:
        if role.ready:
            wait_until_ready(running, role.ready)
        try:
            return running.stop(signal.SIGTERM, HANG_S) if role.ready else running.wait(HANG_S)
        except subprocess.TimeoutExpired:
            raise Wrong("does not end\n" + "".join(running.so_far())) from None


def wait_until_ready(running, text):
    """Or until it has ended, or does not get there: what it does then is judged."""
    deadline = time.monotonic() + READY_S
    while running.process.poll() is None and time.monotonic() < deadline:
        if any(text in stream for stream in running.so_far()):
            return
        time.sleep(0.01)


def judge(role, way, outcome):
    """Raises Wrong unless the end was sane, and nothing is left that nobody knows of."""
    said = outcome.out + outcome.err
    if outcome.code not in SANE_CODES or any(word in said for word in TROUBLE):
        raise Wrong(f"exit {outcome.code}\n{outcome.err[-4000:]}")
    if outcome.code > 1 and "stamp: " not in outcome.err:
        raise Wrong(f"exit {outcome.code} without a reason\n{outcome.err[-2000:]}")
    if role.words[:2] in VERBS:
        judge_verb(role, way.far, outcome)
    elif role.needs_pinned:
        clear(way.far)
    else:
        judge_process(role, way, outcome)


def judge_process(role, way, outcome):
    """A pin whose removal failed may stay: nobody holds it, and del --stale knows it."""
    port = way.far if role.at_far else way.near
    left = attached(port)
    if any(f"/{role.words[0]}-" in pin for pin in pins()):
        plain(port.host, "reflector", "del", "--stale")
        left += [pin for pin in pins() if f"/{role.words[0]}-" in pin]
    if left:
        raise Wrong(f"exit {outcome.code}, left: {left}\n{outcome.err[-2000:]}")


def judge_verb(role, far, outcome):
    known = shown(far.host)
    there = attached(far)
    if there and not known:
        raise Wrong(f"exit {outcome.code}; show knows of nothing, but there is {there}\n"
                    f"{outcome.err[-2000:]}")
    verb_ = role.words[1]
    if outcome.code == 0:
        wanted = {"add": True, "change": True, "del": False, "show": True}[verb_]
        if bool(there) != wanted:
            raise Wrong(f"exit 0, and attached: {there}\n{outcome.err[-2000:]}")
    if verb_ == "change":
        rates = [reflector["rate_pps"] for reflector in known]
        if rates != [88 if outcome.code == 0 else 77]:
            raise Wrong(f"exit {outcome.code}, and rates {rates}\n{outcome.err[-2000:]}")
    if verb_ == "add" and outcome.code != 0 and there:
        raise Wrong(f"exit {outcome.code}, left: {there}\n{outcome.err[-2000:]}")
    clear(far)


def clear(far):
    done = plain(far.host, "reflector", "del", "--all")
    left = [*attached(far), *pins()]
    if done.returncode != 0 or left:
        raise Wrong(f"del --all: exit {done.returncode}, left: {left}\n{done.stderr}")
