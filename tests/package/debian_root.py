# SPDX-License-Identifier: Apache-2.0
"""Roots of Debian releases, and commands in them: each in a mount namespace of its own, so that
nothing stays mounted, and with a network of its own where a test measures."""

import contextlib
import os
import pathlib
import shutil
import subprocess
import tempfile

ROOTS = pathlib.Path(os.environ.get("STAMP_ROOTS", "build-roots")).resolve()

# $1 is the root.
MOUNT = """
root=$1; shift
mount -t proc proc "$root/proc"
mount -t sysfs sys "$root/sys"
mount --rbind /dev "$root/dev"
mount -t tmpfs run "$root/run"
exec chroot "$root" "$@"
"""
LOOPBACK_UP = "ip link set lo up\n"


class Failed(Exception):
    """A command that had to succeed did not."""


def why_not():
    """What this machine lacks for a root; nothing: it can."""
    if os.geteuid() != 0:
        return "needs root"
    for tool in ("debootstrap", "unshare", "chroot", "ip"):
        if not shutil.which(tool):
            return f"needs {tool}"
    tried = subprocess.run(["unshare", "--mount", "--net", "true"], capture_output=True,
                           text=True, check=False)
    return tried.stderr.strip() if tried.returncode != 0 else ""


def base(suite):
    """The smallest root of a release, made once. Failed: nothing answers, or it is not Debian's."""
    root = ROOTS / suite
    if root.exists():
        return root
    ROOTS.mkdir(parents=True, exist_ok=True)
    making = ROOTS / f"{suite}.making"
    shutil.rmtree(making, ignore_errors=True)
    done = subprocess.run(["unshare", "--mount", "debootstrap", "--variant=minbase", suite, making],
                          capture_output=True, text=True, timeout=1800, check=False)
    if done.returncode != 0:
        raise Failed(f"debootstrap {suite}: {done.stdout[-400:]}{done.stderr[-400:]}")
    making.rename(root)
    return root


class Root:
    """A root that a test may change as it likes."""

    def __init__(self, path):
        self.path = path

    def run(self, *command, own_network=False, check=True, limit=3600):
        script = (LOOPBACK_UP if own_network else "") + MOUNT
        unshare = ["unshare", "--mount", "--propagation", "private"]
        done = subprocess.run(
            unshare + (["--net"] if own_network else []) +
            ["sh", "-ec", script, "sh", str(self.path), *map(str, command)],
            stdin=subprocess.DEVNULL, capture_output=True, text=True, timeout=limit, check=False,
            env={"PATH": "/usr/sbin:/usr/bin:/sbin:/bin", "HOME": "/root", "LC_ALL": "C.UTF-8",
                 "DEBIAN_FRONTEND": "noninteractive"})
        if check and done.returncode != 0:
            raise Failed(f"{' '.join(map(str, command))}: {done.returncode}\n"
                         f"{done.stdout[-4000:]}{done.stderr[-4000:]}")
        return done

    def apt(self, *words):
        return self.run("apt-get", "-qq", "-y", "--no-install-recommends", *words)


@contextlib.contextmanager
def fresh(suite):
    """A copy of the smallest root, gone afterwards."""
    lowest = base(suite)
    folder = tempfile.mkdtemp(prefix=f"{suite}.", dir=ROOTS)
    try:
        path = pathlib.Path(folder) / "root"
        subprocess.run(["cp", "-a", lowest, path], check=True)
        shutil.copy("/etc/resolv.conf", path / "etc/resolv.conf")
        yield Root(path)
    finally:
        shutil.rmtree(folder, ignore_errors=True)
