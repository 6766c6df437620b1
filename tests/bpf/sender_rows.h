// SPDX-License-Identifier: Apache-2.0
// A sender with three sessions, the packets it sends and those it waits for.
#pragma once

#include <arpa/inet.h>

#include "bpf/rows.h"

namespace stamp::test {

// The sender's port is 862 in `plain()`; here it is the ephemeral one.
constexpr std::uint16_t own_port = 45678;

inline Setup sender_setup() {
	Setup setup;

	setup.cfg.ports[0] = htons(own_port);
	setup.cfg.test_clock_ns = golden::t1_ns;
	return setup;
}

inline Datapath sender(const Setup &setup = sender_setup()) {
	Datapath datapath = load(setup);

	datapath.add_peer("192.0.2.2", 862, 0);
	datapath.add_peer("2001:db8::2", 862, 1);
	datapath.add_peer("192.0.2.2", 20001, 3);
	return datapath;
}

// As our socket sends it: the timestamp is not there yet.
inline Packet outgoing() {
	return packet().ports(own_port, 862).stamp_request(seq(1).error(0x8f84).ssid(0x1234));
}

inline Packet incoming(const Octets &payload) {
	return packet().ipv4("192.0.2.2", "192.0.2.1").ports(862, own_port).payload(payload);
}

inline std::string octets_of(const stamp_record &record) {
	return to_hex({record.octets, record.octets + sizeof(record.octets)});
}

} // namespace stamp::test
