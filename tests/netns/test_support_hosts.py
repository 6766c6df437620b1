# SPDX-License-Identifier: Apache-2.0
"""Hosts, links, capture and injection: they do what the tests of stamp rely on."""

import os
import pathlib
import signal
import socket
import subprocess
import sys
import textwrap
import time
import unittest

from support import frame, path
from support.host import Host, require_root
from support.packet_socket import Capture, Injector

FOLDER = pathlib.Path(__file__).resolve().parent


def setUpModule():
    require_root()


def udp_socket(port, address, number=0):
    family = socket.AF_INET6 if ":" in address else socket.AF_INET
    opened = port.host.socket(family, socket.SOCK_DGRAM)
    opened.settimeout(3)
    opened.bind((address, number))
    return opened


class Hosts(unittest.TestCase):
    def test_the_own_namespace_is_the_same_after_a_visit(self):
        before = os.readlink("/proc/thread-self/ns/net")
        with Host() as host:
            inside = host.call(os.readlink, "/proc/thread-self/ns/net")
            with self.assertRaises(ZeroDivisionError), host.entered():
                _ = 1 / 0
        self.assertNotEqual(inside, before)
        self.assertEqual(os.readlink("/proc/thread-self/ns/net"), before)

    def test_a_failing_program_is_reported_with_its_words(self):
        with Host("alpha") as host, self.assertRaisesRegex(RuntimeError, "alpha: ip link show"):
            host.run("ip", "link", "show", "dev", "nothing")

    def test_closing_a_host_ends_its_programs(self):
        with Host() as host:
            sleeper = host.popen("sh", "-c", "sleep 1000 & echo $!; wait",
                                 stdout=subprocess.PIPE)
            child = int(sleeper.stdout.readline())
        self.assertFalse(pathlib.Path(f"/proc/{sleeper.pid}").exists())
        self.wait_until_gone(child)

    def test_nothing_is_left_however_the_test_process_ends(self):
        program = textwrap.dedent("""
            import signal, sys, time
            from support.host import Host, end_cleanly_on_signals
            from support.link import link
            signal.signal(signal.SIGINT, signal.default_int_handler)
            end_cleanly_on_signals()
            a, b = Host(), Host()
            link(a, b)
            print(a.popen("sleep", "1000").pid, flush=True)
            time.sleep(100)
        """)
        for number in (signal.SIGINT, signal.SIGTERM, signal.SIGKILL):
            with self.subTest(signal=number.name):
                process = subprocess.Popen([sys.executable, "-c", program], cwd=FOLDER, text=True,
                                           stdout=subprocess.PIPE, stderr=subprocess.DEVNULL)
                with process:
                    sleeper = int(process.stdout.readline())
                    process.send_signal(number)
                    process.wait(10)
                self.wait_until_gone(sleeper)

    def wait_until_gone(self, pid):
        stat = pathlib.Path(f"/proc/{pid}/stat")
        for _ in range(300):
            try:
                if stat.read_text(encoding="ascii").rsplit(")", 1)[1].split()[0] == "Z":
                    return  # dead; the heir has only to notice
            except (FileNotFoundError, ProcessLookupError):
                return
            time.sleep(0.01)
        self.fail(f"process {pid} is still there")


class Links(unittest.TestCase):
    def test_both_families_cross_at_once(self):
        with path.direct_path() as way:
            for near, far in ((way.near.ipv4, way.far.ipv4), (way.near.ipv6, way.far.ipv6)):
                with udp_socket(way.near, near) as ask, udp_socket(way.far, far, 862) as answer:
                    ask.sendto(b"hello", (far, 862))
                    self.assertEqual(answer.recvfrom(100)[0], b"hello")

    def test_offload_decides_whether_a_checksum_is_finished(self):
        for offload in (True, False):
            with self.subTest(offload=offload), path.direct_path(offload=offload) as way, \
                    Capture(way.far) as capture, udp_socket(way.near, way.near.ipv4) as ask:
                ask.sendto(b"hello", (way.far.ipv4, 862))
                seen, = capture.wait(1, 862, outgoing=False)
                self.assertEqual(seen.unfinished_checksum, offload)
                self.assertEqual(seen.udp.checksum_is_right, not offload)

    def test_the_mtu_is_as_asked(self):
        with path.direct_path(mtu=3000) as way:
            self.assertIn("mtu 3000", way.near.host.run("ip", "link", "show", "dev", "eth0").stdout)

    def test_an_interface_goes_down_up_and_away(self):
        with path.direct_path() as way:
            way.near.set("down")
            way.near.set("up")
            way.near.delete()
            self.assertEqual(way.far.host.run("ip", "link", "show", "dev", "eth0",
                                              check=False).returncode, 1)


class CaptureAndInjection(unittest.TestCase):
    def packet(self, way, **udp_options):
        src, dst = way.near.ipv4, way.far.ipv4
        return frame.ipv4(src, dst, frame.udp(src, dst, 5000, 862, b"raw", **udp_options))

    def test_an_injected_frame_reaches_the_far_socket(self):
        with path.direct_path() as way, Injector(way.near) as injector, \
                udp_socket(way.far, way.far.ipv4, 862) as answer:
            injector.send(frame.ethernet(way.near.mac, way.far.mac, self.packet(way)))
            self.assertEqual(answer.recvfrom(100), (b"raw", (way.near.ipv4, 5000)))

    def test_an_unfinished_checksum_is_accepted_and_a_wrong_one_is_not(self):
        with path.direct_path() as way, Injector(way.near) as injector, \
                udp_socket(way.far, way.far.ipv4, 862) as answer:
            answer.settimeout(0.2)
            wrong = frame.ethernet(way.near.mac, way.far.mac, self.packet(way, sum_=0x1234))
            injector.send(wrong)
            with self.assertRaises(TimeoutError):
                answer.recvfrom(100)
            injector.send(wrong, unfinished_udp_checksum=True)
            self.assertEqual(answer.recvfrom(100)[0], b"raw")

    def test_vlan_tags_are_captured_as_they_were_sent(self):
        for tags in (((frame.VLAN, 5),), ((frame.SERVICE_VLAN, 7), (frame.VLAN, 5))):
            with self.subTest(tags=tags), path.direct_path() as way, \
                    Capture(way.far) as capture, Injector(way.near) as injector:
                sent = frame.ethernet(way.near.mac, way.far.mac, self.packet(way), tags)
                injector.send(sent)
                seen, = capture.wait(1, 862)
                self.assertEqual(seen.octets, sent)

    def test_capture_times_are_the_kernels_and_in_order(self):
        with path.direct_path() as way, Capture(way.near) as near, Capture(way.far) as far, \
                udp_socket(way.near, way.near.ipv4) as ask:
            before = time.time_ns()
            for _ in range(20):
                ask.sendto(b"hello", (way.far.ipv4, 862))
            after = time.time_ns()
            left, came = near.wait(20, 862, outgoing=True), far.wait(20, 862, outgoing=False)
            for out, in_ in zip(left, came):
                self.assertTrue(before <= out.time_ns <= in_.time_ns <= after + 10**7)
