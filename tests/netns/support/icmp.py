# SPDX-License-Identifier: Apache-2.0
"""ICMP errors about packets that were or were not sent: anybody on the way can make them."""

import struct

from support import frame

ICMP, ICMPV6 = 1, 58
UDP_HEADER_OCTETS = 8


def _quoted(src, dst, sport, dport, octets):
    """The beginning of the packet that an error is about."""
    datagram = frame.udp(src, dst, sport, dport, bytes(octets))
    packet = (frame.ipv6 if ":" in src else frame.ipv4)(src, dst, datagram)
    return packet[:len(packet) - octets]


def error(says, src, dst, kind, code, rest, sport=862, dport=862, octets=44):
    """An IP packet to src: `says` tells it what became of its packet to dst. `rest`: the 32 bits
    behind the checksum."""
    body = struct.pack("!BBHI", kind, code, 0, rest) + _quoted(src, dst, sport, dport, octets)
    ipv6 = ":" in src
    pseudo = frame.pseudo_header(says, src, len(body), ICMPV6) if ipv6 else b""
    body = body[:2] + struct.pack("!H", frame.checksum(pseudo + body)) + body[4:]
    if ipv6:
        return frame.ipv6(says, src, body, first_header=ICMPV6)
    return frame.ipv4(says, src, body, protocol=ICMP)


def too_big(says, src, dst, mtu, **options):
    """"Fragmentation needed" (RFC 1191), or "packet too big" (RFC 4443 3.2)."""
    if ":" in src:
        return error(says, src, dst, 2, 0, mtu, **options)
    return error(says, src, dst, 3, 4, mtu, **options)


def port_unreachable(says, src, dst, **options):
    if ":" in src:
        return error(says, src, dst, 1, 4, 0, **options)
    return error(says, src, dst, 3, 3, 0, **options)
