# SPDX-License-Identifier: Apache-2.0
"""Whole frames in and out of an interface (AF_PACKET), with what the kernel knows about them."""

import dataclasses
import socket
import struct
import time

from support import frame as frames

ETH_P_ALL = 3
SOL_PACKET = 263
PACKET_AUXDATA = 8
PACKET_VNET_HDR = 15
PACKET_QDISC_BYPASS = 20
PACKET_OUTGOING = 4  # sll_pkttype
SO_TIMESTAMPNS = 35
SO_RCVBUFFORCE = 33

STATUS_CSUMNOTREADY = 1 << 3  # tpacket_auxdata.tp_status: a checksum that the device completes
STATUS_VLAN_VALID = 1 << 4
STATUS_VLAN_TPID_VALID = 1 << 6
AUXDATA = struct.Struct("=IIIHHHH")  # status, len, snaplen, mac, net, vlan_tci, vlan_tpid
TIMESPEC = struct.Struct("@qq")

# struct virtio_net_hdr: how a frame with an unfinished checksum crosses the socket. In host order.
VNET = struct.Struct("=BBHHHH")  # flags, gso_type, hdr_len, gso_size, csum_start, csum_offset
VNET_NEEDS_CSUM = 1

BUFFER_OCTETS = 8 << 20
LARGEST_FRAME = 1 << 16


@dataclasses.dataclass
class Frame:
    octets: bytes
    time_ns: int  # when the kernel had it: Unix, CLOCK_REALTIME
    outgoing: bool
    unfinished_checksum: bool

    @property
    def udp(self):
        return frames.parse_udp(self.octets)


def open_socket(interface, vnet=False):
    """In the namespace of the calling thread."""
    opened = socket.socket(socket.AF_PACKET, socket.SOCK_RAW, 0)  # hears nothing before bind
    opened.setsockopt(SOL_PACKET, PACKET_AUXDATA, 1)
    if vnet:
        opened.setsockopt(SOL_PACKET, PACKET_VNET_HDR, 1)
    opened.setsockopt(socket.SOL_SOCKET, SO_TIMESTAMPNS, 1)
    opened.setsockopt(socket.SOL_SOCKET, SO_RCVBUFFORCE, BUFFER_OCTETS)
    opened.bind((interface, ETH_P_ALL))
    return opened


def receive(opened, vnet=False):
    """(vnet header or b"", Frame), VLAN tag put back where it was; BlockingIOError when empty."""
    octets, ancillary, _, sender = opened.recvmsg(LARGEST_FRAME, 256)
    header, octets = (octets[:VNET.size], octets[VNET.size:]) if vnet else (b"", octets)
    stamp_ns, status, tag = 0, 0, b""
    for level, kind, data in ancillary:
        if (level, kind) == (SOL_PACKET, PACKET_AUXDATA):
            status, _, _, _, _, tci, tpid = AUXDATA.unpack(data[:AUXDATA.size])
            if status & STATUS_VLAN_VALID:
                if not status & STATUS_VLAN_TPID_VALID:
                    tpid = frames.VLAN
                tag = struct.pack("!HH", tpid, tci)
        elif (level, kind) == (socket.SOL_SOCKET, SO_TIMESTAMPNS):
            seconds, ns = TIMESPEC.unpack(data[:TIMESPEC.size])
            stamp_ns = seconds * 10**9 + ns
    if tag:
        octets = octets[:12] + tag + octets[12:]
        if header:
            flags, gso, hdr_len, gso_size, start, offset = VNET.unpack(header)
            start += len(tag) if flags & VNET_NEEDS_CSUM else 0
            header = VNET.pack(flags, gso, hdr_len, gso_size, start, offset)
    return header, Frame(octets, stamp_ns, sender[2] == PACKET_OUTGOING,
                         bool(status & STATUS_CSUMNOTREADY))


def finish_checksum(header, octets):
    """Does what the device would have done; returns a header that asks for nothing, and octets."""
    flags, _, _, _, start, offset = VNET.unpack(header)
    if flags & VNET_NEEDS_CSUM:
        at = start + offset
        # The field already holds the sum of the pseudo header.
        sum_ = frames.checksum(octets[start:]) or 0xffff
        octets = octets[:at] + struct.pack("!H", sum_) + octets[at + 2:]
    return bytes(VNET.size), octets


class Capture:
    """Everything that crosses a port from now on. The kernel buffers; nothing runs meanwhile."""

    def __init__(self, port):
        self.socket = port.host.call(open_socket, port.name)
        self.socket.setblocking(False)
        self.frames = []

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.socket.close()

    def drain(self):
        """All frames so far."""
        while True:
            try:
                self.frames.append(receive(self.socket)[1])
            except BlockingIOError:
                return self.frames

    def udp(self, port=None, outgoing=None):
        """The frames so far that hold a UDP datagram from or to a port."""
        return [f for f in self.drain()
                if (u := f.udp) and (port is None or port in (u.sport, u.dport))
                and (outgoing is None or f.outgoing == outgoing)]

    def wait(self, count, port=None, outgoing=None, timeout=60):
        """`count` of such frames, or AssertionError."""
        deadline = time.monotonic() + timeout
        while len(found := self.udp(port, outgoing)) < count:
            if time.monotonic() > deadline:
                raise AssertionError(f"{len(found)} frames where {count} should be: {found}")
            time.sleep(0.002)
        return found


class Injector:
    """Puts frames on a link as they are. bypass: past the port's own qdisc and tc programs."""

    def __init__(self, port, bypass=False):
        self.socket = port.host.call(open_socket, port.name, vnet=True)
        if bypass:
            self.socket.setsockopt(SOL_PACKET, PACKET_QDISC_BYPASS, 1)

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.socket.close()

    def send(self, octets, unfinished_udp_checksum=False):
        """unfinished: the device is to complete it; the field is overwritten with its start."""
        header = bytes(VNET.size)
        if unfinished_udp_checksum:
            udp = frames.parse_udp(octets)
            start = udp.udp_offset
            pseudo = frames.internet_sum(frames.pseudo_header(udp.src, udp.dst, len(udp.datagram)))
            octets = octets[:start + 6] + struct.pack("!H", pseudo) + octets[start + 8:]
            header = VNET.pack(VNET_NEEDS_CSUM, 0, 0, 0, start, 6)
        self.socket.send(header + octets)
