# SPDX-License-Identifier: Apache-2.0
"""As much of TWAMP-Control (RFC 5357 3, open mode) as makes a server listen for test packets."""

import socket
import struct

PORT = 862
OPEN_MODE = 1
GREETING = struct.Struct("!12xI16s16sI12x")
SETUP = struct.Struct("!I80s64s16s")
SERVER_START = struct.Struct("!15xB16s8s8x")
REQUEST = struct.Struct("!BBBB4x4xHH16s16s16xI8sII4x8x16x")
ACCEPT = struct.Struct("!BxH16s12x16x")
START, START_ACK = struct.Struct("!B15x16x"), struct.Struct("!B15x16x")
REQUEST_TW_SESSION, START_SESSIONS = 5, 2
TIMEOUT_S = 10


class Refused(Exception):
    """The server does not want this session."""


class Control:
    """The connection of one session: tests may be sent as long as it is open."""

    def __init__(self, near, far, family, sender_port, padding=0):
        kind = socket.AF_INET6 if family == 6 else socket.AF_INET
        here, there = (near.ipv6, far.ipv6) if family == 6 else (near.ipv4, far.ipv4)
        self.socket = near.host.socket(kind, socket.SOCK_STREAM)
        self.socket.settimeout(TIMEOUT_S)
        self.socket.bind((here, 0))
        self.socket.connect((there, PORT))
        modes = self._read(GREETING)[0]
        if not modes & OPEN_MODE:
            raise Refused(f"modes {modes}")
        self.socket.sendall(SETUP.pack(OPEN_MODE, bytes(80), bytes(64), bytes(16)))
        self._accepted(self._read(SERVER_START)[0], "Server-Start")
        addresses = [socket.inet_pton(kind, text).ljust(16, b"\0") for text in (here, there)]
        self.socket.sendall(REQUEST.pack(REQUEST_TW_SESSION, family, 0, 0, sender_port, sender_port,
                                         *addresses, padding, bytes(8), TIMEOUT_S, 0))
        accept, self.port, _ = self._read(ACCEPT)
        self._accepted(accept, "Accept-Session")
        self.socket.sendall(START.pack(START_SESSIONS))
        self._accepted(self._read(START_ACK)[0], "Start-Ack")

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.socket.close()

    def _read(self, layout):
        octets = b""
        while len(octets) < layout.size:
            part = self.socket.recv(layout.size - len(octets))
            if not part:
                raise Refused(f"closed after {len(octets)} of {layout.size} octets")
            octets += part
        return layout.unpack(octets)

    @staticmethod
    def _accepted(code, what):
        if code != 0:
            raise Refused(f"{what}: {code}")
