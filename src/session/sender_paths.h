// SPDX-License-Identifier: Apache-2.0
// The targets of a sender's datapath: where their requests go, and which slots of a table of send
// times are theirs.
#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

#include "base/result.h"
#include "net/address.h"
#include "net/way_out.h"
#include "session/plan.h"
#include "session/spec.h"

namespace stamp::session {

class SenderPaths {
public:
	SenderPaths(const SenderSpec &spec, const SenderPlan &plan);

	[[nodiscard]] const SenderSpec &spec() const { return spec_; }
	[[nodiscard]] const SenderPlan &plan() const { return plan_; } // with the targets of now
	// For so many targets there is room.
	[[nodiscard]] std::size_t most() const { return most_; }
	[[nodiscard]] const net::SocketAddress *destination(std::uint16_t session) const {
		return &destinations_[session];
	}

	// Of the table of send times: all, those of one session, that of one request.
	[[nodiscard]] std::size_t slots() const { return most_ * slots_each_; }
	[[nodiscard]] std::size_t slots_each() const { return slots_each_; }
	[[nodiscard]] std::size_t slot(std::uint16_t session, std::uint32_t seq) const {
		return session * slots_each_ + (seq & (slots_each_ - 1));
	}

	// ENOSPC: there is no such session.
	[[nodiscard]] Result<void> check_room(std::uint16_t session, const net::Endpoint &to) const;
	void add(std::uint16_t session, const net::Endpoint &to);
	// What the target was. ENOENT: there is no such session.
	Result<net::Endpoint> remove(std::uint16_t session);

	[[nodiscard]] net::WayOut way_out(std::uint16_t session) const;

private:
	SenderSpec spec_;
	SenderPlan plan_;
	std::size_t most_, slots_each_;
	std::vector<net::SocketAddress> destinations_;
};

} // namespace stamp::session
