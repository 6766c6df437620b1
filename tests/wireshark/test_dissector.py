# SPDX-License-Identifier: Apache-2.0
"""docs/wireshark/stamp.lua reads the golden captures as they are meant; tshark runs it."""

import pathlib
import re
import shutil
import struct
import subprocess
import tempfile
import unittest

import captures

SCRIPT = captures.ROOT / "docs/wireshark/stamp.lua"
README = captures.ROOT / "docs/wireshark/README.md"
BOTH_862 = {"SENDER": ("192.0.2.1", 862)}
TIMEOUT_S = 300
COMPLAINT = "_ws.expert.severity >= 0x600000"  # warnings and errors

# What tshark prints of each packet of tlv-replies.pcap, the fields with a value only.
TLVS = {
    "Extra Padding": {"padding": "deadbeef"},
    "Location IPv4": {"location.destination_port": "862", "location.source_port": "50000",
                      "location.mac": "02:00:5e:00:53:01", "location.destination": "192.0.2.2",
                      "location.source": "192.0.2.1", "sub.type": "2,5,8"},
    "Location, no MAC address, IPv6": {
        "location.eui64": "00:00:00:00:00:00:00:00", "location.destination6": "2001:db8::2",
        "location.source6": "2001:db8::1", "sub.type": "3,6,9"},
    "Timestamp Information": {"timestamp.sync_in": "1", "timestamp.method_in": "2",
                              "timestamp.sync_out": "1", "timestamp.method_out": "2"},
    "Class of Service": {"cos.dscp1": "46", "cos.dscp2": "46", "cos.ecn": "1", "cos.rp": "0"},
    "Class of Service, refused": {"cos.dscp1": "46", "cos.dscp2": "46", "cos.ecn": "1",
                                  "cos.rp": "1"},
    "Direct Measurement": {"direct.s_txc": "10", "direct.r_rxc": "9", "direct.r_txc": "9"},
    "Access Report": {"access.id": "1", "access.return_code": "1"},
    "Follow-Up Telemetry": {"follow_up.seq": "6", "follow_up.method": "2",
                            "follow_up.timestamp": "Jan  1, 2026 00:00:00.500260000 UTC"},
    "Destination Node Address": {"node": "192.0.2.2"},
    "Return Path, same link": {"path.control_code": "0x00000001", "path.type": "1"},
    "Return Path, return address": {"path.address": "198.51.100.1", "path.type": "2",
                                    "flags": "0x80,0x80"},
    "Return Path, SR-MPLS": {"path.label": "16000,16020", "path.type": "3"},
    "Return Path, SRv6": {"path.sid": "2001:db8:0:1::1", "path.type": "4"},
    "Micro-session ID": {"micro.sender": "1", "micro.reflector": "2"},
    "Reflected Test Packet Control": {"control.length": "1500", "control.number": "3",
                                      "control.interval": "1000000", "sub.type": "11",
                                      "control.prefix": "24", "control.group": "c0000200"},
    "unknown type": {"type": "200", "value": "01020304", "flags": "0x80"},
    "private type": {"type": "252", "enterprise": "32473"},
    "several": {"type": "4,3,1", "length": "4,4,4"},
}
EXPERTS = {
    "malformed, says the reflector": {"Malformed, says the reflector", "Length exceeds the packet"},
    "HMAC is wrong, says the reflector": {"HMAC is wrong, says the reflector"},
    "Length exceeds the packet": {"Length exceeds the packet"},
    "Length is not valid": {"Length is not valid for this type"},
    "sub-TLV exceeds its TLV": {"Length exceeds the packet"},
    "stray octets": {"Octets that are no TLV"},
    "TLV after HMAC": {"HMAC is wrong, says the reflector",
                       "TLV after the HMAC TLV (RFC 8972 4.8)"},
    "padding of TWAMP Light": {"All zeros: padding of TWAMP Light"},
}


def setUpModule():
    if not shutil.which("tshark"):
        raise unittest.SkipTest("needs tshark")


