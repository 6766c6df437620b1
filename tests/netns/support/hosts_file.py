# SPDX-License-Identifier: Apache-2.0
"""Names of the test's own: a program that sees another /etc/hosts than everybody else."""

import contextlib
import pathlib
import shlex
import tempfile

from support.program import stamp


class HostsFile:
    """`program` is stamp with these names; write() changes them while it runs."""

    def __init__(self, folder):
        self.path = pathlib.Path(folder, "hosts")
        self.program = pathlib.Path(folder, "stamp-with-hosts")
        inner = f'mount --bind {shlex.quote(str(self.path))} /etc/hosts && exec "$@"'
        self.program.write_text(f"#!/bin/sh\nexec unshare -m sh -c {shlex.quote(inner)} sh "
                                f'{shlex.quote(str(stamp().resolve()))} "$@"\n', "ascii")
        self.program.chmod(0o755)

    def write(self, *lines):
        """Lines of hosts(5). In place: a file that is mounted cannot be replaced by another."""
        self.path.write_text("".join(f"{line}\n" for line in lines), "ascii")


@contextlib.contextmanager
def hosts_file(*lines):
    with tempfile.TemporaryDirectory() as folder:
        file = HostsFile(folder)
        file.write(*lines)
        yield file
