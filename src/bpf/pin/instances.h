// SPDX-License-Identifier: Apache-2.0
// The senders and reflectors that are pinned in this network namespace, by any process.
#pragma once

#include <cerrno>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "bpf/attach/persistent.h"
#include "bpf/pin/instance_info.h"

namespace stamp::bpf {

inline constexpr const char *persistent_pin = "reflector";
// What is not in its place yet, or no longer.
inline constexpr const char *next_pin = "reflector-next";
// One whose interface bears another name now, or lives in another network namespace.
inline constexpr const char *away_prefix = "reflector-away-";

struct Instance {
	enum class State : std::uint8_t {
		attached,   // a persistent reflector that works
		detached,   // a persistent one, and programs of it are not attached
		moved,	    // a persistent one, on an interface of another network namespace
		unfinished, // of an `add` that was killed, or filters whose pins are gone
		running,    // of a process that lives
		stale,	    // of a process that was killed
	};

	std::string iface; // the name it has now, or had when it was given
	std::string directory;
	stamp_role role = STAMP_ROLE_REFLECTOR;
	State state = State::stale;
	Presence presence = {};		      // of a persistent reflector
	bool was_broken_off = false;	      // a killed `change` left its pins
	bool is_of_another_namespace = false; // where it was added; its interface is here
	std::optional<stamp_about> about = {};
	Error why_not = {}; // when there is no `about`

	[[nodiscard]] bool is_persistent() const {
		return state != State::running && state != State::stale;
	}
	// It was killed while it was deleted: nothing of it is known to work.
	[[nodiscard]] bool is_debris() const { return !about && why_not.code == ENOENT; }
	// No interface of this network namespace leads to it.
	[[nodiscard]] bool is_out_of_reach() const;
	[[nodiscard]] bool works() const {
		return state == State::attached || state == State::running;
	}
};

// All of them, or those of one interface: what lies in this network namespace's directory, and
// reflectors of others whose interface came here. In the order of the names.
// Reason::no_bpffs: there is none.
Result<std::vector<Instance>> instances(const std::optional<std::string> &iface = std::nullopt);

// Whether a persistent reflector answers on this port of the interface.
[[nodiscard]] bool has_persistent_reflector(const net::Interface &iface, std::uint16_t port);

// Removes what killed processes left in the directory of an interface; how many those were.
Result<std::size_t> remove_stale(const std::string &directory);
// In all directories, their filters on the interfaces of this network namespace, and the reflectors
// of other ones whose interface is gone, mostly with the namespace.
Result<std::size_t> remove_all_stale();

} // namespace stamp::bpf
