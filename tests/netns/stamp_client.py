# SPDX-License-Identifier: Apache-2.0
"""A plain UDP client, as anybody would write one, and the frames of one that is not so plain."""

import socket
import time

from support import frame, stamp_packet

SO_NO_CHECK = 11
IP_RECVTTL = 12  # Python has no name for it
QUIET_S = 0.15  # a local answer that has not come by then does not come
PATIENCE_S = 60

QUICK = ("-i", "5ms", "-w", "2s")  # ends at once when everything is answered
LOSSY = ("-i", "5ms", "-w", "200ms")


class Client:
    """A UDP socket on a Port, connected to nobody."""

    def __init__(self, port, family=4, number=0, checksum=True, source=None, tos=0, ttl=64):
        ipv6 = family == 6
        self.socket = port.host.socket(socket.AF_INET6 if ipv6 else socket.AF_INET,
                                       socket.SOCK_DGRAM)
        self.socket.settimeout(PATIENCE_S)
        if not checksum:
            self.socket.setsockopt(socket.SOL_SOCKET, SO_NO_CHECK, 1)
        level = socket.IPPROTO_IPV6 if ipv6 else socket.IPPROTO_IP
        self.socket.setsockopt(level, socket.IPV6_TCLASS if ipv6 else socket.IP_TOS, tos)
        self.socket.setsockopt(level, socket.IPV6_UNICAST_HOPS if ipv6 else socket.IP_TTL, ttl)
        self.socket.setsockopt(level, socket.IPV6_RECVTCLASS if ipv6 else socket.IP_RECVTOS, 1)
        self.socket.setsockopt(level, socket.IPV6_RECVHOPLIMIT if ipv6 else IP_RECVTTL, 1)
        self.socket.bind((source or (port.ipv6 if ipv6 else port.ipv4), number))

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.socket.close()

    @property
    def number(self):
        return self.socket.getsockname()[1]

    def send(self, payload, to):
        self.socket.sendto(payload, to)

    def receive(self):
        """(payload, (address, port))"""
        payload, sender = self.socket.recvfrom(1 << 16)
        return payload, sender[:2]

    def receive_with_header(self):
        """(payload, {"tos": n, "ttl": n})"""
        payload, ancillary, _, _ = self.socket.recvmsg(1 << 16, 256)
        names = {socket.IP_TOS: "tos", socket.IPV6_TCLASS: "tos", socket.IP_TTL: "ttl",
                 socket.IPV6_HOPLIMIT: "ttl"}
        # Integers in host order, some of one octet: the first is the whole of a small number.
        return payload, {names[kind]: data[0] for _, kind, data in ancillary if kind in names}

    def ask(self, payload, to):
        """A Reply, and nothing else came."""
        self.send(payload, to)
        return stamp_packet.Reply.parse(self.receive()[0])

    def hears(self, quiet_s=QUIET_S):
        """All that comes until it has been quiet for a while."""
        found = []
        self.socket.settimeout(quiet_s)
        try:
            while True:
                found.append(self.receive())
        except TimeoutError:
            return found
        finally:
            self.socket.settimeout(PATIENCE_S)


def eventually(holds, timeout=PATIENCE_S):
    """Waits until a function says something true, and returns that; or AssertionError."""
    deadline = time.monotonic() + timeout
    while not (found := holds()):
        if time.monotonic() > deadline:
            raise AssertionError("it never came true")
        time.sleep(0.02)
    return found


def request_frame(way, family=4, **changes):
    """A request from near to far as a whole frame; changes: src, dst, sport, dport, payload, sum_
    and what frame.ipv4/ipv6 and frame.ethernet take."""
    src, dst = (way.near.ipv6, way.far.ipv6) if family == 6 else (way.near.ipv4, way.far.ipv4)
    get = changes.pop
    src, dst = get("src", src), get("dst", dst)
    datagram = frame.udp(src, dst, get("sport", 5000), get("dport", 862),
                         get("payload", stamp_packet.Request().pack()), get("sum_", None))
    macs = get("src_mac", way.near.mac), get("dst_mac", way.far.mac)
    packet = (frame.ipv6 if family == 6 else frame.ipv4)(src, dst, datagram, **changes)
    return frame.ethernet(*macs, packet)