def tshark(file, *options, script=True):
    lua = ("-X", f"lua_script:{SCRIPT}") if script else ()
    done = subprocess.run(["tshark", "-n", *lua, "-r", str(file), *options], text=True, check=False,
                          stdin=subprocess.DEVNULL, capture_output=True, timeout=TIMEOUT_S)
    if done.returncode != 0 or "Lua" in done.stderr or "Lua Error" in done.stdout:
        raise AssertionError(f"tshark: {done.returncode}\n{done.stderr}\n{done.stdout[:2000]}")
    return done.stdout


def fields(file, *names, options=(), script=True):
    """A list for each packet: the value of each field, several of one joined with commas."""
    wanted = [word for name in names for word in ("-e", name)]
    text = tshark(file, "-T", "fields", "-E", "separator=|", *wanted, *options, script=script)
    return [line.split("|") for line in text.splitlines()]


def capture(name):
    return captures.FOLDER / f"{name}.pcap"


class Captures(unittest.TestCase):
    def test_they_are_what_the_script_writes(self):
        for name, octets in captures.files().items():
            with self.subTest(name=name):
                self.assertEqual((captures.FOLDER / name).read_bytes(), octets,
                                 "run tests/wireshark/captures.py")
        self.assertEqual({path.name for path in captures.FOLDER.iterdir()}, set(captures.files()))

    def test_each_is_described(self):
        described = dict(re.findall(r"^\| `captures/([\w-]+\.pcap)` \| (\d+) \|",
                                    README.read_text("utf-8"), re.MULTILINE))
        self.assertEqual(described, {f"{name}.pcap": str(len(found))
                                     for name, found in captures.packets().items()})


class Base(unittest.TestCase):
    def test_roles_and_modes(self):
        for name, mode in (("open", "unauthenticated"), ("open6", "unauthenticated"),
                           ("stateful", "unauthenticated"), ("authenticated", "authenticated")):
            with self.subTest(name=name):
                self.assertEqual(fields(capture(name), "stamp.role", "stamp.mode"),
                                 [["Session-Sender", mode], ["Session-Reflector", mode]])

    def test_fields_of_a_reply(self):
        names = ("seq", "ssid", "sender.seq", "sender.ttl", "error_estimate",
                 "sender.error_estimate", "timestamp", "receive", "sender.timestamp")
        at = "Jan  1, 2026 00:00:"
        for name, seq in (("open", "1"), ("stateful", "7"), ("authenticated", "7")):
            with self.subTest(name=name):
                self.assertEqual(fields(capture(name), *(f"stamp.{n}" for n in names))[1],
                                 [seq, "4660", "1", "253", "0x8a01", "0x8f84",
                                  f"{at}00.500260000 UTC", f"{at}00.500250000 UTC",
                                  f"{at}00.500000000 UTC"])

    def test_both_formats_in_one_packet(self):
        """R8762-08: Z is of its own side. PTP counts TAI, 37 s ahead."""
        found = fields(capture("ptp"), "stamp.error_estimate.z", "stamp.timestamp",
                       "stamp.sender.timestamp", "stamp.processing", "stamp.forward")[1]
        self.assertEqual(found, ["1,0", "Jan  1, 2026 00:00:37.500260000 UTC",
                                 "Jan  1, 2026 00:00:00.500000000 UTC", "1e-05", ""])

    def test_good_packets_have_no_complaint(self):
        for name in ("open", "open6", "ptp", "stateful", "authenticated", "tlv-hmac",
                     "tlv-requests", "tlv-replies"):
            with self.subTest(name=name):
                self.assertEqual(tshark(capture(name), "-Y", COMPLAINT), "")

    def test_twamp_light(self):
        """T-01, T-02, T-03: what is there is shown."""
        found = fields(capture("twamp-light"), "stamp.role", "stamp.seq", "stamp.sender.ttl",
                       "_ws.expert.message")
        note = "Shorter than the base packet: TWAMP Light"
        self.assertEqual(found, [["Session-Sender", "1", "", note],
                                 ["Session-Reflector", "1", "253", note],
                                 ["Session-Reflector", "1", "", note]])


