// SPDX-License-Identifier: Apache-2.0
// When the packets of a socket left, as the kernel tells later: which of our requests each of its
// numbers is of.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <vector>

#include "base/result.h"

namespace stamp::socket {

struct SentRequest {
	std::uint16_t session = 0;
	std::uint32_t seq = 0;
};

class TransmitTimes {
public:
	// Asks for them from now on; the kernel counts packets from 0 again. Until it is called,
	// there are none. Fails where the kernel does not know of them.
	Result<void> begin(int fd);
	// The kernel took this one, the next of the socket.
	void left(const SentRequest &request);
	// The request that the kernel's number is of, until it is taken.
	[[nodiscard]] std::optional<SentRequest> find(std::uint32_t id) const;
	std::optional<SentRequest> take(std::uint32_t id);
	// Those that were not taken yet.
	[[nodiscard]] std::vector<SentRequest> waited_for() const;
	[[nodiscard]] bool are_asked_for() const { return asked_; }

private:
	struct Entry {
		std::uint32_t id = 0;
		bool is_waited_for = false;
		SentRequest request;
	};
	static constexpr std::size_t most = 1024; // on their way to the device at once

	std::array<Entry, most> entries_{};
	std::uint32_t next_ = 0;
	bool asked_ = false;
};

} // namespace stamp::socket
