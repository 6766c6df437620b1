# SPDX-License-Identifier: Apache-2.0
"""Ethernet, IP and UDP: building frames octet by octet and taking them apart."""

import dataclasses
import ipaddress
import struct

IPV4, IPV6, VLAN, SERVICE_VLAN = 0x0800, 0x86dd, 0x8100, 0x88a8
UDP = 17
EXTENSION_HEADERS = {0, 43, 60}  # hop-by-hop, routing, destination options: same layout


def internet_sum(octets):
    """The folded one's complement sum of RFC 1071 (not yet complemented)."""
    if len(octets) % 2:
        octets += b"\0"
    total = sum(struct.unpack(f"!{len(octets) // 2}H", octets))
    while total >> 16:
        total = (total & 0xffff) + (total >> 16)
    return total


def checksum(octets):
    return ~internet_sum(octets) & 0xffff


def pseudo_header(src, dst, length, protocol=UDP):
    src, dst = ipaddress.ip_address(src), ipaddress.ip_address(dst)
    return src.packed + dst.packed + struct.pack("!IHBB", length, 0, 0, protocol)


def udp_checksum(src, dst, datagram):
    """Of a whole UDP datagram, whose own checksum field is left out; 0 travels as 0xffff."""
    octets = datagram[:6] + b"\0\0" + datagram[8:]
    return checksum(pseudo_header(src, dst, len(datagram)) + octets) or 0xffff


def udp_checksum_is_right(src, dst, datagram):
    if datagram[6:8] == b"\0\0":
        return ipaddress.ip_address(src).version == 4
    return internet_sum(pseudo_header(src, dst, len(datagram)) + datagram) == 0xffff


def mac(text):
    return bytes.fromhex(text.replace(":", ""))


def udp(src, dst, sport, dport, payload, sum_=None):
    """A UDP datagram; sum_: another checksum than the right one."""
    datagram = struct.pack("!HHHH", sport, dport, 8 + len(payload), 0) + payload
    if sum_ is None:
        sum_ = udp_checksum(src, dst, datagram)
    return datagram[:6] + struct.pack("!H", sum_) + datagram[8:]


def ipv4(src, dst, payload, ttl=255, tos=0, options=b"", fragment=0, protocol=UDP, ident=0):
    """fragment: the 16 bits of flags and offset."""
    words = 5 + len(options) // 4
    src, dst = (ipaddress.IPv4Address(address).packed for address in (src, dst))
    header = struct.pack("!BBHHHBBH4s4s", 4 << 4 | words, tos, words * 4 + len(payload), ident,
                         fragment, ttl, protocol, 0, src, dst) + options
    return header[:10] + struct.pack("!H", checksum(header)) + header[12:] + payload


def ipv6(src, dst, payload, hop_limit=255, tos=0, first_header=UDP, extensions=b""):
    src, dst = (ipaddress.IPv6Address(address).packed for address in (src, dst))
    return struct.pack("!IHBB16s16s", 6 << 28 | tos << 20, len(extensions) + len(payload),
                       first_header, hop_limit, src, dst) + extensions + payload


def ethernet(src, dst, packet, tags=(), kind=None):
    """tags: (EtherType, TCI) from the outermost on."""
    kind = kind or (IPV6 if packet[0] >> 4 == 6 else IPV4)
    tagging = b"".join(struct.pack("!HH", *tag) for tag in tags)
    return mac(dst) + mac(src) + tagging + struct.pack("!H", kind) + packet


@dataclasses.dataclass
class UdpFrame:
    """What a frame with a UDP datagram says."""
    frame: bytes
    src_mac: str
    dst_mac: str
    tags: tuple
    src: str
    dst: str
    ttl: int
    tos: int
    ip_offset: int
    udp_offset: int
    sport: int
    dport: int
    datagram: bytes  # UDP header and payload, as long as UDP says

    @property
    def payload(self):
        return self.datagram[8:]

    @property
    def payload_offset(self):
        return self.udp_offset + 8

    @property
    def checksum_is_right(self):
        return udp_checksum_is_right(self.src, self.dst, self.datagram)

    @property
    def header_checksum_is_right(self):
        """Of IPv4; true for IPv6, which has none."""
        if ":" in self.src:
            return True
        words = self.frame[self.ip_offset] & 15
        return internet_sum(self.frame[self.ip_offset:self.ip_offset + words * 4]) == 0xffff


def parse_udp(frame):
    """A UdpFrame, or None for anything else (fragments too)."""
    try:
        return _parse_udp(frame)
    except (struct.error, IndexError):
        return None


def _parse_udp(frame):
    offset, tags = 12, []
    kind, = struct.unpack_from("!H", frame, offset)
    while kind in (VLAN, SERVICE_VLAN):
        tags.append(struct.unpack_from("!HH", frame, offset))
        offset += 4
        kind, = struct.unpack_from("!H", frame, offset)
    ip = offset + 2
    network = {IPV4: _parse_ipv4, IPV6: _parse_ipv6}.get(kind)
    found = network(frame, ip) if network else None
    if not found:
        return None
    src, dst, ttl, tos, at = found
    sport, dport, length = struct.unpack_from("!HHH", frame, at)
    if length < 8 or at + length > len(frame):
        return None
    return UdpFrame(frame, frame[6:12].hex(":"), frame[:6].hex(":"), tuple(tags), src, dst, ttl,
                    tos, ip, at, sport, dport, frame[at:at + length])


def _parse_ipv4(frame, ip):
    first, tos = frame[ip], frame[ip + 1]
    fragment, = struct.unpack_from("!H", frame, ip + 6)
    if first >> 4 != 4 or fragment & 0x3fff or frame[ip + 9] != UDP:
        return None
    src, dst = (str(ipaddress.IPv4Address(frame[at:at + 4])) for at in (ip + 12, ip + 16))
    return src, dst, frame[ip + 8], tos, ip + (first & 15) * 4


def _parse_ipv6(frame, ip):
    first, = struct.unpack_from("!I", frame, ip)
    header, at = frame[ip + 6], ip + 40
    while header in EXTENSION_HEADERS:
        header, at = frame[at], at + 8 + frame[at + 1] * 8
    if first >> 28 != 6 or header != UDP:
        return None
    src, dst = (str(ipaddress.IPv6Address(frame[at_:at_ + 16])) for at_ in (ip + 8, ip + 24))
    return src, dst, frame[ip + 7], first >> 20 & 0xff, at
