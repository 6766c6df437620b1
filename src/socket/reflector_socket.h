// SPDX-License-Identifier: Apache-2.0
// A reflector's datapath on one interface: UDP sockets, and the library's own decisions and octets
// in this process.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "net/claim.h"
#include "net/udp_socket.h"
#include "session/datapath.h"
#include "session/local_table.h"
#include "session/process_file.h"
#include "session/shared_keys.h"
#include "session/spec.h"
#include "socket/batch.h"
#include "socket/further_replies.h"
#include "socket/replies.h"
#include "socket/store.h"

namespace stamp::socket {

class ReflectorSocket : public session::ReflectorDatapath {
public:
	// `keys`: of the files of `spec`.
	ReflectorSocket(session::ReflectorSpec spec, session::SharedKeys keys)
		: spec_(std::move(spec)), keys_(std::move(keys)) {}

	// Opens the sockets of both families for each port. Counters and tables stay what they
	// were on the interface of this name before. EADDRINUSE: somebody else has a port.
	Result<void> attach(const net::Interface &iface,
			    const std::vector<net::LocalAddress> &addresses) override;
	void detach() override;
	Result<void> set_addresses(const net::Interface &iface,
				   const std::vector<net::LocalAddress> &addresses) override;
	Result<void> set_keys(session::SharedKeys keys) override;
	void set_clock(const session::WireClock &clock) override;
	[[nodiscard]] session::Verdicts verdicts() const override { return store_.verdicts; }
	[[nodiscard]] std::vector<session::LimitedSource> limited_sources() const override;
	[[nodiscard]] session::TlvNotes tlv_notes() const override { return store_.notes; }
	// Answers what came in.
	bool drain(const session::RecordHandler &handler) override;
	[[nodiscard]] int wake_fd() const override { return wake_.get(); }
	[[nodiscard]] std::string hook() const override { return "socket"; }
	[[nodiscard]] std::string why_not_pinned() const override {
		return published_ ? published_->why_not() : "";
	}

private:
	struct Port {
		net::UdpSocket socket;
		std::uint16_t number; // as on the wire
		bool is_bound;	      // to the interface: else others' packets come, too
	};

	Result<void> configure(const net::Interface &iface);
	Result<void> claim_ports(const net::Interface &iface);
	Result<void> open_port(const net::Interface &iface, std::uint16_t number);
	Result<void> open_socket(const net::Interface &iface, const net::Address &any,
				 std::uint16_t number);
	void answer(const Port &port, std::size_t count);
	void look_at(const net::Interface &iface);
	Result<void> publish(const net::Interface &iface);

	session::ReflectorSpec spec_;
	session::SharedKeys keys_; // until the store has them
	bool is_configured_ = false;
	Store store_;
	Batch batch_;
	Replies replies_;
	FurtherReplies further_;
	std::vector<net::Claim> claims_;
	std::vector<Port> ports_;
	Fd wake_; // epoll, of all sockets
	int ifindex_ = 0;
	session::LocalTable addresses_;
	std::unique_ptr<session::ProcessFile> published_; // the store has its sessions in it
};

} // namespace stamp::socket
