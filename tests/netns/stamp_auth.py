# SPDX-License-Identifier: Apache-2.0
"""Authenticated test packets by Python's own hmac, written from RFC 8762 4.2.2, 4.3.2 and 4.4: an
opinion that shares no line with the program."""

import hashlib
import hmac
import os
import struct
import time

from support import stamp_packet

BASE, SIGNED, TAG = 112, 96, 16  # octets: base packet, what its HMAC covers, the HMAC
KEY, OTHER_KEY = bytes(range(32)), bytes(range(64, 96))
REQUEST = struct.Struct("!I12s8sHH68s")
REPLY = struct.Struct("!I12s8sHH4s8s8sI12s8sH6sB15s")
REPLY_FIELDS = ("seq", "mbz_4", "timestamp", "error", "ssid", "mbz_28", "receive", "mbz_40",
                "sender_seq", "mbz_52", "sender_timestamp", "sender_error", "mbz_74",
                "sender_ttl", "mbz_81")


def tag(key, octets):
    return hmac.new(key, octets[:SIGNED], hashlib.sha256).digest()[:TAG]


def request(key=KEY, seq=7, ssid=0x1234, tail=b"", **fields):
    head = REQUEST.pack(seq, fields.get("mbz_4", bytes(12)),
                        stamp_packet.ntp(time.time_ns()), 0x8f84, ssid,
                        fields.get("mbz_28", bytes(68)))
    return head + tag(key, head) + tail


def reply(octets, key=KEY):
    """{field: value} of a reply; AssertionError when its HMAC is not that of the key."""
    if not hmac.compare_digest(octets[SIGNED:BASE], tag(key, octets)):
        raise AssertionError("the reply is not signed with the key")
    return dict(zip(REPLY_FIELDS, REPLY.unpack_from(octets)))


def answer(asked, key=KEY, seq=None, **fields):
    """What a reflector of this key says to a request."""
    number, _, timestamp, error, ssid, _ = REQUEST.unpack_from(asked)
    now = stamp_packet.ntp(time.time_ns())
    head = REPLY.pack(number if seq is None else seq, bytes(12), now, 0x8a01,
                      fields.get("ssid", ssid), bytes(4), now, bytes(8), number, bytes(12),
                      timestamp, error, bytes(6), 64, bytes(15))
    return head + tag(key, head) + asked[BASE:]


def key_file(folder, name, *keys, mode=0o600):
    """The path of a file with these keys in it, in hex."""
    path = os.path.join(folder, name)
    with open(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w",
              encoding="ascii") as file:
        file.write("".join(key.hex() + "\n" for key in keys))
    os.chmod(path, mode)
    return path
