// SPDX-License-Identifier: Apache-2.0
// What this binary is and what this host lets it do, as plain data.
#pragma once

#include <string>
#include <vector>

namespace stamp::stats {

struct HookState {
	std::string name; // "tcx"
	bool available = false;
	std::string why_not; // empty when available
};

// The receive times of a network card.
struct CardState {
	std::string iface;
	std::string why_not; // empty: it has them ...
	bool on = false;     // ... and of every packet already
};

struct HostReport {
	std::string stamp;	       // "0.1.0"
	std::string kernel;	       // as uname -r
	std::string libbpf;	       // that runs: "1.1"
	std::string libbpf_built;      // that this was compiled with
	std::vector<HookState> hooks;  // best first
	std::vector<CardState> cards;  // of the interfaces that are up
	std::vector<std::string> rfcs; // "RFC 8762"
};

} // namespace stamp::stats
