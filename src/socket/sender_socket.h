// SPDX-License-Identifier: Apache-2.0
// A sender's datapath: one UDP socket, T1 written just before a request is handed to the kernel,
// and the kernel's own times of transmission and reception.
#pragma once

#include <deque>
#include <memory>
#include <optional>
#include <vector>

#include "net/udp_socket.h"
#include "session/datapath.h"
#include "session/plan.h"
#include "session/process_file.h"
#include "session/sender_paths.h"
#include "session/spec.h"
#include "socket/batch.h"
#include "socket/store.h"
#include "socket/transmit_times.h"

namespace stamp::socket {

class SenderSocket : public session::SenderDatapath {
public:
	// `socket` is bound to its port and receives. `keys` are wiped when they are in use.
	static Result<std::unique_ptr<SenderSocket>> create(const session::SenderSpec &spec,
							    const session::SenderPlan &plan,
							    net::UdpSocket socket,
							    const session::WireClock &clock,
							    std::optional<session::KeyRing> keys);

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
	[[nodiscard]] session::Verdicts verdicts() const override { return store_.verdicts; }
	[[nodiscard]] std::optional<net::Endpoint> latest_stranger() const override;
	std::optional<session::NetworkError> next_network_error() override;
	[[nodiscard]] std::string hook() const override { return "socket"; }
	[[nodiscard]] std::string why_not_pinned() const override {
		return published_ ? published_->why_not() : "";
	}
	session::TallyBoard *tallies() override { return board_ ? &*board_ : nullptr; }

private:
	SenderSocket(const session::SenderSpec &spec, const session::SenderPlan &plan,
		     net::UdpSocket socket);
	[[nodiscard]] std::span<std::byte> outgoing(std::size_t i, const session::Request &request);
	bool stamp(std::span<std::byte> octets, stamp_sent &sent);
	bool sign_tlvs(std::span<std::byte> octets);
	stamp_sent *slot_of(const SentRequest &request);
	void mark_answered(const stamp_record &record);
	void ask_for_times_again();
	void read_error_queue();
	Result<void> publish(const session::SenderSpec &spec, const session::SenderPlan &plan);
	void take_transmit_time(const net::TransmitTime &time);

	session::SenderPaths paths_;
	net::UdpSocket socket_;
	Store store_;
	Batch batch_;
	std::vector<stamp_sent> sent_; // `valid`: written, or left
	std::vector<std::byte> outgoing_;
	TransmitTimes transmit_times_;
	std::deque<net::IcmpError> errors_;
	std::unique_ptr<session::ProcessFile> published_;
	std::optional<session::TallyBoard> board_; // of it
};

} // namespace stamp::socket
