# SPDX-License-Identifier: Apache-2.0
"""Foreign tc programs, loaded with bare system calls: one counts packets and passes them on, others
do what agents do. (The bpftool of Debian 12 does not know TCX.)"""

import ctypes
import os
import platform
import struct
import unittest

BPF_MAP_CREATE, BPF_MAP_LOOKUP_ELEM, BPF_PROG_LOAD = 0, 1, 5
BPF_PROG_QUERY, BPF_LINK_CREATE, BPF_LINK_GET_FD_BY_ID, BPF_LINK_DETACH = 16, 28, 30, 34
ARRAY, SCHED_CLS, XDP = 2, 3, 6  # map type, program types
TCX_INGRESS, TCX_EGRESS, AT_XDP = 46, 47, 37
XDP_PASS, XDP_GENERIC = 2, 1 << 1  # what a program returns, flag of a link
SYS_BPF = {"x86_64": 321, "aarch64": 280, "riscv64": 280}
R0, R1, R2, R10 = 0, 1, 2, 10
MARK = 8  # where struct __sk_buff has it
NEXT, PASS = -1, 0  # what a program returns: ask the next one, ask nobody else

libc = ctypes.CDLL(None, use_errno=True)


def _bpf(command, attributes):
    """The result, and the attributes as the kernel leaves them."""
    number = SYS_BPF.get(platform.machine())
    if number is None:
        raise unittest.SkipTest(f"the number of bpf(2) on {platform.machine()} is not known here")
    buffer = ctypes.create_string_buffer(attributes, max(len(attributes), 128))
    result = libc.syscall(number, command, buffer, len(buffer))
    if result < 0:
        error = ctypes.get_errno()
        raise OSError(error, f"bpf command {command}: {os.strerror(error)}")
    return result, buffer.raw


def tcx_programs(port):
    """How many are on the two TCX hooks of a port."""
    total = 0
    for kind in (TCX_INGRESS, TCX_EGRESS):
        query = struct.pack("=IIIIQI", port.index, kind, 0, 0, 0, 0)
        _, answer = port.host.call(_bpf, BPF_PROG_QUERY, query)
        total += struct.unpack_from("=I", answer, 24)[0]
    return total


def detach_link(number):
    """As `bpftool link detach id`: its owner keeps a link that holds nothing."""
    link, _ = _bpf(BPF_LINK_GET_FD_BY_ID, struct.pack("=I", number))
    try:
        _bpf(BPF_LINK_DETACH, struct.pack("=I", link))
    finally:
        os.close(link)


def _instruction(code, destination=0, source=0, offset=0, value=0):
    return struct.pack("=BBhi", code, source << 4 | destination, offset, value)


def _instructions(counter_map):
    """*(u32 *)(r10 - 4) = 0; if ((r0 = lookup(map, r10 - 4))) *(u64 *)r0 += 1; return -1;"""
    return b"".join((
        _instruction(0x62, R10, offset=-4),
        _instruction(0x18, R1, source=1, value=counter_map), _instruction(0),  # the map of this fd
        _instruction(0xbf, R2, R10),
        _instruction(0x07, R2, value=-4),
        _instruction(0x85, value=1),  # bpf_map_lookup_elem
        _instruction(0x15, R0, offset=2),
        _instruction(0xb7, R1, value=1),
        _instruction(0xdb, R0, R1),  # an atomic add
        _instruction(0xb7, R0, value=-1),
        _instruction(0x95)))


class TcxProgram:
    """On the TCX hook of a port, behind or before what is there already."""

    BEFORE = 1 << 3  # BPF_F_BEFORE
    TYPE = SCHED_CLS

    def __init__(self, port, code, kind, flags):
        self.descriptors = []
        self._attach(port, code, kind, flags)

    def _attach(self, port, code, kind, flags):
        licence = ctypes.create_string_buffer(b"GPL")
        memory = ctypes.create_string_buffer(code, len(code))
        program = self._keep(_bpf(BPF_PROG_LOAD, struct.pack(
            "=IIQQ", self.TYPE, len(code) // 8, ctypes.addressof(memory),
            ctypes.addressof(licence)))[0])
        try:
            self._keep(port.host.call(_bpf, BPF_LINK_CREATE, struct.pack(
                "=IIII", program, port.index, kind, flags))[0])
        except OSError as error:
            self.close()
            raise unittest.SkipTest(f"no TCX on this kernel: {error}") from error

    def _keep(self, descriptor):
        self.descriptors.append(descriptor)
        return descriptor

    def close(self):
        while self.descriptors:
            os.close(self.descriptors.pop())

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.close()


class CountingProgram(TcxProgram):
    """Counts packets."""

    def __init__(self, port, kind=TCX_INGRESS, flags=0):
        self.descriptors = []
        self.map = self._keep(_bpf(BPF_MAP_CREATE, struct.pack("=IIII", ARRAY, 4, 8, 1))[0])
        self._attach(port, _instructions(self.map), kind, flags)

    @property
    def count(self):
        key, value = ctypes.c_uint32(0), ctypes.c_uint64(0)
        _bpf(BPF_MAP_LOOKUP_ELEM, struct.pack("=IIQQ", self.map, 0, ctypes.addressof(key),
                                              ctypes.addressof(value)))
        return value.value


def marks(port, mark):
    """An agent in front of everybody at egress that gives each packet its mark."""
    code = _instruction(0xb7, R2, value=mark) + _instruction(0x63, R1, R2, MARK)
    return TcxProgram(port, code + _instruction(0xb7, R0, value=NEXT) + _instruction(0x95),
                      TCX_EGRESS, TcxProgram.BEFORE)


def ends_the_chain(port):
    """One that lets packets leave, and asks nobody behind it."""
    return TcxProgram(port, _instruction(0xb7, R0, value=PASS) + _instruction(0x95), TCX_EGRESS,
                      TcxProgram.BEFORE)


class PassesAtXdp(TcxProgram):
    """Holds the XDP hook of a port, and takes nothing."""

    TYPE = XDP

    def __init__(self, port):
        super().__init__(port, _instruction(0xb7, R0, value=XDP_PASS) + _instruction(0x95),
                         AT_XDP, XDP_GENERIC)
