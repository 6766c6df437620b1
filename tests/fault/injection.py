# SPDX-License-Identifier: Apache-2.0
"""One system call of a program fails once: strace counts the calls and makes the n-th fail. It runs
as a grandchild (-D), so that the process we started is the program itself.

The calls of the dynamic loader and of the C library's start are not ours and are left out: ours
begin where main() takes SIGPIPE.
"""

import collections
import dataclasses
import os
import re
import tempfile

# What makes sense as the failure of each. Others (exit_group, brk, rt_sigreturn, ...) cannot fail,
# or failing says nothing of us.
ERRORS = {
    "adjtimex": "EPERM", "bind": "EADDRINUSE", "bpf": "ENOMEM", "capset": "EPERM",
    "clock_adjtime": "EPERM", "clock_gettime": "EINVAL", "clock_nanosleep": "EINTR",
    "clone": "EAGAIN", "clone3": "EAGAIN", "close": "EIO", "connect": "ENETUNREACH",
    "dup": "EMFILE", "dup2": "EMFILE", "dup3": "EMFILE", "epoll_create1": "EMFILE",
    "epoll_ctl": "ENOMEM", "epoll_wait": "EINTR", "eventfd2": "EMFILE", "fallocate": "ENOSPC",
    "fchmod": "EPERM", "fcntl": "EINVAL", "flock": "ENOLCK", "fstat": "EIO", "fstatfs": "EIO",
    "fsync": "EIO", "ftruncate": "ENOSPC", "getdents64": "EIO", "getrandom": "EINTR",
    "getsockname": "ENOBUFS", "getsockopt": "ENOBUFS", "ioctl": "EIO", "kill": "EPERM",
    "lstat": "EIO", "membarrier": "EPERM", "memfd_create": "EMFILE", "mkdir": "ENOSPC",
    "mkdirat": "ENOSPC", "mlock": "ENOMEM", "mmap": "ENOMEM", "mount": "EPERM",
    "newfstatat": "EIO", "openat": "EMFILE", "openat2": "EMFILE", "perf_event_open": "EMFILE",
    "pidfd_open": "EMFILE", "pipe2": "EMFILE", "poll": "EINTR", "ppoll": "EINTR",
    "prctl": "EINVAL", "pread64": "EIO", "prlimit64": "EPERM", "pselect6": "EINTR",
    "pwrite64": "ENOSPC", "read": "EIO", "readlink": "EIO", "readlinkat": "EIO",
    "recvfrom": "ENOBUFS", "recvmmsg": "ENOBUFS", "recvmsg": "ENOBUFS", "rename": "EIO",
    "renameat2": "EIO", "rmdir": "EIO", "rt_sigaction": "EINVAL", "rt_sigprocmask": "EINVAL",
    "sendmmsg": "ENOBUFS", "sendmsg": "ENOBUFS", "sendto": "ENOBUFS", "setns": "EPERM",
    "setsockopt": "ENOMEM", "signalfd4": "EMFILE", "socket": "EMFILE", "socketpair": "EMFILE",
    "statfs": "EIO", "statx": "EIO", "timerfd_create": "EMFILE", "timerfd_settime": "EINVAL",
    "uname": "EFAULT", "unlink": "EIO", "unlinkat": "EIO", "unshare": "EPERM", "wait4": "ECHILD",
    "write": "ENOSPC", "writev": "ENOSPC",
}

# Those that the sanitizers make for themselves, and end by when they fail.
OF_SANITIZERS = {"mmap", "pipe2", "write"}

CALL = re.compile(r"^(\w+)\(")
MAIN_BEGINS = "rt_sigaction(SIGPIPE, {sa_handler=SIG_IGN"


@dataclasses.dataclass(frozen=True)
class Fault:
    """The `nth` call of `call` since the program was started fails; `own`: since main()."""
    call: str
    nth: int
    own: int

    def __str__(self):
        return f"{self.call}#{self.own} {ERRORS[self.call]}"

    def words(self):
        return ["strace", "-D", "-qq", "-o", "/dev/null", "-e", f"trace={self.call}", "-e",
                f"inject={self.call}:error={ERRORS[self.call]}:when={self.nth}"]


class Recording:
    """A run without a fault, whose calls are written down."""

    def __init__(self):
        handle, self.path = tempfile.mkstemp(prefix="stamp-calls-")
        os.close(handle)

    def words(self):
        return ["strace", "-D", "-qq", "-o", self.path]

    def faults(self, sanitized):
        """Every fault that a run like it can meet, in the order of the calls."""
        left_out = OF_SANITIZERS if sanitized else set()
        try:
            with open(self.path, encoding="utf-8", errors="replace") as file:
                return [fault for fault in faults_of(file) if fault.call not in left_out]
        finally:
            os.unlink(self.path)


def faults_of(lines):
    counts, before, is_ours = collections.Counter(), {}, False
    for line in lines:
        if not is_ours and line.startswith(MAIN_BEGINS):
            is_ours, before = True, dict(counts)
        match = CALL.match(line)
        if not match:
            continue
        call = match[1]
        counts[call] += 1
        if is_ours and call in ERRORS:
            yield Fault(call, counts[call], counts[call] - before.get(call, 0))


def spread(faults, most):
    """At most so many: the first of each call, then evenly out of the others."""
    first, rest, seen = [], [], set()
    for fault in faults:
        (rest if fault.call in seen else first).append(fault)
        seen.add(fault.call)
    room = most - len(first)
    if room <= 0:
        return first[:most]
    step = max(1.0, len(rest) / room)
    chosen = {int(i * step) for i in range(room)}
    return first + [fault for i, fault in enumerate(rest) if i in chosen]
