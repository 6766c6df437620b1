# SPDX-License-Identifier: Apache-2.0
"""What other tools do to programs that a process of ours attached."""

import pathlib

from counting_program import TCX_EGRESS, TCX_INGRESS, CountingProgram, detach_link

TCX_MOST = 63  # programs of one hook


def links(pid):
    """The BPF links of a process by side, {"in": number, "out": number, "xdp": number}."""
    found = {}
    for file in pathlib.Path(f"/proc/{pid}/fdinfo").iterdir():
        try:
            lines = file.read_text(encoding="ascii", errors="replace").splitlines()
        except FileNotFoundError:  # the process closed it meanwhile
            continue
        fields = dict(line.split(":\t", 1) for line in lines if ":\t" in line)
        if "link_id" not in fields:
            continue
        kind = fields.get("attach_type", "xdp").split()[0]
        side = {str(TCX_INGRESS): "in", str(TCX_EGRESS): "out"}.get(kind, "xdp")
        found[side] = int(fields["link_id"])
    return found


def detach(hook, port, pid, side):
    """As another tool does: `side` is "in" or "out", at clsact also "qdisc", which is both."""
    if hook == "clsact":
        what = ["qdisc", "del", "dev", port.name, "clsact"] if side == "qdisc" else \
            ["filter", "del", "dev", port.name, {"in": "ingress", "out": "egress"}[side]]
        port.host.run("tc", *what)
    else:
        detach_link(links(pid)[side])


class FullHook:
    """A TCX hook of a port with as many programs as it takes."""

    def __init__(self, port, kind=TCX_INGRESS):
        self.programs = []
        try:
            for _ in range(TCX_MOST):
                self.programs.append(CountingProgram(port, kind))
        except BaseException:
            self.__exit__()
            raise

    def __enter__(self):
        return self

    def __exit__(self, *_):
        for program in self.programs:
            program.close()
