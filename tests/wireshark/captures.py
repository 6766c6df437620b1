#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Writes docs/wireshark/captures/*.pcap: one packet of each kind, out of the golden packets of the
tests, which the programs are compared with. The same octets in every run.

usage: captures.py [FOLDER]
"""

import pathlib
import re
import struct
import sys

ROOT = pathlib.Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "tests" / "netns"))

from support import frame  # noqa: E402

FOLDER = ROOT / "docs/wireshark/captures"
SENT = ROOT / "tests/data/tlv/output.txt"
T1_NS, STEP_NS = 1767225600_500000000, 10**6  # golden.h: 2026-01-01
SENDER, REFLECTOR = ("192.0.2.1", 50000), ("192.0.2.2", 862)
SENDER6, REFLECTOR6 = ("2001:db8::1", 50000), ("2001:db8::2", 862)
MACS = {"sender": "02:00:5e:00:53:01", "reflector": "02:00:5e:00:53:02"}
REQUEST_TTL, REPLY_TTL = 253, 255
PCAP_NS, ETHERNET, SNAP = 0xa1b23c4d, 1, 65535

FUNCTION = re.compile(r"inline Octets (\w+)\(\) \{(.*?)^\}", re.MULTILINE | re.DOTALL)
HEX_CALL = re.compile(r"from_hex\(((?:\s*\"[0-9a-f ]*\")+)\)")
REQUEST = re.compile(r"^request ([0-9a-f]+)$", re.MULTILINE)
LITERAL = re.compile(r'"([^"]*)"')

# output.txt has no Return Path, for its replies say nothing of their own.
RETURN_PATHS = ("800a0008 80010004 00000000", "800a0008 80010004 00000001")
# What a reflector makes of such requests, by RFC 8972, 9503 and 9534, with the times of golden.h.
REPLIES = (
    ("Extra Padding", "00010004 deadbeef"),
    ("Location IPv4", "00020038 035ec350 00020008 02005e0053010000"
     "00050010 c0000202 000000000000000000000000 00080010 c0000201 000000000000000000000000"),
    ("Location, no MAC address, IPv6", "00020038 035ec350 00030008 0000000000000000"
     "00060010 20010db8000000000000000000000002 00090010 20010db8000000000000000000000001"),
    ("Timestamp Information", "00030004 01020102"),
    ("Class of Service", "00040004 bae40000"),
    ("Class of Service, refused", "00040004 bae50000"),
    ("Direct Measurement", "0005000c 0000000a 00000009 00000009"),
    ("Access Report", "00060004 10010000"),
    ("Follow-Up Telemetry", "00070010 00000006 ed003780 80110a13 02000000"),
    ("Destination Node Address", "00090004 c0000202"),
    ("Return Path, same link", "000a0008 00010004 00000001"),
    ("Return Path, return address", "800a0008 80020004 c6336401"),
    ("Return Path, SR-MPLS", "800a000c 80030008 03e80040 03e94140"),
    ("Return Path, SRv6", "800a0014 80040010 20010db8000000010000000000000001"),
    ("Micro-session ID", "000b0004 00010002"),
    ("Reflected Test Packet Control", "800c0014 05dc0003 000f4240 800b0008 18000000 c0000200"),
    ("unknown type", "80c80004 01020304"),
    ("private type", "80fc0008 00007ed9 01020304"),
    ("several", "00040004 bae40000 00030004 01020102 00010004 deadbeef"),
)
ERRORS = (
    ("malformed, says the reflector", "40040005 b8000000"),
    ("HMAC is wrong, says the reflector", "20040004 b8000000 20080010 b6ba3e74 ddb7a04b b4b142f7"
     "0c11b7b4 20010004 deadbeef"),
    ("Length exceeds the packet", "00040009 b8000000"),
    ("Length is not valid", "00050004 00000001"),
    ("sub-TLV exceeds its TLV", "00020008 035ec350 80010010"),
    ("stray octets", "00040004 bae40000 010203"),
    ("TLV after HMAC", "20080010 b6ba3e74 ddb7a04b b4b142f7 0c11b7b5 20030004 00000000"),
    ("padding of TWAMP Light", "00" * 12),
)


def octets(text):
    return bytes.fromhex(text.replace(" ", ""))


def golden(name):
    """{function: octets} of a header of golden packets, its calls of from_hex() in turn."""
    found = {}
    for function, body in FUNCTION.findall((ROOT / "tests/support" / name).read_text("utf-8")):
        found[function] = [octets("".join(LITERAL.findall(call)))
                           for call in HEX_CALL.findall(body)]
    return found


def packets():
    """{file: [(is reply, payload, comment)]}"""
    plain, signed = golden("golden.h"), golden("golden_auth.h")
    request, reply = plain["request"][0], plain["reply_ntp"][0]
    head, tag = signed["auth_request"]
    stateful = struct.pack("!I", 7) + reply[4:]
    sent = dict.fromkeys(REQUEST.findall(SENT.read_text("utf-8")))
    return {
        "open": [(False, request), (True, reply)],
        "open6": [(False, request), (True, reply)],
        "ptp": [(False, request), (True, plain["reply_ptp"][0])],
        "stateful": [(False, request), (True, stateful)],
        "authenticated": [(False, head.ljust(96, b"\0") + tag),
                          (True, signed["auth_reply_stateful"][0])],
        "twamp-light": [(False, request[:14]), (True, reply[:41]), (True, reply[:38])],
        "tlv-hmac": [(False, request + signed["signed_request_tlvs"][0]),
                     (True, stateful + signed["signed_reply_tlvs"][0])],
        "tlv-requests": [(False, request + octets(text)) for text in (*sent, *RETURN_PATHS)],
        "tlv-replies": [(True, reply + octets(text)) for _, text in REPLIES],
        "tlv-errors": [(True, reply + octets(text)) for _, text in ERRORS],
    }


def whole(is_reply, payload, ipv6):
    sender, reflector = (SENDER6, REFLECTOR6) if ipv6 else (SENDER, REFLECTOR)
    source, target = (reflector, sender) if is_reply else (sender, reflector)
    names = ("reflector", "sender") if is_reply else ("sender", "reflector")
    datagram = frame.udp(source[0], target[0], source[1], target[1], payload)
    hops = REPLY_TTL if is_reply else REQUEST_TTL
    packet = frame.ipv6(source[0], target[0], datagram, hop_limit=hops) if ipv6 else \
        frame.ipv4(source[0], target[0], datagram, ttl=hops)
    return frame.ethernet(*(MACS[name] for name in names), packet)


def pcap(list_of_packets, ipv6=False):
    parts = [struct.pack("<IHHiIII", PCAP_NS, 2, 4, 0, 0, SNAP, ETHERNET)]
    for number, (is_reply, payload) in enumerate(list_of_packets):
        data = whole(is_reply, payload, ipv6)
        seconds, ns = divmod(T1_NS + number * STEP_NS, 10**9)
        parts.append(struct.pack("<IIII", seconds, ns, len(data), len(data)) + data)
    return b"".join(parts)


def files():
    """{name: octets}"""
    return {f"{name}.pcap": pcap(found, ipv6=name.endswith("6"))
            for name, found in packets().items()}


def main():
    folder = pathlib.Path(sys.argv[1]) if len(sys.argv) > 1 else FOLDER
    folder.mkdir(parents=True, exist_ok=True)
    for name, data in files().items():
        (folder / name).write_bytes(data)


if __name__ == "__main__":
    main()
