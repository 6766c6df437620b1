// SPDX-License-Identifier: Apache-2.0
// What is pinned in this network namespace, whoever did it.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "bpf/about.h"
#include "net/address.h"
#include "net/prefix.h"

namespace stamp::bpf {

inline constexpr const char *ownerless_pin = "reflector";

struct Pinned {
	enum class State : std::uint8_t {
		attached, // without a process, and it works
		detached, // without a process, and its interface has gone or was made again
		running,  // of a process that lives
		stale,	  // of a process that was killed
	};

	std::string iface; // by the name it was given
	std::string directory;
	stamp_role role = STAMP_ROLE_REFLECTOR;
	State state = State::stale;
	std::optional<stamp_about> about;
	Error why_not; // when there is no `about`

	[[nodiscard]] bool is_ownerless() const {
		return state == State::attached || state == State::detached;
	}
	[[nodiscard]] bool works() const {
		return state == State::attached || state == State::running;
	}
};

// All of them, or those of one interface; in the order of the names. ENOENT: no bpffs.
Result<std::vector<Pinned>> pinned(const std::optional<std::string> &iface = std::nullopt);

// The addresses that a reflector answers to, as its map has them.
Result<std::vector<net::Address>> pinned_addresses(const Pinned &reflector);
// The prefixes that it lets in; none: anybody.
Result<std::vector<net::Prefix>> pinned_prefixes(const Pinned &reflector);
// The SSIDs that it answers; none: any.
Result<std::vector<std::uint16_t>> pinned_ssids(const Pinned &reflector);

// Whether a reflector without a process answers on this port of the interface.
[[nodiscard]] bool has_ownerless_reflector(const net::Interface &iface, std::uint16_t port);

// Removes what killed processes left in the directory of an interface; how many those were.
std::size_t remove_stale(const std::string &directory);
// In all directories, and the reflectors of other network namespaces whose interface is gone,
// mostly with the namespace.
std::size_t remove_all_stale();

} // namespace stamp::bpf
