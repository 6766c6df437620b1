// SPDX-License-Identifier: Apache-2.0
// The datapath of a reflector that keeps account of what is asked of it.
#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "session/datapath.h"
#include "support/catch.h"

namespace stamp::session::test {

// What the loop asked of its datapath.
struct Asked {
	std::vector<net::Interface> attached;
	int detached = 0, clocks = 0;
	std::vector<std::vector<net::LocalAddress>> addresses;
	std::vector<stamp_record> records; // to hand over
	int pieces = 0;			   // of work that was begun
	std::function<void(int)> piece;
	session::Verdicts counted{};
	std::vector<session::LimitedSource> limited;
	session::HardwareTimes times{}; // not none: of a network card
	std::optional<Error> attach_error;
	std::string missing;	// of what is attached, by the kernel's word
	std::string not_pinned; // why
};

class FakeReflector : public session::ReflectorDatapath {
public:
	explicit FakeReflector(Asked &asked) : asked_(asked) {}

	Result<void> attach(const net::Interface &iface,
			    const std::vector<net::LocalAddress> &addresses) override {
		asked_.attached.push_back(iface);
		if (asked_.attach_error)
			return *asked_.attach_error;
		asked_.missing.clear();
		asked_.addresses.push_back(addresses);
		return {};
	}
	void detach() override { asked_.detached++; }
	Result<void> set_addresses(const net::Interface &,
				   const std::vector<net::LocalAddress> &addresses) override {
		asked_.addresses.push_back(addresses);
		return {};
	}
	[[nodiscard]] std::vector<session::LimitedSource> limited_sources() const override {
		return asked_.limited;
	}
	Result<void> set_keys(std::shared_ptr<const session::KeyRing>) override {
		asked_.pieces = 3;
		return {};
	}
	Result<bool> go_on() override {
		if (asked_.pieces == 0)
			return false;
		if (asked_.piece)
			asked_.piece(asked_.pieces);
		return --asked_.pieces != 0;
	}
	void set_clock(const session::WireClock &clock) override {
		asked_.clocks++;
		CHECK(clock.format == STAMP_FORMAT_PTP);
	}
	[[nodiscard]] session::Verdicts verdicts() const override { return asked_.counted; }
	[[nodiscard]] session::TlvNotes tlv_notes() const override { return {}; }
	[[nodiscard]] bool of_hardware() const override {
		return asked_.times != session::HardwareTimes{};
	}
	[[nodiscard]] session::HardwareTimes hardware_times() const override {
		return asked_.times;
	}
	bool drain(const session::RecordHandler &handler) override {
		for (auto &r : std::exchange(asked_.records, {}))
			handler(r, {});
		return false;
	}
	[[nodiscard]] int wake_fd() const override { return -1; }
	[[nodiscard]] std::string hook() const override { return "fake"; }
	[[nodiscard]] Result<std::string> detached() const override { return asked_.missing; }
	[[nodiscard]] std::string why_not_pinned() const override { return asked_.not_pinned; }

private:
	Asked &asked_;
};

} // namespace stamp::session::test
