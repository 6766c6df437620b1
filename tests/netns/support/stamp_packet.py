# SPDX-License-Identifier: Apache-2.0
"""The octets of STAMP test packets, written from the RFCs and not from include/stamp: an
independent opinion for the tests to compare with."""

import dataclasses
import struct

BASE = 44  # octets of either unauthenticated base packet (RFC 8762 4.2.1, 4.3.1)
NTP_MINUS_UNIX_S = (70 * 365 + 17) * 86400  # 1900 to 1970 with 17 leap days (RFC 8877 4.2.1)
NS = 10**9

SYNCHRONISED = 0x8000  # bits of an error estimate (RFC 4656 4.1.2, RFC 8186 2.3)
PTP_FORMAT = 0x4000

EXTRA_PADDING = 1  # TLV types and flags (RFC 8972 4, 4.1)
UNRECOGNISED = 0x80


def ntp(unix_ns):
    """The 8 octets of an NTP timestamp; the era is cut off, the fraction rounded down."""
    seconds, ns = divmod(unix_ns, NS)
    return struct.pack("!II", (seconds + NTP_MINUS_UNIX_S) & 0xffffffff, (ns << 32) // NS)


def ptp(unix_ns, tai_minus_utc_s):
    """The 8 octets of a truncated PTP timestamp."""
    seconds, ns = divmod(unix_ns, NS)
    return struct.pack("!II", (seconds + tai_minus_utc_s) & 0xffffffff, ns)


def to_unix_ns(octets, error, near_ns, tai_minus_utc_s=0):
    """What a timestamp means next to its error estimate, in the era nearest to near_ns (UTC)."""
    seconds, fraction = struct.unpack("!II", octets)
    if error & PTP_FORMAT:
        seconds, ns = seconds - tai_minus_utc_s, fraction
    else:
        # Up, because both ends round down: a time survives the way there and back.
        seconds, ns = seconds - NTP_MINUS_UNIX_S, -(-fraction * NS >> 32)
    era = round((near_ns - seconds * NS) / (NS << 32))
    return (seconds + (era << 32)) * NS + ns


def error_seconds(error):
    """The error that an estimate states: Multiplier * 2^(Scale - 32) seconds."""
    return (error & 0xff) * 2.0 ** ((error >> 8 & 0x3f) - 32)


@dataclasses.dataclass
class Request:
    seq: int = 0
    timestamp: bytes = bytes(8)  # T1
    error: int = SYNCHRONISED | 15 << 8 | 132  # about 1 ms
    ssid: int = 0
    mbz: bytes = bytes(28)
    tail: bytes = b""  # after the base packet: TLVs, padding

    def pack(self):
        head = struct.pack("!I8sHH", self.seq & 0xffffffff, self.timestamp, self.error, self.ssid)
        return head + self.mbz + self.tail

    @classmethod
    def parse(cls, octets):
        if len(octets) < BASE:
            raise ValueError(f"{len(octets)} octets are no request")
        return cls(*struct.unpack_from("!I8sHH", octets), octets[16:BASE], octets[BASE:])


@dataclasses.dataclass
class Reply:
    seq: int
    timestamp: bytes  # T3
    error: int
    ssid: int
    receive: bytes  # T2
    sender_seq: int
    sender_timestamp: bytes  # T1
    sender_error: int
    mbz_38: bytes
    sender_ttl: int
    mbz_41: bytes
    tail: bytes = b""

    LAYOUT = struct.Struct("!I8sHH8sI8sH2sB3s")

    def pack(self):
        fields = dataclasses.astuple(self)
        return self.LAYOUT.pack(*fields[:-1]) + self.tail

    @classmethod
    def parse(cls, octets):
        if len(octets) < BASE:
            raise ValueError(f"{len(octets)} octets are no reply")
        return cls(*cls.LAYOUT.unpack_from(octets), octets[BASE:])


def tlv(kind, value, flags=UNRECOGNISED):
    return struct.pack("!BBH", flags, kind, len(value)) + value


def tlvs(tail):
    """[(flags, kind, value)] of well-formed TLVs."""
    found = []
    while tail:
        flags, kind, length = struct.unpack_from("!BBH", tail)
        if len(tail) < 4 + length:
            raise ValueError("a TLV is longer than what is left")
        found.append((flags, kind, tail[4:4 + length]))
        tail = tail[4 + length:]
    return found
