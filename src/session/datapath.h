// SPDX-License-Identifier: Apache-2.0
// The seam between the session engine and whatever stamps the packets.
#pragma once

#include <array>
#include <cstdint>
#include <functional>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "base/result.h"
#include "net/iface.h"
#include "session/wire_clock.h"
#include "stamp/abi.h"
#include "time/clock.h"

namespace stamp::session {

using Verdicts = std::array<std::uint64_t, STAMP_V_COUNT>; // by enum stamp_verdict
using RecordHandler = std::function<void(const stamp_record &)>;

// Sends the requests of all sessions of one sender and takes their replies.
class SenderDatapath {
public:
	virtual ~SenderDatapath() = default;
	// false: no room just now. EMSGSIZE: never; other errors: not at present. In all of these
	// cases nothing has left the host.
	virtual Result<bool> send(std::uint16_t session, std::span<const std::byte> payload) = 0;
	// Hands over what came in since the last call.
	virtual void drain(const RecordHandler &handler) = 0;
	// T1 of a request, while its slot is not used again; absent when it never was stamped.
	virtual std::optional<UtcTime> sent_at(std::uint16_t session, std::uint32_t seq) const = 0;
	// Readable when there is something to drain; -1: nothing wakes, drain now and then.
	[[nodiscard]] virtual int wake_fd() const = 0;
	virtual void set_clock(const WireClock &clock) = 0;
	[[nodiscard]] virtual Verdicts verdicts() const = 0;
	// What the network says of our requests: "port unreachable (203.0.113.7)".
	virtual std::optional<std::string> next_network_error() = 0;
};

// Answers the requests that come in on one interface.
class ReflectorDatapath {
public:
	virtual ~ReflectorDatapath() = default;
	virtual Result<void> attach(const net::Interface &iface) = 0;
	virtual void detach() = 0;
	// The addresses that are answered, and the broadcasts that are not.
	virtual Result<void> set_addresses(const std::vector<net::LocalAddress> &addresses) = 0;
	virtual void set_clock(const WireClock &clock) = 0;
	[[nodiscard]] virtual Verdicts verdicts() const = 0;
	// Hands over one record per answer since the last call, if they were asked for.
	virtual void drain(const RecordHandler &handler) = 0;
	[[nodiscard]] virtual int wake_fd() const = 0;	    // -1: no records were asked for
	[[nodiscard]] virtual std::string hook() const = 0; // "tcx"
};

} // namespace stamp::session
