// SPDX-License-Identifier: Apache-2.0
// The qdisc at an interface's ingress, of which there is one: "clsact" has an egress side too, the
// older "ingress" has none, and what is meant for egress lands at its ingress.
#pragma once

#include <string>

#include "base/result.h"
#include "net/iface.h"

namespace stamp::bpf {

// Its kind; empty: there is none.
Result<std::string> ingress_qdisc(int ifindex);

// Makes a clsact qdisc and removes it again, if it is new and empty, unless it is kept.
class NewClsact {
public:
	// The qdisc that is in the way is an error with its cure.
	static Result<NewClsact> make(const net::Interface &iface);

	NewClsact(NewClsact &&other) noexcept
		: ifindex_(other.ifindex_), is_new_(std::exchange(other.is_new_, false)) {}
	NewClsact &operator=(NewClsact &&) = delete;
	~NewClsact();

	[[nodiscard]] bool is_new() const { return is_new_; }
	// From here on somebody else removes it. Whether it is new, hence ours.
	bool keep() { return std::exchange(is_new_, false); }

private:
	NewClsact(int ifindex, bool is_new) : ifindex_(ifindex), is_new_(is_new) {}

	int ifindex_;
	bool is_new_;
};

// Unless it has filters. None is no error.
Result<void> remove_empty_clsact(int ifindex);

} // namespace stamp::bpf
