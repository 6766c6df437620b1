# SPDX-License-Identifier: Apache-2.0
"""A host: an anonymous network namespace, open as long as this process holds it.

The namespace has no name, so that parallel runs cannot meet. It is held by a file descriptor of
ours: it goes when we go, even by SIGKILL, and so do the programs started in it.
"""

import atexit
import contextlib
import ctypes
import fcntl
import os
import signal
import socket as sockets
import subprocess
import sys
import termios
import unittest

CLONE_NEWNS, CLONE_NEWNET = 0x00020000, 0x40000000
MS_REC, MS_PRIVATE = 0x4000, 0x40000
BPFFS = "/sys/fs/bpf"
PR_SET_PDEATHSIG = 1
DEFAULT_TIMEOUT_S = 300  # ends what hangs; what waits for an event is done long before

libc = ctypes.CDLL(None, use_errno=True)
own_namespace = os.open("/proc/thread-self/ns/net", os.O_RDONLY | os.O_CLOEXEC)
open_hosts = []
mount_namespaces = []  # empty, or one


def _check(result, what):
    if result != 0:
        error = ctypes.get_errno()
        raise OSError(error, f"{what}: {os.strerror(error)}")


def _die_with_parent():
    libc.prctl(PR_SET_PDEATHSIG, signal.SIGKILL)
    signal.signal(signal.SIGHUP, signal.SIG_DFL)  # nohup is for us, not for what is tested


def _foreground_child():
    _die_with_parent()
    signal.signal(signal.SIGINT, signal.SIG_DFL)


def _terminal_child():
    _die_with_parent()
    fcntl.ioctl(0, termios.TIOCSCTTY, 0)


def require_root():
    if os.geteuid() != 0:
        raise unittest.SkipTest("needs root for network namespaces")


def _own_bpffs():
    """What our programs pin is seen by nobody else and goes with us: a mount namespace of our own.
    Mounts below /sys are private from now on; that of / need not be one (chroot)."""
    if mount_namespaces:
        return
    _check(libc.unshare(CLONE_NEWNS), "unshare the mount namespace")
    _check(libc.mount(b"none", b"/sys", None, MS_REC | MS_PRIVATE, None), "make mounts private")
    _check(libc.mount(b"bpf", BPFFS.encode(), b"bpf", 0, b"mode=0700"), "mount a bpffs")
    mount_namespaces.append("own")


def write_sysctl(name, value):
    """Of the namespace that the calling thread is in; a name with slashes may have dots in it."""
    path = name if "/" in name else name.replace(".", "/")
    with open("/proc/sys/" + path, "w", encoding="ascii") as file:
        file.write(str(value))


class Host:
    """Use as a context manager, or close(); what is forgotten is closed when Python ends."""

    def __init__(self, name="host"):
        require_root()
        _own_bpffs()
        self.name = name
        self.processes = []
        self.namespace = self._new_namespace()
        open_hosts.append(self)
        with self.entered():
            # No address is tentative, no router is asked: traffic is the test's own.
            for where in ("all", "default"):
                write_sysctl(f"net.ipv6.conf.{where}.accept_dad", 0)
            write_sysctl("net.ipv6.conf.default.router_solicitations", 0)
        self.run("ip", "link", "set", "lo", "up")

    @staticmethod
    def _new_namespace():
        try:
            _check(libc.unshare(CLONE_NEWNET), "unshare a network namespace")
            return os.open("/proc/thread-self/ns/net", os.O_RDONLY | os.O_CLOEXEC)
        finally:
            _check(libc.setns(own_namespace, CLONE_NEWNET), "return to the own namespace")

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.close()

    def __repr__(self):
        return f"Host({self.name})"

    @property
    def path(self):
        """For `ip link ... netns PATH` and `nsenter --net=PATH`."""
        return f"/proc/{os.getpid()}/fd/{self.namespace}"

    @contextlib.contextmanager
    def entered(self):
        """This thread is in the namespace inside the block; what it opens there stays there."""
        before = os.open("/proc/thread-self/ns/net", os.O_RDONLY | os.O_CLOEXEC)
        try:
            _check(libc.setns(self.namespace, CLONE_NEWNET), f"enter {self.name}")
            yield self
        finally:
            _check(libc.setns(before, CLONE_NEWNET), f"leave {self.name}")
            os.close(before)

    def call(self, function, *args, **kwargs):
        with self.entered():
            return function(*args, **kwargs)

    def popen(self, *command, foreground=False, terminal=False, **options):
        """A program in this namespace; killed with the host. In the background, its session is its
        own, so that Ctrl-C is not for it; in the foreground, Ctrl-C is even if we ignore it. On a
        terminal of its own, which is its stdin, that terminal's Ctrl-C is."""
        options["start_new_session"] = not foreground
        options["preexec_fn"] = _terminal_child if terminal else \
            _foreground_child if foreground else _die_with_parent
        options.setdefault("text", True)
        with self.entered():
            process = subprocess.Popen([str(word) for word in command], **options)
        self.processes.append(process)
        return process

    def run(self, *command, check=True, timeout=DEFAULT_TIMEOUT_S, **options):
        """Runs to the end; a CompletedProcess with stdout and stderr as text."""
        options = {"stdin": subprocess.DEVNULL, "stdout": subprocess.PIPE,
                   "stderr": subprocess.PIPE} | options
        process = self.popen(*command, **options)
        try:
            out, err = process.communicate(timeout=timeout)
        except BaseException:
            end(process)
            raise
        finally:
            self.processes.remove(process)
        if check and process.returncode != 0:
            raise RuntimeError(f"{self.name}: {' '.join(process.args)}: "
                               f"exit {process.returncode}\n{out or ''}{err or ''}")
        return subprocess.CompletedProcess(process.args, process.returncode, out, err)

    def socket(self, *args):
        """A socket of this namespace for use from here."""
        return self.call(sockets.socket, *args)

    def close(self):
        """Ends what runs here and gives the namespace up. Twice does no harm."""
        if self.namespace < 0:
            return
        open_hosts.remove(self)
        while self.processes:
            end(self.processes.pop())
        os.close(self.namespace)
        self.namespace = -1


def end(process):
    """Kills a process and whatever it started in its session."""
    if process.poll() is None:
        try:
            own_group = os.getpgid(process.pid) == process.pid
            (os.killpg if own_group else os.kill)(process.pid, signal.SIGKILL)
        except ProcessLookupError:
            pass
    process.wait()
    for stream in (process.stdin, process.stdout, process.stderr):
        if stream:
            stream.close()


@atexit.register
def close_all():
    for host in list(open_hosts):
        host.close()


def end_cleanly_on_signals():
    """SIGTERM and SIGHUP become an exit that runs the clean-up, as Ctrl-C already does."""
    for number in (signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, lambda caught, _: sys.exit(128 + caught))