class Tlvs(unittest.TestCase):
    def test_every_value(self):
        names = sorted({name for row in TLVS.values() for name in row})
        found = fields(capture("tlv-replies"), *(f"stamp.tlv.{name}" for name in names))
        self.assertEqual([name for name, _ in captures.REPLIES], list(TLVS))
        for name, line in zip(TLVS, found):
            shown = dict(zip(names, line))
            with self.subTest(name=name):
                self.assertEqual({key: shown[key] for key in TLVS[name]}, TLVS[name])

    def test_every_type_is_in_the_captures(self):
        # Requests are what our sender sends: it has no type 12. Type 8 covers what is before it.
        for name, without in (("tlv-requests", {12}), ("tlv-replies", {8})):
            text = ",".join(line[0] for line in fields(capture(name), "stamp.tlv.type"))
            missing = set(range(1, 13)) - set(map(int, filter(None, text.split(","))))
            self.assertEqual(missing, without, name)

    def test_hmac_tlv(self):
        found = fields(capture("tlv-hmac"), "stamp.tlv.type", "stamp.tlv.hmac", "stamp.tlv.flags")
        self.assertEqual(found, [["4,8,1", "b6ba3e74ddb7a04bb4b142f70c11b7b5", "0x80,0x80,0x80"],
                                 ["4,8,1", "ba6787600b155bec49902f437f549af6", "0x00,0x00,0x00"]])

    def test_what_is_wrong_is_said(self):
        """R8972-05, R8972-06, R8972-09, L-01"""
        found = fields(capture("tlv-errors"), "_ws.expert.message", options=("-E", "aggregator=;"))
        self.assertEqual([name for name, _ in captures.ERRORS], list(EXPERTS))
        for (name, wanted), line in zip(EXPERTS.items(), found):
            with self.subTest(name=name):
                self.assertEqual(set(line[0].split(";")), wanted)


class Odd(unittest.TestCase):
    def read(self, packets, *names, options=(), ports=None):
        with tempfile.TemporaryDirectory() as folder:
            file = pathlib.Path(folder, "made.pcap")
            before = {name: getattr(captures, name) for name in ports or {}}
            try:
                for name, value in (ports or {}).items():
                    setattr(captures, name, value)
                file.write_bytes(captures.pcap(packets))
            finally:
                for name, value in before.items():
                    setattr(captures, name, value)
            return fields(file, *names, options=options)

    def test_both_ports_may_be_862(self):
        """T-22: the content says which is the request."""
        for name in ("open", "authenticated", "tlv-hmac"):
            with self.subTest(name=name):
                found = self.read(captures.packets()[name], "stamp.role", ports=BOTH_862)
                self.assertEqual(found, [["Session-Sender"], ["Session-Reflector"]])

    def test_preferences(self):
        port = {"REFLECTOR": ("192.0.2.2", 4862)}
        found = self.read(captures.packets()["open"], "stamp.seq", ports=port,
                          options=("-o", "stamp.port:4862"))
        self.assertEqual(found, [["1"], ["1"]])
        found = fields(capture("tlv-hmac"), "stamp.padding", "stamp.tlv.type",
                       options=("-o", "stamp.tlvs:FALSE"))
        self.assertEqual([line[1] for line in found], ["", ""])
        self.assertTrue(all(line[0] for line in found))

    def test_no_length_and_no_octet_breaks_it(self):
        """L-01: every packet cut at every length, and each octet of a TLV's header changed."""
        made = []
        for found in captures.packets().values():
            for is_reply, payload in found:
                made += [(is_reply, payload[:end]) for end in range(len(payload))]
        for is_reply, payload in captures.packets()["tlv-replies"]:
            for at in range(44, len(payload)):
                made += [(is_reply, payload[:at] + struct.pack("B", value) + payload[at + 1:])
                         for value in (0x00, 0x7f, 0xff)]
        found = self.read(made, "frame.number", "_ws.col.Protocol")
        self.assertEqual(len(found), len(made))
        self.assertEqual({line[1] for line in found if line[1] != "UDP"}, {"STAMP"})


class Other(unittest.TestCase):
    def test_the_dissector_of_twamp_reads_the_same(self):
        """Wireshark's own for TWAMP-Test, which knows no TLVs."""
        found = fields(capture("stateful"), "twamp.test.seq_number", "twamp.test.sender_seq_number",
                       "twamp.test.sender_ttl", options=("-d", "udp.port==862,twamp.test"),
                       script=False)
        self.assertEqual(found[1], ["7", "1", "253"])
