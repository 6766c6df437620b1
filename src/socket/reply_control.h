// SPDX-License-Identifier: Apache-2.0
// What a reflector's store has for Reflected Test Packet Control (RFC 10052): its budgets, what it
// knows of the interface, and the request that may get further replies.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <vector>

#include "bpf/lib/store.h"
#include "bpf/lib/work.h"
#include "socket/packet.h"
#include "socket/reply_budget.h"

namespace stamp::socket {

// A request as it came, but for what is in front of its IP header.
struct KeptRequest {
	std::vector<std::uint8_t> octets;
	request_state state = {};
	header_copy copy = {};
	std::uint32_t further = 0; // replies behind the first one
	std::uint32_t interval_ns = 0;
};

class ReplyControl {
public:
	// As of ReplyBudget.
	ReplyControl(std::uint64_t source, std::uint64_t total) : budget_(source, total) {}

	std::uint32_t mtu = 0;				// of the interface
	std::optional<std::array<std::uint8_t, 6>> mac; // the same
	// What can be kept for further replies: requests, and their octets.
	std::size_t requests_left = STAMP_MAX_REPEATS, octets_left = STAMP_REPEAT_OCTETS;

	[[nodiscard]] std::uint32_t most_octets(bool is_ipv6) const;
	[[nodiscard]] bool is_in_group(const std::uint8_t *mask, const std::uint8_t *group,
				       std::size_t octets) const;
	void keep(const pkt &packet, const work &space);
	stamp_grant grant(const work &space, std::uint32_t octets, std::uint32_t number,
			  std::uint64_t now_ns);
	// Of the packet that was looked at last; null: it gets no more than one.
	KeptRequest *granted() { return kept_.further != 0 ? &kept_ : nullptr; }
	void forget() { kept_.further = 0; }

private:
	[[nodiscard]] bool has_room(const tlv_control &control) const;

	ReplyBudget budget_;
	GrowingNumbers numbers_;
	KeptRequest kept_;
};

} // namespace stamp::socket
