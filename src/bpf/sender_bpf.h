// SPDX-License-Identifier: Apache-2.0
// A sender's datapath: requests leave through a UDP socket, BPF programs write T1 and take T4.
#pragma once

#include <memory>
#include <optional>
#include <vector>

#include "bpf/attach/attach.h"
#include "bpf/object/card_clock.h"
#include "bpf/object/records.h"
#include "bpf/pin/process_pins.h"
#include "bpf/pin/tallies.h"
#include "net/udp_socket.h"
#include "session/datapath.h"
#include "session/plan.h"
#include "session/sender_paths.h"
#include "session/spec.h"

namespace stamp::bpf {

class SenderBpf : public session::SenderDatapath {
public:
	// `socket` is bound to its port already. `keys` go to the kernel and are wiped. Attaches;
	// needs CAP_BPF and CAP_NET_ADMIN.
	static Result<std::unique_ptr<SenderBpf>> create(const session::SenderSpec &spec,
							 const session::SenderPlan &plan,
							 net::UdpSocket socket,
							 const session::WireClock &clock,
							 std::optional<session::KeyRing> keys = {});

	Result<void> add_target(std::uint16_t session, const net::Endpoint &to,
				const std::string &name) override;
	Result<void> remove_target(std::uint16_t session) override;
	[[nodiscard]] std::size_t most_targets() const override { return paths_.most(); }
	Result<std::size_t> send(std::span<const session::Request> requests) override;
	bool drain(const session::RecordHandler &handler) override;
	[[nodiscard]] std::optional<session::Sent> sent_at(std::uint16_t session,
							   std::uint32_t seq) const override;
	[[nodiscard]] net::WayOut way_out(std::uint16_t session) const override {
		return paths_.way_out(session);
	}
	[[nodiscard]] int wake_fd() const override;
	void set_clock(const session::WireClock &clock) override;
	[[nodiscard]] session::Verdicts verdicts() const override;
	[[nodiscard]] std::optional<net::Endpoint> latest_stranger() const override;
	session::TallyBoard *tallies() override { return tallies_ ? &tallies_->board() : nullptr; }
	std::optional<session::NetworkError> next_network_error() override;
	[[nodiscard]] bool of_hardware() const override { return parts_.card.has_value(); }
	[[nodiscard]] session::HardwareTimes hardware_times() const override;
	[[nodiscard]] Duration receive_error() const override;
	[[nodiscard]] Result<std::string> detached() const override {
		return parts_.attachment->detached();
	}
	[[nodiscard]] std::string why_not_pinned() const override { return why_not_pinned_; }
	[[nodiscard]] std::string hook() const override { return parts_.attachment->hook(); }

private:
	using SentTable = MappedArray<stamp_sent>; // the kernel writes it; we clear it

	// Loaded and attached.
	struct Parts {
		Object object;
		std::unique_ptr<Records> records;
		SentTable sent;
		std::unique_ptr<Attachment> attachment;
		std::optional<CardClock> card;
	};

	SenderBpf(const session::SenderSpec &spec, const session::SenderPlan &plan,
		  net::UdpSocket socket, Parts parts);
	static Result<Parts> build(const session::SenderSpec &spec, const session::SenderPlan &plan,
				   const net::UdpSocket &socket,
				   const std::optional<session::KeyRing> &keys,
				   std::optional<CardClock> card);
	void pin();
	Result<void> pin_tallies();

	session::SenderPaths paths_;
	net::UdpSocket socket_;
	bool connected_ = false;
	Parts parts_;
	std::optional<ProcessPins> pins_;
	std::string why_not_pinned_;
	std::optional<Tallies> tallies_; // if they are pinned
};

} // namespace stamp::bpf
