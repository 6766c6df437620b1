#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""A sender or a reflector whose packets scapy's contrib layer reads and builds. For an interpreter
that has scapy; it prints a line of JSON a packet.

usage: scapy_role.py sender ADDRESS COUNT [TLV-TYPE:HEX...] | scapy_role.py reflector ADDRESS
"""

import json
import socket
import sys
import time

from scapy.contrib.stamp import (ErrorEstimate, STAMPSessionReflectorTestUnauthenticated as Reply,
                                 STAMPSessionSenderTestUnauthenticated as Request, STAMPTestTLV)

PORT, SSID, U = 862, 0x1234, 0x80
NTP_EPOCH_S = 2208988800
TIMEOUT_S = 2


def ntp_now():
    """scapy takes a float for a time; it is the octets that count."""
    seconds, ns = divmod(time.time_ns(), 10**9)
    return seconds + NTP_EPOCH_S + ns / 10**9


def opened(address):
    family = socket.AF_INET6 if ":" in address else socket.AF_INET
    return socket.socket(family, socket.SOCK_DGRAM)


def tlvs_of(packet):
    return [[int(tlv.flags), tlv.type, len(tlv.value)] for tlv in packet.tlv_objects]


def sender(address, count, *tlvs):
    with opened(address) as ours:
        ours.settimeout(TIMEOUT_S)
        for number in range(int(count)):
            values = [(int(kind), bytes.fromhex(text))
                      for kind, text in (word.split(":") for word in tlvs)]
            asked = Request(seq=number, ts=ntp_now(), err_estimate=ErrorEstimate(multiplier=1),
                            ssid=SSID,
                            tlv_objects=[STAMPTestTLV(flags=U, type=kind, len=len(value),
                                                      value=value) for kind, value in values])
            ours.sendto(bytes(asked), (address, PORT))
            octets = ours.recv(1 << 16)
            reply = Reply(octets)
            print(json.dumps({
                "seq": reply.seq, "sender_seq": reply.seq_sender, "ssid": reply.ssid,
                "ttl": reply.ttl_sender, "mbz": [reply.mbz1, reply.mbz2],
                "multiplier": reply.err_estimate.multiplier, "tlvs": tlvs_of(reply),
                "t1_is_ours": octets[28:36] == bytes(asked)[4:12],
                "same_octets": bytes(reply) == octets}))


def reflector(address):
    with opened(address) as ours:
        ours.bind((address, PORT))
        while True:
            octets, asker = ours.recvfrom(1 << 16)
            received = ntp_now()
            asked = Request(octets)
            reply = Reply(seq=asked.seq, ts_rx=received, seq_sender=asked.seq,
                          err_estimate=ErrorEstimate(multiplier=1), ssid=asked.ssid,
                          err_estimate_sender=asked.err_estimate, ttl_sender=255,
                          tlv_objects=asked.tlv_objects)
            reply.ts = ntp_now()
            built = bytearray(bytes(reply))
            built[28:36] = octets[4:12]  # a float has not all bits of T1
            ours.sendto(bytes(built), asker)
            print(json.dumps({"seq": asked.seq, "tlvs": tlvs_of(asked), "mbz": asked.mbz,
                              "same_octets": bytes(asked) == octets}), flush=True)


if __name__ == "__main__":
    {"sender": sender, "reflector": reflector}[sys.argv[1]](*sys.argv[2:])
