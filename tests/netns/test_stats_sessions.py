# SPDX-License-Identifier: Apache-2.0
"""The sessions of a stateful reflector: what `stamp stats` shows of them, and what is left of them
after a `change`."""

import ctypes
import json
import os
import re
import struct
import time
from pathlib import Path

from json_schema import faults_of_line
from persistent import HOOKS, Persistent, good, pins, run, shown
from stamp_client import LOSSY, QUICK, Client, eventually
from support import path, stamp_packet
from support.host import require_root
from support.program import Reflector, Running, send, stamp
from test_stats import samples, stats

ROW = re.compile(r"(?m)^  192\.0\.2\.1:(\d+) +192\.0\.2\.2:862 +(0x[0-9a-f]{4}) +(\d+) +(\d+) "
                 r"+(\d+) +(\d+) +(\d+) +\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$")


def setUpModule():
    require_root()


def sessions(host, *words):
    found, = stats(host, *words)
    return found["sessions"]


def ask(client, way, *numbers, **fields):
    """The numbers of the replies to requests with these."""
    return [client.ask(stamp_packet.Request(number, **fields).pack(), (way.far.ipv4, 862)).seq
            for number in numbers]


class Sessions(Persistent):
    def two_senders(self, way):
        for port, ssid, count in ((5001, 0x5a3c, 7), (5002, 0, 3)):
            self.check_answered(way, "-s", str(port), "--ssid", str(ssid), count=count)

    def test_a_time_namespace_has_another_clock_and_the_same_sessions(self):
        """Seen from days later, and from long before, all are there: last_seen_ns is the same."""
        shift = ("unshare", "--time", "--fork", "--monotonic")
        with path.direct_path() as way, Reflector(way.far, options=("--stateful",)):
            host = way.far.host
            self.two_senders(way)
            seen = {s["sport"]: s["last_seen_ns"] for s in sessions(host)}
            uptime = int(time.monotonic())
            for offset in (10**6, 3600, -uptime // 2):
                with self.subTest(offset=offset):
                    done = host.run(*shift, str(offset), stamp(), "stats", "--json", check=False)
                    self.assertEqual(done.returncode, 0, done.stderr)
                    found, = json.loads(done.stdout)["interfaces"]
                    self.assertEqual(sorted(s["sport"] for s in found["sessions"]), [5001, 5002])
                    for session in found["sessions"]:
                        self.assertLess(abs(session["last_seen_ns"] - seen[session["sport"]]),
                                        10**9)
                    shown_ = host.run(*shift, str(offset), stamp(), "stats", "--sessions").stdout
                    self.assertEqual(len(ROW.findall(shown_)), 2, shown_)

    def test_the_sessions_of_two_senders_are_shown_with_their_counts(self):
        """R8762-04"""
        with path.direct_path() as way, Reflector(way.far, options=("--stateful",)):
            before = time.time_ns()
            self.two_senders(way)
            found = {s["sport"]: s for s in sessions(way.far.host)}
            self.assertEqual(sorted(found), [5001, 5002])
            for port, ssid, count in ((5001, 0x5a3c, 7), (5002, 0, 3)):
                session = found[port]
                # The clock of the map is up to a tick behind.
                self.assertLess(before - 20 * 10**6, session.pop("last_seen_ns"))
                self.assertEqual(session, {
                    "src": way.near.ipv4, "sport": port, "dst": way.far.ipv4, "dport": 862,
                    "ssid": ssid, "rx": count, "tx": count, "next_seq": count, "auth": False,
                    "lost": 0, "duplicate": 0})
            self.assertEqual([s["sport"] for s in sessions(way.far.host, "--top", "1")], [5001])
            self.assertEqual([s["sport"] for s in sessions(way.far.host, "--top", "5")],
                             [5001, 5002])

    def test_text_has_them_when_asked(self):
        with path.direct_path() as way, Reflector(way.far, options=("--stateful",)):
            self.two_senders(way)
            self.assertNotIn("sessions", good(way.far.host, "stats").stdout)
            text = good(way.far.host, "stats", "--sessions").stdout
            self.assertRegex(text, r"(?m)^  sessions +2 of 65536$")
            self.assertEqual(sorted(ROW.findall(text)), [
                ("5001", "0x5a3c", "7", "7", "7", "0", "0"),
                ("5002", "0x0000", "3", "3", "3", "0", "0")])
            text = good(way.far.host, "stats", "--top", "1").stdout
            self.assertEqual([row[0] for row in ROW.findall(text)], ["5001"])

    def test_openmetrics_counts_them(self):
        with path.direct_path() as way, Reflector(way.far, options=("--stateful",)):
            self.two_senders(way)
            found = samples(good(way.far.host, "stats", "--openmetrics").stdout)
            self.assertEqual(found["stamp_reflector_sessions", 'iface="eth0"'], 2)

    def test_gaps_in_the_numbers_of_requests_are_lost(self):
        """R8762-03"""
        with path.direct_path() as way, Reflector(way.far, options=("--stateful",)), \
                Client(way.near) as client:
            self.assertEqual(ask(client, way, 10, 11, 15, 14), [0, 1, 2, 3])
            session, = sessions(way.far.host)
            self.assertEqual((session["rx"], session["tx"], session["next_seq"],
                              session["lost"]), (4, 4, 4, 2))

    def test_requests_that_come_again_are_duplicates_and_hide_no_loss(self):
        with path.direct_path() as way, Reflector(way.far, options=("--stateful",)), \
                Client(way.near) as client:
            self.assertEqual(ask(client, way, 10, 11, 15, 11, 14, 15), [0, 1, 2, 3, 4, 5])
            session, = sessions(way.far.host)
            self.assertEqual((session["rx"], session["lost"], session["duplicate"]), (6, 2, 2))
            row, = ROW.findall(good(way.far.host, "stats", "--sessions").stdout)
            self.assertEqual(row[2:], ("6", "6", "6", "2", "2"))

    def test_what_was_idle_for_longer_than_the_timeout_is_not_shown(self):
        """R8762-31"""
        with path.direct_path() as way, Client(way.near) as client, \
                Reflector(way.far, options=("--stateful", "--session-timeout", "2s")):
            ask(client, way, 0)
            self.assertEqual(len(sessions(way.far.host)), 1)
            eventually(lambda: not sessions(way.far.host))
            found = samples(good(way.far.host, "stats", "--openmetrics").stdout)
            self.assertEqual(found["stamp_reflector_sessions", 'iface="eth0"'], 0)
            self.assertEqual(ask(client, way, 7), [0])

    def test_ipv6_and_several_rounds_are_valid_json(self):
        with path.direct_path() as way, Reflector(way.far, options=("--stateful",)):
            send(way.near, way.far.ipv6, "-c", "3", *QUICK)
            session, = sessions(way.far.host)
            self.assertEqual((session["src"], session["dst"]), (way.near.ipv6, way.far.ipv6))
            done = way.far.host.run("timeout", "--signal=INT", "1",
                                    stamp(), "stats", "--json", "--watch", "100ms",
                                    check=False)
            rounds = [json.loads(line) for line in done.stdout.splitlines()]
            self.assertGreater(len(rounds), 2)
            self.assertEqual([faults_of_line(line) for line in rounds if faults_of_line(line)], [])
            self.assertEqual({len(r["interfaces"][0]["sessions"]) for r in rounds}, {1})


def fill(map_path, count):
    """So many sessions that were seen just now, in a pinned map."""
    libbpf = ctypes.CDLL("libbpf.so.1", use_errno=True)
    fd = libbpf.bpf_obj_get(map_path.encode())
    key, value = struct.Struct("!12xI12xIHHHH"), struct.Struct("=QQQII56x")  # as in abi.h
    now = time.clock_gettime_ns(time.CLOCK_MONOTONIC)
    keys = b"".join(key.pack(1, number, 862, 5000, 7, 0) for number in range(count))
    values = b"".join(value.pack(number, number, now, 0, 0) for number in range(count))
    filled = ctypes.c_uint32(count)
    failed = libbpf.bpf_map_update_batch(fd, keys, values, ctypes.byref(filled), None)
    os.close(fd)
    if failed or filled.value != count:
        raise AssertionError(f"filled {filled.value}: {os.strerror(ctypes.get_errno())}")


class Many(Persistent):
    COUNT = 200_000
    MORE_KIB = 8 * 1024  # as JSON they are 33 MB

    def memory(self, host, octets, *words):
        """KiB at most, when so many octets are written."""
        with Running(host, "stats", *words, "--watch", "60s") as watch:
            eventually(lambda: os.fstat(watch.out.fileno()).st_size >= octets)
            found = re.search(r"VmHWM:\s+(\d+) kB",
                              Path(f"/proc/{watch.pid}/status").read_text(encoding="ascii"))
            self.assertEqual(watch.stop().code, 0)
        return int(found[1])

    def timed(self, host, *words):
        begin = time.monotonic()
        text = good(host, "stats", *words).stdout
        print(f"{self.COUNT} sessions, {' '.join(words)}: {len(text)} characters in "
              f"{time.monotonic() - begin:.3f} s")
        return text

    def test_very_many_are_read_in_the_memory_of_a_few(self):
        with path.direct_path() as way, \
                Reflector(way.far, options=("--stateful", "--max-sessions", "262144")):
            host = way.far.host
            few = self.memory(host, 1, "--json")
            where, = (pin for pin in pins() if pin.endswith("/sessions"))
            fill(where, self.COUNT)
            text = self.timed(host, "--json")
            found = json.loads(text)["interfaces"][0]["sessions"]
            self.assertEqual((len(found), {s["rx"] for s in found}),
                             (self.COUNT, set(range(self.COUNT))))
            table = self.timed(host, "--sessions")
            self.assertEqual(table.count(" 0x0007 "), self.COUNT)
            busiest = re.findall(r" 0x0007 +(\d+)", self.timed(host, "--top", "10"))
            self.assertEqual(busiest, [str(self.COUNT - n) for n in range(1, 11)])
            self.assertIn(f'stamp_reflector_sessions{{iface="eth0"}} {self.COUNT}\n',
                          self.timed(host, "--openmetrics"))
            for words, octets in ((("--json",), len(text)), (("--sessions",), len(table)),
                                  (("--top", "10"), 1)):
                more = self.memory(host, octets, *words) - few
                print(f"{' '.join(words)}: {more} KiB more memory than for none")
                self.assertLess(more, self.MORE_KIB)


class Change(Persistent):
    def test_a_change_goes_on_with_the_sessions_and_another_room_starts_again(self):
        for hook in HOOKS:
            with self.subTest(hook=hook), path.direct_path() as way, Client(way.near) as client:
                host = way.far.host
                good(host, "reflector", "add", "eth0", "--stateful", "--hook", hook)
                self.assertEqual(ask(client, way, 0, 1), [0, 1])
                done = good(host, "reflector", "change", "eth0", "--rate", "500")
                self.assertNotIn("start again", done.stderr)
                self.assertEqual(ask(client, way, 2, 3), [2, 3])
                session, = sessions(host)
                self.assertEqual((session["rx"], session["tx"]), (4, 4))
                done = good(host, "reflector", "change", "eth0", "--max-sessions", "100")
                self.assertIn("all sessions start again", done.stderr)
                self.assertEqual(sessions(host), [])
                self.assertEqual(ask(client, way, 4), [0])
                self.assertIn("of 100\n", good(host, "stats", "--sessions").stdout)
                good(host, "reflector", "del", "eth0")

    def test_stateful_to_stateless_and_back(self):
        for hook in HOOKS:
            with self.subTest(hook=hook), path.direct_path() as way, Client(way.near) as client:
                host = way.far.host
                good(host, "reflector", "add", "eth0", "--stateful", "--hook", hook, "--rate", "77")
                self.assertEqual(ask(client, way, 7), [0])
                done = good(host, "reflector", "change", "eth0", "--stateless")
                self.assertIn("start again: a stateless reflector has none", done.stderr)
                self.assertEqual(ask(client, way, 8, 100), [8, 100])
                self.assertEqual(sessions(host), [])
                self.assertEqual(shown(host)[0]["rate_pps"], 77)
                self.check_refused(run(host, "reflector", "change", "eth0", "--max-sessions", "5"),
                                   2, "stateless and has no sessions", "try: --stateful as well")
                done = good(host, "reflector", "change", "eth0", "--stateful")
                self.assertNotIn("start again", done.stderr)
                self.assertEqual(ask(client, way, 101, 105), [0, 1])
                self.assertEqual(len(sessions(host)), 1)
                good(host, "reflector", "del", "eth0")

    def test_a_full_table_stays_full_over_a_change(self):
        with path.direct_path() as way:
            host = way.far.host
            good(host, "reflector", "add", "eth0", "--stateful", "--max-sessions", "3")
            for port in (5001, 5002, 5003):
                self.check_answered(way, "-s", str(port), "--ssid", "7")
            good(host, "reflector", "change", "eth0", "--rate", "500")
            summary = send(way.near, way.far.ipv4, "-s", "5004", "-c", "3", *LOSSY).summary
            self.assertEqual(summary["received"], 0)
            for port in (5001, 5002, 5003):
                self.check_answered(way, "-s", str(port), "--ssid", "7")
            self.assertEqual(len(sessions(host)), 3)
            good(host, "reflector", "del", "eth0")
