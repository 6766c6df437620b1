# SPDX-License-Identifier: Apache-2.0
"""veth pairs between hosts."""

import dataclasses
import hashlib
import socket
import time

from support.host import write_sysctl


@dataclasses.dataclass
class Port:
    """One end of a link."""
    host: object
    name: str
    mac: str
    ipv4: str | None  # without prefix length
    ipv6: str | None

    @property
    def index(self):
        return self.host.call(socket.if_nametoindex, self.name)

    def set(self, *words):
        """port.set("down"), port.set("mtu", 9000)"""
        self.host.run("ip", "link", "set", "dev", self.name, *words)

    def delete(self):
        self.host.run("ip", "link", "delete", "dev", self.name)

    def offload(self, on):
        """Transmit checksums left to the device, or computed by the stack."""
        state = "on" if on else "off"
        self.host.run("ethtool", "-K", self.name, "tx", state)

    def address(self, *words):
        """port.address("add", "192.0.2.9/24"); for IPv6 without waiting for duplicates."""
        nodad = ["nodad"] if words[0] == "add" and ":" in words[1] else []
        self.host.run("ip", "address", words[0], *words[1:], "dev", self.name, *nodad)


def introduce(one, other):
    """Each knows the other's MAC for good. While a neighbour is being resolved, the kernel holds
    packets back and lets later ones overtake them: counts would not be exact."""
    for port, peer in ((one, other), (other, one)):
        shared = [theirs for ours, theirs in ((port.ipv4, peer.ipv4), (port.ipv6, peer.ipv6))
                  if ours and theirs]
        for address in shared:
            port.host.run("ip", "neighbour", "replace", address, "lladdr", peer.mac,
                          "dev", port.name, "nud", "permanent")


def link(a, b, names=("eth0", "eth0"), ipv4=("192.0.2.1/24", "192.0.2.2/24"),
         ipv6=("2001:db8::1/64", "2001:db8::2/64"), offload=True, mtu=1500, up=True):
    """Joins two hosts; returns the two Ports. No addresses of a family: None."""
    macs = [_mac(a, names[0]), _mac(b, names[1])]
    a.run("ip", "link", "add", "name", names[0], "address", macs[0], "mtu", mtu, "type", "veth",
          "peer", "name", names[1], "address", macs[1], "mtu", mtu, "netns", b.path)
    ports = []
    for side, host in enumerate((a, b)):
        v4, v6 = (family[side] if family else None for family in (ipv4, ipv6))
        port = Port(host, names[side], macs[side], *(_bare(address) for address in (v4, v6)))
        host.call(write_sysctl, f"net/ipv6/conf/{port.name}/disable_ipv6", 0 if v6 else 1)
        for address in filter(None, (v4, v6)):
            port.address("add", address)
        if not offload:
            port.offload(False)
        ports.append(port)
    if up:
        for port in ports:
            port.set("up")
        for port in ports:
            wait_until_up(port)
        introduce(*ports)
    return tuple(ports)


def wait_until_up(port, timeout=60):
    deadline = time.monotonic() + timeout
    while "state UP" not in port.host.run("ip", "link", "show", "dev", port.name).stdout:
        if time.monotonic() > deadline:
            raise RuntimeError(f"{port.host.name}: {port.name} does not come up")
        time.sleep(0.01)


def _bare(address):
    return address.split("/")[0] if address else None


def _mac(host, name):
    """Locally administered, and the same in every run for the same order of creation."""
    host.ports_made = getattr(host, "ports_made", 0) + 1
    text = f"{host.name}/{name}/{host.ports_made}".encode()
    octets = bytes([2]) + hashlib.sha256(text).digest()[:5]
    return ":".join(f"{octet:02x}" for octet in octets)
