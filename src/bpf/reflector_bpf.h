// SPDX-License-Identifier: Apache-2.0
// A reflector's datapath on one interface: the kernel answers by itself.
#pragma once

#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "bpf/attach/attach.h"
#include "bpf/object/card_clock.h"
#include "bpf/object/key_map.h"
#include "bpf/object/records.h"
#include "bpf/object/reflector_setup.h"
#include "bpf/pin/process_pins.h"
#include "net/claim.h"
#include "session/datapath.h"
#include "session/shared_keys.h"
#include "session/spec.h"

namespace stamp::bpf {

class ReflectorBpf : public session::ReflectorDatapath {
public:
	// `keys`: of the files of `spec`.
	ReflectorBpf(session::ReflectorSpec spec, session::SharedKeys keys)
		: spec_(std::move(spec)), keys_(std::move(keys)) {}

	// Loads for this kind of interface, once, and attaches. Raises CAP_BPF and CAP_NET_ADMIN
	// for as long. Attaching again loads nothing, for which they would not be enough.
	// EADDRINUSE: another reflector of ours has the interface and one of the ports.
	Result<void> attach(const net::Interface &iface,
			    const std::vector<net::LocalAddress> &addresses) override;
	void detach() override;
	Result<void> set_addresses(const net::Interface &iface,
				   const std::vector<net::LocalAddress> &addresses) override;
	Result<void> set_keys(session::SharedKeys keys) override;
	Result<bool> go_on() override;
	void set_clock(const session::WireClock &clock) override;
	// Of all interfaces that had this name since the start.
	[[nodiscard]] session::Verdicts verdicts() const override;
	[[nodiscard]] std::vector<session::LimitedSource> limited_sources() const override;
	[[nodiscard]] session::TlvNotes tlv_notes() const override;
	bool drain(const session::RecordHandler &handler) override;
	[[nodiscard]] int wake_fd() const override;
	[[nodiscard]] std::string hook() const override;
	[[nodiscard]] Result<std::string> detached() const override;
	[[nodiscard]] std::string why_not_pinned() const override { return why_not_pinned_; }
	[[nodiscard]] bool of_hardware() const override { return card_.has_value(); }
	[[nodiscard]] session::HardwareTimes hardware_times() const override;
	[[nodiscard]] Duration receive_error() const override;

private:
	Result<void> claim_ports(const net::Interface &iface);
	Result<void> load(const net::Interface &iface, std::optional<CardClock> card);
	Result<void> load_and_attach(const net::Interface &iface,
				     const std::vector<net::LocalAddress> &addresses,
				     std::optional<CardClock> card);
	void pin(const stamp_about &about);
	[[nodiscard]] bool fits(const net::Interface &iface, bool has_card) const;

	session::ReflectorSpec spec_;
	session::SharedKeys keys_; // until the kernel has them
	std::vector<net::Claim> claims_;
	std::optional<Object> object_;
	net::Interface loaded_for_;
	std::unique_ptr<Records> records_;
	std::unique_ptr<Attachment> attachment_;
	session::LocalTable addresses_; // as the programs have them
	std::optional<session::WireClock> clock_;
	std::optional<KeyWriter> key_writer_; // while it has something to do
	std::optional<CardClock> card_;
	std::optional<ProcessPins> pins_;
	std::string why_not_pinned_;
	std::int64_t since_ns_ = 0; // of the first attaching
};

} // namespace stamp::bpf
