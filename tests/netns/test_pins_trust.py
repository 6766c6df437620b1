# SPDX-License-Identifier: Apache-2.0
"""A bpffs that everybody may write to (mode 1777, the kernel's default), and what others put in."""

import contextlib
import os
import pathlib
import socket
import tempfile

from counting_program import tcx_programs
from persistent import Persistent, good, pins, run
from support import path
from support.host import BPFFS, require_root
from support.program import Reflector
from test_privilege import as_nobody as capable, everybodys_stamp

NOBODY = "65534"
SO_NETNS_COOKIE = 71
TOP = pathlib.Path(BPFFS, "stamp")


def setUpModule():
    require_root()


def place_of(host):
    """Where the pins of a host's eth0 lie."""
    with host.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as any_socket:
        cookie = int.from_bytes(any_socket.getsockopt(socket.SOL_SOCKET, SO_NETNS_COOKIE, 8),
                                "little")
    return TOP / f"network-namespace-{cookie}" / "eth0"


def as_nobody(host, script):
    host.run("setpriv", f"--reuid={NOBODY}", "--clear-groups", "sh", "-c", f"umask 0; {script}")


def clear():
    if os.path.islink(TOP):
        os.unlink(TOP)
    for folder, folders, names in os.walk(TOP, topdown=False):
        for name in names + [n for n in folders if os.path.islink(os.path.join(folder, n))]:
            os.unlink(os.path.join(folder, name))
        os.rmdir(folder)


@contextlib.contextmanager
def open_to_everybody():
    clear()
    os.chmod(BPFFS, 0o1777)
    try:
        yield
    finally:
        clear()
        os.chmod(BPFFS, 0o700)


@contextlib.contextmanager
def precious():
    """A directory with files of somebody, which must all be there at the end."""
    with tempfile.TemporaryDirectory() as folder:
        names = ("about", "link_in", "verdicts", "passwd")
        for name in names:
            pathlib.Path(folder, name).write_text("precious", encoding="ascii")
        yield folder
        assert sorted(os.listdir(folder)) == sorted(names), os.listdir(folder)


VERBS = (("add", "eth0"), ("change", "eth0"), ("del", "eth0"), ("del", "--all"),
         ("del", "--stale"), ("show",), ("show", "eth0"))


class OfSomebodyElse(Persistent):
    def check_nothing_is_trusted(self, way, *why):
        host = way.far.host
        for words in VERBS:
            with self.subTest(words=words):
                self.check_refused(run(host, "reflector", *words), 4, *why, "\ntry: ")
        self.assertEqual(tcx_programs(way.far), 0)
        with Reflector(way.far, options=("--json",)) as reflector:  # and says what does not work
            self.check_answered(way)
            self.assertEqual(reflector.so_far()[0].count('"code":"pin_failed"'), 1)
            self.assertIn("stamp stats cannot read the counters of this reflector: ",
                          reflector.so_far()[1])
            for word in why:
                self.assertIn(word, reflector.so_far()[1])
            stats = run(host, "stats")
            self.assertNotIn("nothing is running", stats.stdout + stats.stderr)

    def test_what_another_user_made_is_refused_and_no_link_of_theirs_is_followed(self):
        with path.direct_path() as way, precious() as folder, open_to_everybody():
            place = place_of(way.far.host)
            as_nobody(way.near.host,
                      f"mkdir -p {place} && ln -s {folder} {place}/reflector-next && "
                      f"ln -s {folder} {place}/reflector && ln -s {folder} {place}/reflector-7")
            self.check_nothing_is_trusted(way, f"{BPFFS}/stamp belongs to user {NOBODY}")

    def test_a_link_in_the_place_of_a_directory_is_not_followed(self):
        with path.direct_path() as way, precious() as folder, open_to_everybody():
            as_nobody(way.near.host, f"ln -s {folder} {TOP}")
            self.check_nothing_is_trusted(way, f"{BPFFS}/stamp is not a directory")

    def test_what_others_may_write_to_is_refused(self):
        with path.direct_path() as way, precious() as folder, open_to_everybody():
            place = place_of(way.far.host)
            os.mkdir(TOP)
            os.chmod(TOP, 0o1777)
            as_nobody(way.near.host,
                      f"mkdir -p {place} && ln -s {folder} {place}/reflector-next")
            self.check_nothing_is_trusted(way, f"{BPFFS}/stamp is writable for users other")

    def test_a_directory_further_down_is_judged_like_the_first(self):
        with path.direct_path() as way, precious() as folder, open_to_everybody():
            place = place_of(way.far.host)
            os.makedirs(place, 0o700)
            os.symlink(folder, place / "reflector-next")
            self.check_refused(run(way.far.host, "reflector", "add", "eth0"), 4,
                               "reflector-next is not a directory")
            os.unlink(place / "reflector-next")
            os.mkdir(place / "reflector-next", 0o700)
            os.chown(place / "reflector-next", int(NOBODY), -1)
            self.check_refused(run(way.far.host, "reflector", "add", "eth0"), 4,
                               f"reflector-next belongs to user {NOBODY}")
            self.assertEqual(tcx_programs(way.far), 0)

    def test_an_open_bpffs_with_our_own_directory_is_as_good_as_any(self):
        with path.direct_path() as way, open_to_everybody():
            host = way.far.host
            good(host, "reflector", "add", "eth0")
            self.assertEqual(os.stat(TOP).st_mode & 0o7777, 0o700)
            self.check_answered(way)
            good(host, "reflector", "change", "eth0", "--rate", "7")
            good(host, "stats")
            good(host, "reflector", "del", "eth0")
            self.assertEqual((pins(), TOP.exists()), ([], False))

    def test_who_cannot_read_names_of_programs_does_not_say_that_nothing_runs(self):
        """Of TCX; the filters of clsact have their names in netlink."""
        with path.direct_path() as way, everybodys_stamp() as program, open_to_everybody():
            host = way.far.host
            words = (*capable("bpf", "net_admin"), program, "stats")
            good(host, "reflector", "add", "eth0", "--hook", "clsact")
            for name in pins():
                os.unlink(name)
            clear()
            done = host.run(*words, check=False)
            self.assertIn("a reflector is attached to eth0 (clsact)", done.stderr)
            self.assertNotIn("nothing is running", done.stderr)
            good(host, "reflector", "del", "eth0")
            done = host.run(*words, check=False)
            self.assertEqual((done.returncode, done.stderr), (
                1, "stamp: nothing is running that is visible without CAP_SYS_ADMIN\n"))

    def test_what_is_not_ours_stays_and_is_said(self):
        with path.direct_path() as way, open_to_everybody():
            host = way.far.host
            good(host, "reflector", "add", "eth0")
            reflector = place_of(host) / "reflector"
            os.symlink("/etc/passwd", reflector / "passwd")
            self.check_refused(run(host, "reflector", "del", "eth0"), 4,
                               "contains files that stamp did not create")
            self.assertEqual(tcx_programs(way.far), 0)
            self.assertEqual([pathlib.Path(name).name for name in pins()], ["passwd"])
