# SPDX-License-Identifier: Apache-2.0
"""Two hosts and what lies between them: a bare link, or the impairer."""

import contextlib
import dataclasses
import json
import pathlib
import sys

from support.host import Host, end
from support.impair import Rules
from support.link import Port, introduce, link

IMPAIRER = pathlib.Path(__file__).resolve().parent.parent / "impairer"


class Impairer:
    """The running relay between two ports of one host."""

    def __init__(self, host, ports, forward=Rules(), backward=Rules(), udp_port=862):
        self.process = host.popen(sys.executable, IMPAIRER, *ports, "--forward", forward.text,
                                  "--backward", backward.text, "--port", udp_port, stdout=-1)
        if self.process.stdout.readline().strip() != "ready":
            raise RuntimeError("the impairer does not start")

    def stop(self):
        """Ends it; {"forward": {"seen": n, "dropped": n, ...}, "backward": {...}}"""
        self.process.terminate()
        counts = json.loads(self.process.stdout.readline())
        end(self.process)
        return counts


@dataclasses.dataclass
class Path:
    """Near is where the sender runs, far is where the reflector does."""
    near: Port
    far: Port
    impairer: Impairer | None = None


@contextlib.contextmanager
def direct_path(**options):
    """One veth pair; options as for link()."""
    with Host("near") as near, Host("far") as far:
        yield Path(*link(near, far, **options))


@contextlib.contextmanager
def impaired_path(forward=Rules(), backward=Rules(), udp_port=862, offload=True, mtu=1500):
    """near -- impairer -- far, in one subnet."""
    with Host("near") as near, Host("middle") as middle, Host("far") as far:
        # The middle has no address and says nothing: only the relay moves frames.
        near_port, _ = link(near, middle, ("eth0", "a"), ("192.0.2.1/24", None),
                            ("2001:db8::1/64", None), offload, mtu)
        far_port, _ = link(far, middle, ("eth0", "b"), ("192.0.2.2/24", None),
                           ("2001:db8::2/64", None), offload, mtu)
        introduce(near_port, far_port)
        relay = Impairer(middle, ("a", "b"), forward, backward, udp_port)
        yield Path(near_port, far_port, relay)
